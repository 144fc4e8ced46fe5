import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseAllHeaders } from '@netlify/headers-parser'
import { parseAllRedirects } from '@netlify/redirect-parser'
import { getTransformedRoutes, normalizeRoutes } from '@vercel/routing-utils'

/** What Netlify's own parser makes of a `_redirects` file; its complaints are thrown. */
export async function netlifyRedirectsOf(text: string): Promise<{ from: string; to: string; status: number }[]> {
  const { redirects, errors } = await withFile('_redirects', text, (file) =>
    parseAllRedirects({ redirectsFiles: [file], configRedirects: [], minimal: false }),
  )
  if (errors.length > 0) throw errors[0]
  return (redirects as { from: string; to: string; status: number }[]).map(({ from, to, status }) => ({ from, to, status }))
}

/** The headers a path gets from a `_headers` file, by Netlify's own parser; its complaints are thrown. */
export async function netlifyHeadersFor(text: string, path: string): Promise<Record<string, string>> {
  const { headers, errors } = await withFile('_headers', text, (file) =>
    parseAllHeaders({ headersFiles: [file], configHeaders: [], minimal: false }),
  )
  if (errors.length > 0) throw errors[0]
  const matching = headers.filter((header) => 'forRegExp' in header && header.forRegExp.test(path))
  return Object.assign({}, ...matching.map(({ values }) => values)) as Record<string, string>
}

/** What Vercel's own code makes of a path with a `vercel.json`: where it leads, and the headers it gets. */
export function vercelAnswer(
  text: string,
  path: string,
): { status?: number; location?: string; headers: Record<string, string> } {
  const { routes, error } = getTransformedRoutes(JSON.parse(text) as Parameters<typeof getTransformedRoutes>[0])
  const checked = normalizeRoutes(routes ?? [])
  if (error ?? checked.error) throw new Error(JSON.stringify(error ?? checked.error))
  const headers: Record<string, string> = {}
  for (const route of checked.routes ?? []) {
    if (!('src' in route) || route.src === undefined || !new RegExp(route.src).test(path)) continue
    const found: Record<string, string> = ('headers' in route && route.headers) || {}
    if (route.status !== undefined && 'Location' in found)
      return { status: route.status, location: found['Location'] ?? '', headers }
    Object.assign(headers, found)
  }
  return { headers }
}

async function withFile<T>(name: string, text: string, read: (file: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'renditions-rules-'))
  try {
    await writeFile(join(folder, name), text)
    return await read(join(folder, name))
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}
