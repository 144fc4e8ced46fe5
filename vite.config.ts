import { chmodSync, copyFileSync, existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import type { EnvironmentOptions, Plugin } from 'vite'
import { defineConfig } from 'vitest/config'
import SlowFirst from './test/setup/slow-first.js'

/** Every file beside the folders in `src/viewers/` is the entry of one viewer; `…-embed.ts` is its form for other sites, where that differs. */
const viewers = readdirSync('src/viewers').flatMap((file) => /^(.+?)(?<!-embed|\.d)\.ts$/.exec(file)?.[1] ?? [])

/** Output name (below dist, no extension) → source. Groups, because each runs somewhere else. */
const entries = {
  node: {
    index: 'src/index.ts',
    remark: 'src/remark.ts',
    cli: 'src/cli/bin.ts',
    react: 'src/integrations/react.ts',
    vue: 'src/integrations/vue.ts',
    'render-child': 'src/render/child.ts',
    guard: 'src/processes/guard.ts',
    libav: 'src/render/engines/libav/program.ts',
  },
  viewers: Object.fromEntries(viewers.map((name) => [`viewers/${name}`, `src/viewers/${name}.ts`])),
}

/** What stays an import in code for Node. */
const installed = ['vite', 'sharp', '@aws-sdk/client-s3', '@hyzyla/pdfium', 'smartcrop', 'react', 'vue']

/** Browsers since mid 2022; nothing here needs newer syntax. */
const browsers = 'es2022'

/** What draws models: the site installs it. */
const MODEL_VIEWER = '@google/model-viewer/dist/model-viewer.min.js'

/** What the licences of packages ask for in every copy, by package; the full texts are in the `THIRD-PARTY.md` beside. */
const NOTICES: Readonly<Record<string, string>> = {
  photoswipe: 'PhotoSwipe, (c) 2014-2022 Dmitry Semenov, MIT, https://photoswipe.com',
  openseadragon:
    'OpenSeadragon, (c) 2009 CodePlex Foundation, (c) 2010-2026 OpenSeadragon contributors, BSD-3-Clause, https://openseadragon.github.io',
  'hls.js': 'hls.js, (c) 2017 Dailymotion, Apache-2.0, https://github.com/video-dev/hls.js',
  // MPL-2.0 wants to be told where its source is.
  mediabunny: 'Mediabunny, (c) Vanilagy and contributors, MPL-2.0, unchanged; its source: https://github.com/Vanilagy/mediabunny',
  pannellum: 'Pannellum, (c) 2011-2026 Matthew Petroff, MIT, https://pannellum.org',
}

function notice(chunk: { moduleIds: readonly string[] }): string {
  const contained = Object.keys(NOTICES).filter((name) => chunk.moduleIds.some((id) => id.includes(`/node_modules/${name}/`)))
  return contained.map((name) => `/*! Contains ${NOTICES[name]} */`).join('\n')
}

/** What a page of another site gets: it runs, and leaves no name behind. */
const EMBED = 'renditions-embed:'

/** Environments have names without hyphens. */
function embedNamed(viewer: string): string {
  return `embed_${viewer.replaceAll('-', '_')}`
}

/** Where Vite's own code lies that loads style sheets along with a module. */
const PRELOAD_HELPER = '\0vite/preload-helper.js'

/** The entry of a viewer without its exports. */
function embedEntries(): Plugin {
  return {
    name: 'embed-entries',
    enforce: 'pre',
    resolveId: (id) => (id.startsWith(EMBED) ? id : null),
    load(id) {
      // What a page would load later is inside already.
      if (id === PRELOAD_HELPER && this.environment.name.startsWith('embed_'))
        return 'export const __vitePreload = (load) => load()'
      if (!id.startsWith(EMBED)) return null
      const own = resolve(`src/viewers/${id.slice(EMBED.length)}-embed.ts`)
      return `import ${JSON.stringify(existsSync(own) ? own : resolve(`src/viewers/${id.slice(EMBED.length)}.ts`))}`
    },
  }
}

/** One classic script per viewer, for pages of other sites, with everything inside. */
function embedEnvironment(name: string): EnvironmentOptions {
  return {
    consumer: 'client',
    build: {
      target: browsers,
      rolldownOptions: {
        input: { [`viewers/${name}.embed`]: EMBED + name },
        output: { format: 'iife', codeSplitting: false, entryFileNames: '[name].js', postBanner: notice },
      },
    },
  }
}

/** A style sheet with those it imports in their places: a page asks for one file. */
function withImports(style: string): string {
  return readFileSync(style, 'utf8').replace(/^@import '(.+)';$/gm, (_, path: string) => withImports(join(dirname(style), path)))
}

export default defineConfig({
  publicDir: false,
  plugins: [embedEntries()],
  build: { outDir: 'dist', emptyOutDir: false, reportCompressedSize: false },
  environments: {
    // Node 20.19. Everything but Vite and sharp is inside: a Markdown parser alone is 250 small files, and finding them
    // took as long as a whole warm build. Chunks lie flat beside the entries, so that
    // `new URL('./render-child.js', import.meta.url)` means the same file in all of them.
    node: {
      consumer: 'server',
      resolve: { noExternal: true, external: installed },
      build: {
        ssr: true,
        license: { fileName: 'THIRD-PARTY.md' },
        target: 'node20.19',
        minify: false,
        rolldownOptions: {
          input: entries.node,
          external: [...installed, /^node:/],
          output: { entryFileNames: '[name].js', chunkFileNames: '[name].js', banner: notice },
        },
      },
    },
    // Modules for the site's own bundle: what they need is inside, so that a site installs nothing else.
    viewers: {
      consumer: 'client',
      build: {
        target: browsers,
        minify: false,
        cssMinify: true,
        license: { fileName: 'viewers/THIRD-PARTY.md' },
        lib: { entry: entries.viewers, formats: ['es'] },
        rolldownOptions: {
          external: MODEL_VIEWER,
          output: { chunkFileNames: 'viewers/[name].js', assetFileNames: 'viewers/[name][extname]', banner: notice },
        },
      },
    },
    ...Object.fromEntries(viewers.map((name) => [embedNamed(name), embedEnvironment(name)])),
  },
  builder: {
    async buildApp(builder) {
      const { root, build } = builder.config
      const dist = resolve(root, build.outDir)
      rmSync(dist, { recursive: true, force: true })
      for (const name of [...Object.keys(entries), ...viewers.map(embedNamed)]) {
        const environment = builder.environments[name]
        if (environment) await builder.build(environment)
      }
      for (const name of viewers) {
        const style = join(root, `src/viewers/${name}/page.css`)
        if (existsSync(style)) writeFileSync(join(dist, `viewers/${name}.css`), withImports(style))
      }
      chmodSync(join(dist, 'cli.js'), 0o755)
      copyFileSync(join(root, 'src/client.d.ts'), join(dist, 'client.d.ts'))
    },
  },
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: ['test/setup/build-dist.ts', 'test/setup/radosgw.ts', 'test/setup/scratch.ts'],
    testTimeout: 30_000,
    // On a stranger's machine a browser may stall for reasons that are not ours; the report says "retry" beside such a test.
    retry: process.env['CI'] ? 1 : 0,
    // A check that is asked again until it holds ends at once where it does; slow machines take longer.
    expect: { poll: { timeout: 15_000 } },
    // Vitest would leave one core alone, which of two is half.
    maxWorkers: '100%',
    // The modules of the plugin, of Vite and of sharp are loaded once per worker, not once per file: that was 2 s each.
    isolate: false,
    sequence: { sequencer: SlowFirst },
    hookTimeout: 60_000,
    // `CI` changes defaults of the plugin (the ledger is frozen): tests that are about that say so themselves.
    // Every core has its worker, so a second renderer for a handful of small pictures costs its start and gains nothing.
    env: { CI: '', RENDITIONS_CORES: '1' },
  },
})
