import { expect } from 'vitest'
import type { Options } from '../../src/config/options.js'
import { attribute, elements, srcsetUrls, type TempSite } from '../site/temp-site.js'

/** Two sizes and two formats: enough to see what is what, and quick. */
export const small: Options = { presets: { hero: { widths: [100, 200], formats: ['webp', 'fallback'] } } }

/** Names of media files that a text speaks of, each once, sorted. */
export function mediaNames(text: string): string[] {
  return [...new Set([...text.matchAll(/assets\/media\/([\w.-]+)/g)].map(([, name]) => name ?? ''))].toSorted()
}

/** What stands in all pages, scripts and styles of an output folder. */
export async function outputText(site: TempSite, folder = 'dist'): Promise<string> {
  const files = (await site.list(folder)).filter((file) => /\.(?:html|css|js|mjs|json)$/.test(file) && !file.startsWith('.vite/'))
  return (await Promise.all(files.map((file) => site.read(`${folder}/${file}`)))).join('\n')
}

/** The output speaks of exactly the media files it has, and no slot is left. */
export async function expectWhole(site: TempSite): Promise<void> {
  const text = await outputText(site)
  expect(text).not.toContain('renditions://')
  // A relative address in a script or style sheet begins below `assets`.
  const names = [...new Set([...text.matchAll(/\bmedia\/([\w.-]+\.[0-9a-f]{16}\.\w+)/g)].map(([, name]) => name ?? ''))]
  expect(names.toSorted()).toEqual(await site.list('dist/assets/media'))
}

/** Every picture URL of a page: `src`, `srcset`, in document order. */
export function pictureUrls(html: string): string[] {
  return [...elements(html, 'source'), ...elements(html, 'img')].flatMap((element) => [
    ...(attribute(element, 'src') ?? '').split(/(?!)/).filter(Boolean),
    ...srcsetUrls(attribute(element, 'srcset')),
  ])
}

/** Text of the one file in `dist/assets` with an extension. */
export async function assetText(site: TempSite, extension: string, folder = 'dist/assets'): Promise<string> {
  const files = (await site.list(folder)).filter((file) => file.endsWith(extension))
  expect(files, extension).toHaveLength(1)
  return site.read(`${folder}/${files[0]}`)
}
