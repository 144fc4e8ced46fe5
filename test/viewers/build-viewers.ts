import { copyFile, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build, type InlineConfig } from 'vite'

const root = fileURLToPath(new URL('../../src/viewers/', import.meta.url))

/** Builds the zoom viewer as a site would get it: `zoom.js` with its chunks, and `zoom-embed.js` as one classic script. */
export async function buildViewers(folder: string): Promise<void> {
  await build(configFor('zoom', 'es', folder))
  await build(configFor('zoom-embed', 'iife', folder))
}

/** The script of axe-core, as a browser takes it. */
export const axeFile = fileURLToPath(import.meta.resolve('axe-core/axe.min.js'))

/** Copies axe-core beside the pages, so that a page with a strict policy can load it. */
export async function addAxe(folder: string): Promise<void> {
  await copyFile(axeFile, join(folder, 'axe.js'))
}

/** The file names in a built folder that start with `prefix`. */
export async function builtFiles(folder: string, prefix: string): Promise<string[]> {
  return (await readdir(folder)).filter((name) => name.startsWith(prefix) && name.endsWith('.js'))
}

function configFor(entry: string, format: 'es' | 'iife', outDir: string): InlineConfig {
  return {
    configFile: false,
    logLevel: 'warn',
    root,
    base: './',
    // PhotoSwipe's minified build has its private names shortened, which no minifier can do afterwards.
    resolve: {
      alias: { photoswipe: fileURLToPath(import.meta.resolve('photoswipe')).replace(/\.js$/, '.min.js') },
    },
    build: {
      outDir,
      emptyOutDir: false,
      modulePreload: { polyfill: false },
      rollupOptions: {
        input: join(root, `${entry}.ts`),
        preserveEntrySignatures: 'strict',
        output: { format, entryFileNames: '[name].js', chunkFileNames: '[name]-[hash].js' },
      },
    },
  }
}
