import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, posix } from 'node:path'
import { describe, expect, test } from 'vitest'
import { parseSync } from 'vite'

/**
 * The import rule. A zone is a folder of `src/`, or a file beside them. `may` lists the zones, or single files, it may
 * import besides itself. A stage never imports another stage.
 */
const contract = ['types.ts', 'film-types.ts', 'errors.ts', 'ports.ts', 'config/types.ts', 'config/options.ts', 'base']
const stages = ['config', 'discover', 'plan', 'render', 'publish', 'rewrite']
const assembly = ['bind', 'pipeline.ts', 'wanted', 'publisher', 'memo', 'wiring.ts', 'target-wiring.ts']
const doors = ['remark', 'pages', 'vite', 'cli']
// oxfmt-ignore
const zones: Record<string, { may: readonly string[] }> = {
  'film-types.ts': { may: [] },
  'types.ts':     { may: ['film-types.ts'] },
  'ports.ts':     { may: ['types.ts', 'film-types.ts', 'config/types.ts'] },
  'errors.ts':    { may: ['types.ts'] },
  base:           { may: ['types.ts', 'film-types.ts', 'errors.ts'] },
  processes:      { may: [] },

  config:         { may: contract },
  discover:       { may: contract },
  plan:           { may: contract },
  render:         { may: [...contract, 'processes'] },
  publish:        { may: [...contract, 'processes'] },
  rewrite:        { may: contract },

  bind:           { may: [...contract, ...stages] },
  'pipeline.ts':  { may: [...contract, ...stages, 'bind'] },
  wanted:         { may: [...contract, ...stages, 'pipeline.ts'] },
  publisher:      { may: [...contract, ...stages, 'pipeline.ts', 'wanted'] },
  memo:           { may: [...contract, 'publish/outlook.ts', 'wanted'] },
  'wiring.ts':    { may: [...contract, ...stages, 'pipeline.ts', 'publisher', 'memo'] },
  'target-wiring.ts': { may: [...contract, ...stages, 'publisher', 'wiring.ts'] },

  remark:         { may: [...contract, ...stages, ...assembly] },
  pages:          { may: [...contract, ...stages, ...assembly, 'remark'] },
  vite:           { may: [...contract, ...stages, ...assembly, 'remark', 'pages'] },
  cli:            { may: [...contract, ...stages, ...assembly, 'remark', 'pages'] },

  'index.ts':     { may: [...contract, 'config', ...doors] },
  'remark.ts':    { may: [...contract, 'config', ...assembly, ...doors] },

  viewers:        { may: [] },
  integrations:   { may: [] },
}

/** Folders of a stage that touch the world. Only the wirings import from them, besides each other within a stage. */
const edgeFolders = ['edge', 'engines', 'cache', 'targets']
/** Where choices become objects: of a site, and of its targets besides the output. */
const wirings = ['wiring.ts', 'target-wiring.ts']
/** Programs of their own, which pick their edges themselves. */
const processes = ['render/child.ts', 'processes/guard.ts', 'render/engines/libav/program.ts']
/** Code that is a function of its arguments: no disk, no process, no network, no native code. */
const pure = ['plan', 'rewrite']
const impure = /^(node:(fs|fs\/promises|child_process|worker_threads|http|https|net|os|process)|sharp|fast-glob|vite)$/
/** Packages with native code, and the only places that load them. */
const native: Record<string, RegExp> = {
  sharp: /^render\/(engines\/|child\.ts$)/,
  '@hyzyla/pdfium': /^render\/engines\/pdfium\//,
  'node-av': /^render\/engines\/libav\//,
  smartcrop: /^render\/engines\/saliency\//,
}

/** Packages that run in browsers, and the only places that load them. */
const browserPackages: Record<string, RegExp> = {
  photoswipe: /^viewers\/zoom\//,
  openseadragon: /^viewers\/deep-zoom\//,
  pannellum: /^viewers\/panorama\//,
  'hls.js': /^viewers\/video\//,
  '@google/model-viewer': /^viewers\/model\//,
}

const src = join(import.meta.dirname, '../src')
const files = readdirSync(src, { recursive: true, encoding: 'utf8' })
  .map((file) => file.replaceAll('\\', '/'))
  .filter((file) => file.endsWith('.ts') && !file.endsWith('.d.ts'))
  .toSorted()
const edges = files.flatMap(importsOf)
const inside = edges.filter((one) => one.local)
const outside = edges.filter((one) => !one.local)

describe('imports', () => {
  test('every zone is in the table', () => {
    expect([...new Set(files.map(zoneOf))].filter((zone) => !(zone in zones))).toEqual([])
  })

  test('a zone imports only what its row says', () => {
    expect(inside.filter(({ from, to }) => !allowed(from, to)).map(show)).toEqual([])
  })

  test('only the wiring picks implementations from edge folders', () => {
    const wrong = inside.filter(({ from, to, kind }) => {
      const own = isEdge(from) && zoneOf(from) === zoneOf(to)
      return kind !== 'type' && isEdge(to) && !own && !wirings.includes(from) && !processes.includes(from)
    })
    expect(wrong.map(show)).toEqual([])
  })

  test('only edge folders start programs', () => {
    const wrong = inside.filter(
      ({ from, to, kind }) => kind !== 'type' && zoneOf(to) === 'processes' && zoneOf(from) !== 'processes' && !isEdge(from),
    )
    expect(wrong.map(show)).toEqual([])
  })

  test('planning and rewriting touch nothing outside their arguments', () => {
    const wrong = outside.filter(({ from, to }) => pure.includes(zoneOf(from)) && !isEdge(from) && impure.test(to))
    expect(wrong.map(show)).toEqual([])
  })

  test('native code is loaded only where it can be killed', () => {
    const wrong = outside.filter(({ from, to, kind }) => kind !== 'type' && native[to] && !native[to].test(from))
    expect(wrong.map(show)).toEqual([])
  })

  test('viewers run in browsers: no Node, and each package in its one place', () => {
    const wrong = outside.filter(
      ({ from, to }) => zoneOf(from) === 'viewers' && !browserPackages[to.replace(/\/(?:dist|build|src)\/.*/, '')]?.test(from),
    )
    expect(wrong.map(show)).toEqual([])
  })

  test('no file imports itself through others', () => {
    expect(cycles()).toEqual([])
  })
})

describe('names', () => {
  test('no file is named after having no subject', () => {
    expect(files.filter((file) => /(^|\/)(utils?|helpers?|common|misc|shared|lib)(\.ts$|\/)/.test(file))).toEqual([])
  })

  test('file names are in kebab case', () => {
    expect(files.filter((file) => !/^([a-z0-9]+(-[a-z0-9]+)*\/)*[a-z0-9]+(-[a-z0-9]+)*\.ts$/.test(file))).toEqual([])
  })

  test('the map in src/README.md mentions every folder', () => {
    const map = readFileSync(join(src, 'README.md'), 'utf8')
    const ofViewer = (folder: string): boolean => files.includes(`${folder}.ts`) && dirname(folder) === 'viewers'
    const folders = [...new Set(files.map((file) => dirname(file)).filter((folder) => folder !== '.' && !ofViewer(folder)))]
    expect(folders.filter((folder) => !map.includes(`${posix.basename(folder)}/`))).toEqual([])
  })
})

interface Edge {
  from: string
  /** A path below `src/`, or the name of a package or built-in. */
  to: string
  local: boolean
  kind: 'type' | 'value' | 'dynamic'
}

function importsOf(from: string): Edge[] {
  const text = readFileSync(join(src, from), 'utf8')
  const { program, module } = parseSync(from, text)
  const written = program.body.flatMap((node) => {
    if (node.type === 'ImportDeclaration') return [edge(from, node.source.value, node.importKind)]
    const again = node.type === 'ExportNamedDeclaration' || node.type === 'ExportAllDeclaration'
    return again && node.source ? [edge(from, node.source.value, node.exportKind)] : []
  })
  const lazy = module.dynamicImports
    .map(({ moduleRequest: { start, end } }) => text.slice(start, end))
    .filter((literal) => /^['"]/.test(literal))
    .map((literal) => edge(from, literal.slice(1, -1), 'dynamic'))
  return [...written, ...lazy]
}

function edge(from: string, url: string, kind: 'type' | 'value' | 'dynamic' = 'value'): Edge {
  const local = url.startsWith('.')
  return { from, to: local ? posix.join(posix.dirname(from), url).replace(/\.js$/, '.ts') : url, local, kind }
}

function zoneOf(file: string): string {
  return file.split('/')[0]!
}

function isEdge(file: string): boolean {
  return file
    .split('/')
    .slice(1, -1)
    .some((folder) => edgeFolders.includes(folder))
}

function allowed(from: string, to: string): boolean {
  const [zone, wanted] = [zoneOf(from), zoneOf(to)]
  return zone === wanted || (zones[zone]?.may.some((name) => name === wanted || name === to) ?? false)
}

/** Files that reach themselves by static imports that exist at run time, one line per loop. */
function cycles(): string[] {
  const found: string[] = []
  const done = new Set<string>()
  const visit = (file: string, path: readonly string[]): void => {
    if (path.includes(file)) found.push([...path.slice(path.indexOf(file)), file].join(' → '))
    if (done.has(file) || path.includes(file)) return
    for (const { from, to, kind } of edges) if (from === file && kind === 'value') visit(to, [...path, file])
    done.add(file)
  }
  for (const file of files) visit(file, [])
  return found
}

function show({ from, to, kind }: Edge): string {
  return `${from} → ${to} (${kind})`
}
