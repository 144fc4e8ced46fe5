import { execFileSync } from 'node:child_process'
import { chmod, mkdir, mkdtemp, readdir, readFile, realpath, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join, relative, sep } from 'node:path'
import { pathToFileURL } from 'node:url'
import { build } from 'vite'
import { run } from '../../src/cli/run.js'

/** A site on disk, and the command line that works on it. */
export interface CliSite {
  root: string
  write(files: Record<string, string | Uint8Array>): Promise<void>
  read(path: string): Promise<string>
  /** Every file with its content, by path; git's own are left out. */
  snapshot(): Promise<Map<string, string>>
  git(...words: string[]): string
  /** Writes the Vite config anew with other options of the plugin. */
  configure(options: string): Promise<void>
  /** A real Vite build by the site's own config. */
  build(): Promise<void>
  /** Runs `renditions …` in the site's folder. */
  run(...words: string[]): Promise<Ran>
  /** The same with `--json`, and what it said as data. */
  json<T = Record<string, unknown>>(...words: string[]): Promise<T & { exit: number }>
  dispose(): Promise<void>
}

export interface Ran {
  exit: number
  out: string
  errors: string
}

export interface HostOptions {
  cwd?: string
  env?: Record<string, string>
  columns?: number
}

/** Runs a command line in this process, as a terminal of `columns` or as a pipe. */
export async function runCli(words: readonly string[], { cwd = tmpdir(), env = {}, columns }: HostOptions = {}): Promise<Ran> {
  let out = ''
  let errors = ''
  const terminal = columns === undefined ? {} : { isTTY: true, columns }
  const exit = await run({
    argv: ['node', 'renditions', ...words],
    env,
    cwd: () => cwd,
    stdout: { write: (text) => void (out += text), ...terminal },
    stderr: { write: (text) => void (errors += text), ...terminal },
  })
  return { exit, out, errors }
}

/** `options` is the text of the plugin's options in the Vite config; `vite` of what else stands in it. */
export async function cliSite(files: Record<string, string | Uint8Array>, options = '', vite = ''): Promise<CliSite> {
  const root = await realpath(await mkdtemp(join(tmpdir(), 'renditions-cli-')))
  const site: CliSite = {
    root,
    async write(more) {
      for (const [path, data] of Object.entries(more)) {
        await mkdir(dirname(join(root, path)), { recursive: true })
        await writeFile(join(root, path), data)
      }
    },
    read: (path) => readFile(join(root, path), 'utf8'),
    async snapshot() {
      const entries = await readdir(root, { recursive: true, withFileTypes: true })
      const paths = entries
        .filter((entry) => entry.isFile())
        .map((entry) => relative(root, join(entry.parentPath, entry.name)).split(sep).join('/'))
      const own = paths.filter((path) => !/^(?:\.git|\.renditions|node_modules)\//.test(path)).sort()
      return new Map(await Promise.all(own.map(async (path) => [path, await readFile(join(root, path), 'latin1')] as const)))
    },
    git: (...words) =>
      execFileSync('git', ['-c', 'user.name=Test', '-c', 'user.email=test@example.org', '-c', 'core.quotePath=false', ...words], {
        cwd: root,
        encoding: 'utf8',
      }),
    run: (...words) => runCli(words, { cwd: root }),
    configure: (changed) => site.write({ 'vite.config.mjs': viteConfig(changed, vite) }),
    build: async () => void (await build({ root, logLevel: 'silent' })),
    async json(...words) {
      const { exit, out } = await runCli([...words, '--json'], { cwd: root })
      return { ...JSON.parse(out), exit }
    },
    async dispose() {
      await chmod(root, 0o755)
      await rm(root, { recursive: true, force: true })
    },
  }
  await site.write({ 'vite.config.mjs': viteConfig(options, vite), ...files })
  return site
}

/** The built package, as a site's own config imports it. */
const PLUGIN = pathToFileURL(join(import.meta.dirname, '../../dist/index.js')).href

function viteConfig(options: string, vite: string): string {
  // Not a literal, so that Vite leaves the import to Node.
  return `const plugin = ${JSON.stringify(PLUGIN)}\nconst { renditions } = await import(plugin)\nexport default { ${vite} plugins: [renditions({ ${options} })] }\n`
}
