import { posix } from 'node:path'

/** What decides how a path in the output is written as a URL: Vite's `base` and `experimental.renderBuiltUrl`. */
export interface OutputUrls {
  /** Resolved `base`: `/`, `/docs/`, `https://cdn.example/`, or `''`/`'./'` for relative. */
  base: string
  renderBuiltUrl?: (
    path: string,
    host: { hostId: string; hostType: 'js' | 'css' | 'html'; type: 'asset' | 'public'; ssr: boolean },
  ) => string | { relative?: boolean; runtime?: string } | undefined
}

/** The file a URL is written into: its path in the output, and what it is. */
export interface Host {
  path: string
  type: 'js' | 'css' | 'html'
  ssr: boolean
}

/** A URL as text, or as a JavaScript expression where only run time knows it. */
export type OutputUrl = { text: string } | { expression: string }

/**
 * The URL of a path in the output as seen from a file of the output.
 * Relative to the file when `base` is relative; in JavaScript that is an expression on `import.meta.url`.
 */
export function outputUrl(path: string, host: Host, urls: OutputUrls): OutputUrl {
  const rendered = urls.renderBuiltUrl?.(path, { hostId: host.path, hostType: host.type, type: 'asset', ssr: host.ssr })
  if (typeof rendered === 'string') return { text: rendered }
  if (rendered?.runtime && host.type === 'js') return { expression: rendered.runtime }
  const encoded = encodePath(path)
  const isRelative = rendered?.relative ?? (urls.base === '' || urls.base === './')
  if (!isRelative) return { text: urls.base + encoded }
  const relative = encodePath(posix.relative(posix.dirname(host.path), path))
  if (host.type === 'js') return { expression: `new URL(${JSON.stringify(relative)}, import.meta.url).href` }
  return { text: relative.startsWith('.') ? relative : `./${relative}` }
}

/** Percent-encodes what may not stand in a URL path, and what would end one. */
export function encodePath(path: string): string {
  return encodeURI(path).replace(/[?#]/g, encodeURIComponent)
}
