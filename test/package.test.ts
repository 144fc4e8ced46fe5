import { execFile } from 'node:child_process'
import { access, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { parse, type DefaultTreeAdapterTypes } from 'parse5'
import sharp from 'sharp'
import { afterAll, beforeAll, expect, test } from 'vitest'

const root = join(import.meta.dirname, '..')
const viteVersion = (createRequire(import.meta.url)('vite/package.json') as { version: string }).version
/** Start of a compiler message that concerns us. */
const ours = /^(src|\.renditions|node_modules\/vite-plugin-renditions)\//
let site: string

beforeAll(async () => {
  site = await mkdtemp(join(tmpdir(), 'renditions-package-'))
  const packed = await run('npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', site], root)
  const [{ filename }] = JSON.parse(packed.stdout) as [{ filename: string }]
  await write('package.json', JSON.stringify({ name: 'site', private: true, type: 'module' }))
  await write(
    'vite.config.js',
    `import renditions from 'vite-plugin-renditions'
     export default { plugins: [renditions({ presets: { hero: { widths: [320, 640], formats: ['avif', 'webp', 'fallback'] } } })] }`,
  )
  await write(
    'index.html',
    '<!doctype html><title>Lake</title><img src="./a.jpg?preset=hero" alt="A lake"><script type="module" src="./src/good.js"></script>',
  )
  await write('src/good.js', `import hero from '../a.jpg?preset=hero'\ndocument.title = hero.src`)
  await writeFile(join(site, 'a.jpg'), await photo(800, 600))
  await run('npm', ['install', '--prefer-offline', '--no-audit', '--no-fund', `./${filename}`, `vite@${viteVersion}`], site)
}, 120_000)

afterAll(() => rm(site, { recursive: true, force: true }))

test('the tarball, installed in an empty Vite project, builds a page with a picture in three formats', async () => {
  await run(join(site, 'node_modules/.bin/vite'), ['build'], site)
  const page = await readFile(join(site, 'dist/index.html'), 'utf8')
  const urls = elements(parse(page)).flatMap((element) =>
    ['src', 'srcset'].flatMap((name) =>
      element.tagName === 'img' || element.tagName === 'source' ? candidates(element, name) : [],
    ),
  )
  const formats = await Promise.all(urls.map(decode))
  expect([...new Set(formats)].toSorted()).toEqual(['heif', 'jpeg', 'webp'])
  expect(urls.length).toBeGreaterThanOrEqual(6)
}, 60_000)

test('the compiler accepts the presets of the config, with their data typed', async () => {
  await write(
    'src/accepted.ts',
    `import renditions, { type Options, type RenditionData } from 'vite-plugin-renditions'
     import 'vite-plugin-renditions/viewers/zoom'
     import 'vite-plugin-renditions/remark'
     import hero from './a.jpg?preset=hero'
     import thumb from './a.jpg?preset=thumb'
     export const width: number = hero.width
     export const all: RenditionData[] = [hero, thumb]
     export const options: Options = { assets: 'media' }
     export const plugins = renditions({ presets: { hero: {} }, profiles: { 'media/**': { preset: 'hero' } } })
     // @ts-expect-error: src is text
     export const wrong: number = hero.src`,
  )
  await expect(compile('src/accepted.ts')).resolves.toBe('')
})

test('the compiler rejects a preset that is not in the config', async () => {
  await write('src/misspelt.ts', `import hero from './a.jpg?preset=hreo'\nexport default hero`)
  const output = await compile('src/misspelt.ts')
  expect(output).toContain('TS2307')
  expect(output).toContain('./a.jpg?preset=hreo')
})

test('the compiler rejects a profile that names no preset', async () => {
  await write(
    'src/profile.ts',
    `import renditions from 'vite-plugin-renditions'
     export default renditions({ presets: { hero: {} }, profiles: { 'media/**': { preset: 'hreo' } } })`,
  )
  expect(await compile('src/profile.ts')).toContain('"hreo"')
})

test('the command is installed and runs', async () => {
  await access(join(site, 'node_modules/.bin/renditions'))
  const { stdout } = await run(join(site, 'node_modules/.bin/renditions'), ['--help'], site)
  expect(stdout).toContain('status')
})

/**
 * Compiler messages about one file of the site, the generated types and the package's declarations; '' when all are
 * accepted. Messages about other packages (Vite asks for Node's types, which the site has not) are left out.
 */
async function compile(file: string): Promise<string> {
  const config = {
    compilerOptions: {
      strict: true,
      noEmit: true,
      target: 'es2022',
      module: 'esnext',
      moduleResolution: 'bundler',
      lib: ['es2022', 'dom', 'dom.iterable'],
      types: ['vite-plugin-renditions/client'],
    },
    files: [file, '.renditions/types.d.ts'],
  }
  await write('tsconfig.json', JSON.stringify(config))
  return run(join(root, 'node_modules/.bin/tsc'), ['-p', 'tsconfig.json', '--pretty', 'false'], site).then(
    () => '',
    (error: { stdout: string }) =>
      error.stdout
        .split('\n')
        .filter((line) => ours.test(line))
        .join('\n'),
  )
}

async function write(path: string, text: string): Promise<void> {
  await mkdir(join(site, path, '..'), { recursive: true })
  await writeFile(join(site, path), text)
}

function run(program: string, parameters: readonly string[], cwd: string): Promise<{ stdout: string; stderr: string }> {
  return promisify(execFile)(program, parameters, { cwd, env: { ...process.env, CI: '', NO_COLOR: '1' } })
}

/** Soft shapes with a little grain: compresses like a photo, so that no modern format is dropped for its size. */
async function photo(width: number, height: number): Promise<Buffer> {
  const noise = { type: 'gaussian', mean: 128, sigma: 40 } as const
  const coarse = await sharp({ create: { width: 16, height: 12, channels: 3, background: '#467', noise } })
    .png()
    .toBuffer()
  return sharp(coarse).resize(width, height, { kernel: 'cubic' }).jpeg({ quality: 92 }).toBuffer()
}

/** Decodes every pixel of a built picture and says its format; sharp calls AVIF by its container, `heif`. */
async function decode(url: string): Promise<string> {
  const picture = sharp(join(site, 'dist', url))
  await picture.stats()
  return (await picture.metadata()).format
}

function elements(node: DefaultTreeAdapterTypes.Node): DefaultTreeAdapterTypes.Element[] {
  const own = 'tagName' in node ? [node] : []
  return 'childNodes' in node ? [...own, ...node.childNodes.flatMap(elements)] : own
}

function candidates(element: DefaultTreeAdapterTypes.Element, name: string): string[] {
  const value = element.attrs.find((attribute) => attribute.name === name)?.value ?? ''
  return value
    .split(',')
    .map((candidate) => candidate.trim().split(/\s+/)[0] ?? '')
    .filter((url) => url !== '')
}
