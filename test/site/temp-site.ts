import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join, relative, sep } from 'node:path'
import { parse, type DefaultTreeAdapterTypes } from 'parse5'
import sharp from 'sharp'
import { build, createLogger, type InlineConfig, type Plugin } from 'vite'
import renditions from '../../src/index.js'
import type { Options } from '../../src/config/options.js'

export type Element = DefaultTreeAdapterTypes.Element

/** A site on disk that one test owns. */
export interface TempSite {
  root: string
  /** Writes files: text, bytes, or what a function of sharp gives. */
  write(files: Record<string, string | Uint8Array>): Promise<void>
  remove(...paths: string[]): Promise<void>
  read(path: string): Promise<string>
  bytes(path: string): Promise<Buffer>
  /** Every file below a folder, as sorted paths relative to it. */
  list(folder: string): Promise<string[]>
  /** A real Vite build with the plugin; what was logged. */
  build(options?: Options, config?: InlineConfig): Promise<BuildLog>
  dispose(): Promise<void>
}

export interface BuildLog {
  info: string[]
  warnings: string[]
}

export async function tempSite(files: Record<string, string | Uint8Array> = {}): Promise<TempSite> {
  const root = await mkdtemp(join(tmpdir(), 'renditions-site-'))
  const site: TempSite = {
    root,
    async write(more) {
      for (const [path, data] of Object.entries(more)) {
        await mkdir(dirname(join(root, path)), { recursive: true })
        await writeFile(join(root, path), data)
      }
    },
    async remove(...paths) {
      for (const path of paths) await rm(join(root, path), { recursive: true, force: true })
    },
    read: (path) => readFile(join(root, path), 'utf8'),
    bytes: (path) => readFile(join(root, path)),
    list: (folder) => listFiles(join(root, folder)),
    build: (options, config) => buildSite(root, options, config),
    // A watcher or a renderer that ends may write once more.
    dispose: () => rm(root, { recursive: true, force: true, maxRetries: 5 }),
  }
  await site.write(files)
  return site
}

/** A photo-like JPEG: smooth colours with some noise, so that encoders behave as on a photo. */
export async function photo(width = 1200, height = 900, seed = 1): Promise<Buffer> {
  const raw = Buffer.alloc(width * height * 3)
  let state = seed * 2654435761
  for (let y = 0, i = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0
      const grain = (state >>> 24) / 16
      raw[i++] = 120 + 90 * Math.sin((x + seed * 40) / 90) + grain
      raw[i++] = 110 + 80 * Math.sin(y / 70 + seed) + grain
      raw[i++] = 100 + 70 * Math.sin((x + y) / 120) + grain
    }
  }
  return sharp(raw, { raw: { width, height, channels: 3 } })
    .jpeg({ quality: 85 })
    .toBuffer()
}

/** A page around some body. */
export function page(body: string, head = ''): string {
  return `<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n<title>Test</title>\n${head}\n</head>\n<body>\n${body}\n</body>\n</html>\n`
}

async function buildSite(root: string, options: Options = {}, config: InlineConfig = {}): Promise<BuildLog> {
  const log: BuildLog = { info: [], warnings: [] }
  const customLogger = createLogger('info')
  customLogger.info = (message) => void log.info.push(message)
  customLogger.warn = (message) => void log.warnings.push(message)
  customLogger.warnOnce = customLogger.warn
  customLogger.error = () => undefined
  const { plugins, ...rest } = config
  await build({
    root,
    configFile: false,
    customLogger,
    ...rest,
    plugins: [renditions(options), ...((plugins ?? []) as Plugin[])],
  })
  return log
}

async function listFiles(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => [])
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).split(sep).join('/'))
    .sort()
}

/** Every element of a page with a tag name, in document order. */
export function elements(html: string, tag: string): Element[] {
  const found: Element[] = []
  const visit = (node: DefaultTreeAdapterTypes.Node): void => {
    if ('tagName' in node && node.tagName === tag) found.push(node)
    if ('childNodes' in node) node.childNodes.forEach(visit)
  }
  visit(parse(html))
  return found
}

export function attribute(element: Element | undefined, name: string): string | undefined {
  return element?.attrs.find((attr) => attr.name === name)?.value
}

/** The URLs of a srcset. */
export function srcsetUrls(srcset: string | undefined): string[] {
  return (srcset ?? '')
    .split(', ')
    .map((candidate) => candidate.trim().split(' ')[0] ?? '')
    .filter(Boolean)
}
