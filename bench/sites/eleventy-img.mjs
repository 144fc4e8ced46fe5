import { basename, join } from 'node:path'
import { commandOf, installInto, writeSite } from '../project.mjs'

export const name = '@11ty/eleventy-img'
export const packages = { '@11ty/eleventy-img': '^7.0.0', '@11ty/eleventy': '^3.0.0' }

/** The transform plugin over a plain HTML page. */
export async function prepare(folder, { photos, widths }) {
  await installInto(folder, packages)
  const images = photos.map((photo) => `<img src="/photos/${basename(photo)}" alt="" sizes="100vw">`)
  await writeSite(
    folder,
    {
      'eleventy.config.js': `import { eleventyImageTransformPlugin } from '@11ty/eleventy-img'
export default (config) => {
  config.addPlugin(eleventyImageTransformPlugin, { formats: ['avif', 'webp', 'jpeg'], widths: ${JSON.stringify(widths)} })
  return { dir: { input: 'content' } }
}
`,
      'content/index.html': `<!doctype html><html lang="en"><title>Bench</title><main>${images.join('\n')}</main></html>\n`,
    },
    photos,
    'content/photos',
  )
  return {
    command: [await commandOf(folder, '@11ty/eleventy', 'eleventy')],
    output: join(folder, '_site'),
    leftovers: ['_site', '.cache'],
  }
}
