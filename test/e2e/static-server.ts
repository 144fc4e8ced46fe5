import { createReadStream } from 'node:fs'
import { readFile, stat } from 'node:fs/promises'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { extname, join, normalize } from 'node:path'
import { dawdle } from './slowness.js'

/** Everything from the page's own origin, nothing inline. */
export const STRICT_CSP =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; media-src 'self'; object-src 'self'; frame-src 'self'"

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.jpg': 'image/jpeg',
  '.jpeg': 'image/jpeg',
  '.gif': 'image/gif',
  '.webp': 'image/webp',
  '.avif': 'image/avif',
  '.ico': 'image/x-icon',
  '.mp4': 'video/mp4',
  '.m3u8': 'application/vnd.apple.mpegurl',
  '.ts': 'video/mp2t',
  '.mp3': 'audio/mpeg',
  '.vtt': 'text/vtt; charset=utf-8',
  '.pdf': 'application/pdf',
  '.zip': 'application/zip',
  '.txt': 'text/plain; charset=utf-8',
  '.woff2': 'font/woff2',
}

export interface StaticServerOptions {
  /**
   * Sent as `Content-Security-Policy` with every page. Not with pictures: a browser that shows one by itself styles
   * the view it makes inline, and would report that.
   */
  csp?: string
  /** Scripts of every origin may read the files. Default: only what needs no leave. */
  cors?: boolean
}

/** A host for static files. */
export interface StaticServer {
  /** `http://127.0.0.1:<port>`, a different origin for every server. */
  origin: string
  close(): Promise<void>
}

interface Redirect {
  from: string
  to: string
  status: number
}

/**
 * Serves a folder the way a static host does: `index.html` for a folder, 404 for what is missing, and the rules of
 * the folder's `_redirects` file (`/from /to 301`, `/gone /gone 410`), read anew for each request, where no file is.
 */
export async function serveFolder(folder: string, options: StaticServerOptions = {}): Promise<StaticServer> {
  const server = createServer((request, response) => {
    answer(folder, options, request, response).catch((error: unknown) => {
      response.statusCode = 500
      response.end(String(error))
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    origin: `http://127.0.0.1:${port}`,
    close: () => {
      server.closeAllConnections()
      return new Promise((resolve) => server.close(() => resolve()))
    },
  }
}

async function answer(
  folder: string,
  { csp, cors = false }: StaticServerOptions,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { pathname } = new URL(request.url ?? '/', 'http://localhost')
  await dawdle()
  const file = await fileFor(folder, pathname)
  if (file) {
    const type = TYPES[extname(file).toLowerCase()] ?? 'application/octet-stream'
    response.setHeader('Content-Type', type)
    if (cors) response.setHeader('Access-Control-Allow-Origin', '*')
    if (csp && type.startsWith('text/html')) response.setHeader('Content-Security-Policy', csp)
    send(file, (await stat(file)).size, request.headers.range, response)
    return
  }
  const redirect = (await redirectsOf(folder)).find(({ from }) => samePath(from, pathname))
  response.statusCode = redirect?.status ?? 404
  if (redirect && redirect.status < 400) response.setHeader('Location', redirect.to)
  response.setHeader('Content-Type', 'text/plain; charset=utf-8')
  response.end(`${response.statusCode} ${pathname}`)
}

/** The whole, or the one range that players ask for. */
function send(file: string, size: number, range: string | undefined, response: ServerResponse): void {
  const [, from = '', to = ''] = /^bytes=(\d+)-(\d*)$/.exec(range ?? '') ?? []
  const [start, end] = [Number(from), to === '' ? size - 1 : Math.min(Number(to), size - 1)]
  response.setHeader('Accept-Ranges', 'bytes')
  if (from === '' || start > end) return void createReadStream(file).pipe(response)
  response.statusCode = 206
  response.setHeader('Content-Range', `bytes ${start}-${end}/${size}`)
  createReadStream(file, { start, end }).pipe(response)
}

/** The file a path means, or undefined; never one outside the folder. */
async function fileFor(folder: string, pathname: string): Promise<string | undefined> {
  const path = normalize(decodePath(pathname))
  if (path.includes('\0') || path.split('/').includes('..')) return undefined
  const candidates = path.endsWith('/') ? [`${path}index.html`] : [path, `${path}.html`, `${path}/index.html`]
  for (const candidate of candidates) {
    const file = join(folder, candidate)
    const found = await stat(file).catch(() => undefined)
    if (found?.isFile()) return file
  }
  return undefined
}

async function redirectsOf(folder: string): Promise<Redirect[]> {
  const text = await readFile(join(folder, '_redirects'), 'utf8').catch(() => '')
  return text
    .split('\n')
    .map((line) =>
      line
        .replace(/(^|\s)#.*/, '')
        .trim()
        .split(/\s+/),
    )
    .filter((fields) => fields.length >= 2)
    .map(([from = '', to = '', status = '301']) => ({ from, to, status: Number(status) }))
}

function samePath(a: string, b: string): boolean {
  return decodePath(a) === decodePath(b)
}

function decodePath(path: string): string {
  try {
    return decodeURIComponent(path)
  } catch {
    return path
  }
}
