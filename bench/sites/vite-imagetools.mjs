import { basename, join } from 'node:path'
import { commandOf, installInto, writeSite } from '../project.mjs'

export const name = 'vite-imagetools'
export const packages = { 'vite-imagetools': '^12.0.0', vite: '^8.0.0' }

/** Its pictures come from script imports only, so the page is one script that writes the markup. */
export async function prepare(folder, { photos, widths }) {
  await installInto(folder, packages)
  const query = `w=${widths.join(';')}&format=avif;webp;jpg&as=picture`
  const imports = photos.map((photo, index) => `import p${index} from './photos/${basename(photo)}?${query}'`)
  const list = photos.map((_, index) => `p${index}`).join(', ')
  await writeSite(
    folder,
    {
      'vite.config.js': `import { imagetools } from 'vite-imagetools'\nexport default { plugins: [imagetools()] }\n`,
      'index.html': `<!doctype html><html lang="en"><title>Bench</title><main></main><script type="module" src="./main.js"></script></html>\n`,
      'main.js': `${imports.join('\n')}
const sources = (picture) => Object.entries(picture.sources).map(([type, srcset]) => \`<source type="image/\${type}" srcset="\${srcset}">\`)
document.querySelector('main').innerHTML = [${list}]
  .map((picture) => \`<picture>\${sources(picture).join('')}<img src="\${picture.img.src}" alt="" width="\${picture.img.w}" height="\${picture.img.h}"></picture>\`)
  .join('')
`,
    },
    photos,
    'photos',
  )
  return {
    command: [await commandOf(folder, 'vite'), 'build'],
    output: join(folder, 'dist'),
    leftovers: ['dist', 'node_modules/.cache', 'node_modules/.vite'],
  }
}
