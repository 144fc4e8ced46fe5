import { basename, join } from 'node:path'
import { commandOf, installInto, writeSite } from '../project.mjs'

export const name = 'astro'
export const packages = { astro: '^7.0.0', sharp: '^0.35.0' }

/** Its `<Picture>` in one page. */
export async function prepare(folder, { photos, widths }) {
  await installInto(folder, packages)
  const imports = photos.map((photo, index) => `import p${index} from '../photos/${basename(photo)}'`)
  const asked = `formats={['avif', 'webp']} fallbackFormat="jpg" widths={${JSON.stringify(widths)}} sizes="100vw" alt=""`
  const pictures = photos.map((_, index) => `<Picture src={p${index}} ${asked} />`)
  await writeSite(
    folder,
    {
      'astro.config.mjs': `export default {}\n`,
      'src/pages/index.astro': `---
import { Picture } from 'astro:assets'
${imports.join('\n')}
---
<!doctype html><html lang="en"><title>Bench</title><main>${pictures.join('\n')}</main></html>
`,
    },
    photos,
    'src/photos',
  )
  return {
    command: [await commandOf(folder, 'astro'), 'build'],
    env: { ASTRO_TELEMETRY_DISABLED: '1' },
    output: join(folder, 'dist'),
    leftovers: ['dist', 'node_modules/.astro', 'node_modules/.vite', '.astro'],
  }
}
