import { addressAt, OUTPUT } from '../base/target-address.js'
import { bundleUrl, type BundleSurroundings } from './bundle-files.js'
import { defaultLanguage } from '../config/defaults.js'
import { MIME_TYPES } from '../plan/formats.js'
import { isRaster } from '../plan/plan-reference.js'
import { absoluteUrl, publicUrl } from '../publish/public-url.js'
import { iiifManifest, type ManifestPicture } from '../rewrite/iiif/manifest.js'
import { altOf } from '../rewrite/viewers/large.js'
import type { PlannedReference, Rendition } from '../types.js'

/** What is known where a manifest is made. */
export interface ManifestSurroundings extends BundleSurroundings {
  /** Pictures without tiles have manifests, too. */
  iiif: boolean
  /** Wants a rendition; its path. */
  use(rendition: Rendition): string
}

/**
 * Text of the manifest (IIIF Presentation 3) by which other viewers open what a viewer page shows: a picture in tiles always,
 * other pictures and sets of pictures where the site wants that. Undefined where it is not known where on the web they stand.
 * `path` and `page` are paths of the manifest and of the page.
 */
export function viewerManifest(
  planned: PlannedReference,
  { path, page, title }: { path: string; page: string; title: string },
  around: ManifestSurroundings,
): string | undefined {
  const { target = OUTPUT, sidecar } = planned
  const id = absoluteUrl(addressAt(target, path), around.urls)
  const shown = absoluteUrl(addressAt(target, page), around.urls)
  if (id === undefined || shown === undefined) return undefined
  const canvases = (planned.members ?? [planned]).flatMap((part) => pictureOf(part, title, around) ?? [])
  if (canvases.length === 0) return undefined
  const { lang = defaultLanguage, credit, licence } = sidecar
  return iiifManifest({
    id,
    label: title,
    language: lang,
    page: shown,
    ...(credit !== undefined && { credit }),
    ...(licence !== undefined && { licence }),
    canvases,
  })
}

function pictureOf(planned: PlannedReference, title: string, around: ManifestSurroundings): ManifestPicture | undefined {
  const { asset, tiles, large, main, target = OUTPUT } = planned
  const label = altOf(planned) || title
  const artifact = tiles && around.artifact(tiles.key)
  if (tiles) return artifact && { service: bundleUrl(planned, tiles, around), ...sizeOf(artifact), label }
  if (!around.iiif || !isRaster(asset)) return undefined
  const imageOf = (rendition: Rendition): { url: string; type: string; width: number; height: number } => ({
    url: publicUrl(addressAt(target, around.use(rendition)), around.urls),
    type: MIME_TYPES[rendition.recipe.format as keyof typeof MIME_TYPES],
    ...sizeOf(around.artifact(rendition.key) ?? rendition.recipe),
  })
  const whole = imageOf(large?.candidates.at(-1)?.rendition ?? main)
  const { width, height } = whole
  return { image: whole, thumbnail: imageOf(main), width, height, label }
}

function sizeOf({ width, height }: { width: number; height: number }): { width: number; height: number } {
  return { width, height }
}
