import { mkdtemp, rm, symlink } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { build } from 'vite'
import { afterAll } from 'vitest'

const root = join(import.meta.dirname, '../..')
let built: Promise<URL> | undefined

// Registered first, so run last.
afterAll(async () => {
  if (built) await rm(new URL('..', await built), { recursive: true, force: true })
})

/**
 * The child process as it is published: bundled once per test file into a temporary folder that finds sharp by a link.
 * Engine and cache lie beside it as `pool.js` and `artifact-cache.js`, for processes that tests start.
 */
export function builtChild(): Promise<URL> {
  built ??= bundle()
  return built
}

async function bundle(): Promise<URL> {
  const folder = await mkdtemp(join(tmpdir(), 'renditions-child-'))
  await symlink(join(root, 'node_modules'), join(folder, 'node_modules'), 'dir')
  await build({
    configFile: false,
    root,
    logLevel: 'silent',
    build: {
      outDir: join(folder, 'dist'),
      emptyOutDir: true,
      ssr: true,
      target: 'node20',
      minify: false,
      rolldownOptions: {
        input: {
          'render-child': join(root, 'src/render/child.ts'),
          pool: join(root, 'src/render/engines/sharp/pool.ts'),
          'artifact-cache': join(root, 'src/render/cache/artifact-cache.ts'),
        },
        external: /^[^./]/,
        output: { entryFileNames: '[name].js' },
      },
    },
  })
  return pathToFileURL(join(folder, 'dist/render-child.js'))
}
