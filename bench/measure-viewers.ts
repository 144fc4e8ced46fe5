/** How many bytes of each viewer a page loads, measured on pages that Vite built as it builds those of a site. */
import { existsSync } from 'node:fs'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { build, type Rolldown } from 'vite'
import { VIEWER_NAMES } from '../src/base/viewer-names.js'
import type { ElementName } from '../src/types.js'

type Output = Rolldown.RolldownOutput['output'][number]
/** All elements: the viewers, what lays hotspots over them, and what stops films that move by themselves. */
export const ELEMENT_NAMES: readonly ElementName[] = [...VIEWER_NAMES, 'hotspots', 'loop']

/** What a page with one viewer loads; sizes in bytes after gzip, of each file by itself. */
export interface PageBytes {
  /** Scripts that the page names. */
  script: number
  /** Scripts and styles that are fetched once somebody, or sight, asks for them. */
  later: number
  /** Style sheets that the page names. */
  style: number
  /** Source files in all of it (absolute paths), as far as they are scripts of the package. */
  modules: readonly string[]
}

/** Upper bounds in kB (1,000 bytes) of `script` and `later`. */
export interface Budget {
  script: number
  later: number
}

/** What each viewer may weigh. A page with a carousel, gallery, spin or compare has to stay below 12 at first. */
// oxfmt-ignore
export const BUDGETS: Readonly<Record<ElementName, Budget>> = {
  zoom:          { script: 5,    later: 24 },
  'inline-zoom': { script: 10,   later: 0 },
  flyout:        { script: 9,    later: 0 },
  'deep-zoom':   { script: 8,    later: 90 },
  gallery:       { script: 11.9, later: 26 },
  carousel:      { script: 11.9, later: 0 },
  spin:          { script: 11.95,later: 0 },
  mixed:         { script: 13.5, later: 26 },
  video:         { script: 15,    later: 180 },
  audio:         { script: 5.5,    later: 0 },
  panorama:      { script: 14.5,   later: 11 },
  model:         { script: 10,   later: 300 },
  compare:       { script: 7,    later: 0 },
  document:      { script: 5,    later: 0 },
  hotspots:      { script: 12,   later: 0 },
  loop:          { script: 4.7,   later: 0 },
}

/** Libraries in what is fetched later, for the table. */
const LATER: Readonly<Partial<Record<ElementName, string>>> = {
  zoom: 'PhotoSwipe',
  gallery: '`zoom`',
  mixed: '`zoom`',
  'deep-zoom': 'OpenSeadragon',
  video: 'hls.js',
  panorama: 'Pannellum, VR',
  model: 'model-viewer',
}

const MARK = { start: '<!-- bytes of viewers: written by bench/viewer-bytes.mjs -->', end: '<!-- end of bytes -->' }

/** Builds one page per viewer from the modules and style sheets in a folder (`dist/viewers`), all in one build. */
export async function measureViewers(
  folder: string,
  viewers: readonly ElementName[] = ELEMENT_NAMES,
): Promise<Map<ElementName, PageBytes>> {
  const root = await mkdtemp(join(tmpdir(), 'renditions-bytes-'))
  try {
    await Promise.all(
      viewers.map((viewer) =>
        writeFile(join(root, `${viewer}.html`), pageWith(viewer, existsSync(join(folder, `${viewer}.css`)))),
      ),
    )
    const { output } = (await build({
      root,
      configFile: false,
      logLevel: 'error',
      resolve: { alias: { '/viewers': folder } },
      build: { write: false, rollupOptions: { input: viewers.map((viewer) => join(root, `${viewer}.html`)) } },
    })) as Rolldown.RolldownOutput
    return new Map(viewers.map((viewer) => [viewer, bytesOf(viewer, new Map(output.map((file) => [file.fileName, file])))]))
  } finally {
    await rm(root, { recursive: true, force: true })
  }
}

/** The README with its table of these sizes. Throws where the marks are missing. */
export function withTable(readme: string, sizes: ReadonlyMap<ElementName, PageBytes>): string {
  const [start, end] = [readme.indexOf(MARK.start), readme.indexOf(MARK.end)]
  if (start < 0 || end < start) throw new Error(`README.md has no place for the table: "${MARK.start}" … "${MARK.end}"`)
  return `${readme.slice(0, start)}${MARK.start}\n\n${tableOf(sizes)}\n\n${readme.slice(end)}`
}

/** As Markdown, in kB. */
export function tableOf(sizes: ReadonlyMap<ElementName, PageBytes>): string {
  const rows = Array.from(sizes, ([viewer, { script, later, style }]) => {
    const budget = BUDGETS[viewer]
    const library = LATER[viewer] && later > 0 ? ` ${LATER[viewer]}` : ''
    const limits = budget.later > 0 ? `${budget.script} + ${budget.later}` : String(budget.script)
    return `| \`${viewer}\` | ${kilobytes(script)} | ${later > 0 ? kilobytes(later) + library : '–'} | ${kilobytes(style)} | ${limits} |`
  })
  return ['| kB | script | when it is used | style | budget |', '| --- | --- | --- | --- | --- |', ...rows].join('\n')
}

/** The figures of the README's table by viewer, in kB: script, later, style. */
export function figuresIn(readme: string): Map<string, [script: number, later: number, style: number]> {
  const rows = readme.slice(readme.indexOf(MARK.start), readme.indexOf(MARK.end)).split('\n')
  const cells = rows.filter((row) => row.startsWith('| `')).map((row) => row.split('|').map((cell) => cell.trim()))
  const number = (cell = ''): number => (cell === '–' ? 0 : Number.parseFloat(cell))
  return new Map(
    cells.map(([, name = '', script, later, style]) => [
      name.replaceAll('`', ''),
      [number(script), number(later), number(style)],
    ]),
  )
}

export function readmeFile(root: string): { path: string; read(): Promise<string> } {
  const path = join(root, 'README.md')
  return { path, read: () => readFile(path, 'utf8') }
}

/** The tags that `src/vite/viewers.ts` puts into a page. */
function pageWith(viewer: ElementName, hasSheet: boolean): string {
  const sheet = hasSheet ? `<link rel="stylesheet" href="/viewers/${viewer}.css">` : ''
  return `<!doctype html><html lang="en"><head><title>${viewer}</title>
${sheet}<script type="module" src="/viewers/${viewer}.js"></script></head><body></body></html>`
}

function bytesOf(viewer: ElementName, files: ReadonlyMap<string, Output>): PageBytes {
  const html = String((files.get(`${viewer}.html`) as Rolldown.OutputAsset | undefined)?.source)
  const named = Array.from(html.matchAll(/(?:src|href)="\/([^"]+)"/g), ([, name = '']) => name)
  const now = closure(named, files, ({ imports }) => imports)
  const all = closure(named, files, ({ imports, dynamicImports, viteMetadata }) => [
    ...imports,
    ...dynamicImports,
    ...(viteMetadata?.importedCss ?? []),
  ])
  const sum = (names: Iterable<string>): number =>
    Array.from(names, (name) => sizeOf(files.get(name))).reduce((total, size) => total + size, 0)
  const isStyle = (name: string): boolean => name.endsWith('.css')
  return {
    script: sum([...now].filter((name) => !isStyle(name))),
    style: sum([...now].filter(isStyle)),
    later: sum([...all].filter((name) => !now.has(name))),
    modules: [...all].flatMap((name) => modulesOf(files.get(name))),
  }
}

/** Names of files and of all that they lead to. */
function closure(
  names: readonly string[],
  files: ReadonlyMap<string, Output>,
  next: (chunk: Rolldown.OutputChunk) => readonly string[],
): Set<string> {
  const found = new Set<string>(names)
  // A set that grows is walked to its end.
  for (const name of found) {
    const file = files.get(name)
    if (file?.type === 'chunk') for (const more of next(file)) found.add(more)
  }
  return found
}

function modulesOf(file: Output | undefined): string[] {
  return file?.type === 'chunk' ? file.moduleIds.filter((id) => !id.startsWith('\0') && id.endsWith('.js')) : []
}

function sizeOf(file: Output | undefined): number {
  if (!file) return 0
  return gzipSync(file.type === 'chunk' ? file.code : file.source).length
}

function kilobytes(bytes: number): string {
  return (bytes / 1000).toFixed(1)
}
