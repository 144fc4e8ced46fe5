import { mkdtemp, symlink } from 'node:fs/promises'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { build } from 'vite'
import { inject } from 'vitest'

const root = join(import.meta.dirname, '../..')
let built: Promise<URL> | undefined

/**
 * The child process as it is published: bundled once per worker into a folder of this run that finds sharp by a link.
 * Engines and cache lie beside it (`pool.js`, `ffmpeg.js`, `film-engine.js`, `artifact-cache.js`), for processes that tests start.
 */
export function builtChild(): Promise<URL> {
  built ??= bundle()
  return built
}

async function bundle(): Promise<URL> {
  const folder = await mkdtemp(join(inject('scratch'), 'child-'))
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
          ffmpeg: join(root, 'src/render/engines/ffmpeg/ffmpeg.ts'),
          'film-engine': join(root, 'src/render/engines/ffmpeg/film-engine.ts'),
        },
        external: /^[^./]/,
        output: { entryFileNames: '[name].js' },
      },
    },
  })
  return pathToFileURL(join(folder, 'dist/render-child.js'))
}
