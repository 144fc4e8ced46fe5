import { basename, join } from 'node:path'
import { commandOf, installInto, writeSite } from '../project.mjs'

export const name = 'vite-plugin-renditions'

/** All photos in an HTML page and again in a Markdown page, through one preset. */
export async function prepare(folder, { photos, widths, tarball }) {
  await installInto(folder, { 'vite-plugin-renditions': `file:${tarball}`, vite: '^8.0.0' })
  const images = photos.map((photo) => `<img src="/photos/${basename(photo)}" alt="" sizes="100vw">`)
  const markdown = photos.map((photo) => `![A photo](../photos/${basename(photo)})`)
  await writeSite(
    folder,
    {
      'vite.config.js': `import renditions from 'vite-plugin-renditions'
export default {
  plugins: [
    renditions({
      presets: { default: { widths: ${JSON.stringify(widths)}, formats: ['avif', 'webp', 'fallback'] } },
      pages: 'content/**/*.md',
      // The other tools make no addresses for people to copy, so there is nothing to compare.
      stable: false,
    }),
  ],
}
`,
      'index.html': `<!doctype html><html lang="en"><title>Bench</title><main>${images.join('\n')}</main></html>\n`,
      'content/article.md': `# Bench\n\n${markdown.join('\n\n')}\n`,
    },
    photos,
    'photos',
  )
  return {
    command: [await commandOf(folder, 'vite'), 'build'],
    output: join(folder, 'dist'),
    leftovers: ['dist', '.renditions', 'renditions.lock', 'node_modules/.vite'],
  }
}
