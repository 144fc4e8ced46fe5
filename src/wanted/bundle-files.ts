import { fileKey } from '../base/bundle.js'
import { digestOf } from '../base/hash.js'
import { addressAt, OUTPUT } from '../base/target-address.js'
import type { Config } from '../config/types.js'
import { bundlePath, immutablePath } from '../plan/address.js'
import type { WantedFile } from '../publish/decision.js'
import { publicUrl, type PublicUrls } from '../publish/public-url.js'
import { imageInfo } from '../rewrite/iiif/info.js'
import type { Artifact, PlannedReference, Rendition } from '../types.js'

/** What is known where the files of a bundle are wanted. */
export interface BundleSurroundings {
  config: Pick<Config, 'addresses'>
  urls: PublicUrls
  artifact(key: string): Artifact | undefined
}

/**
 * Every file of a bundle at the target, and the one by which they are found. That one alone, without a digest, where the
 * bundle is not made.
 */
export function bundleFiles(planned: PlannedReference, rendition: Rendition, around: BundleSurroundings): WantedFile[] {
  const { key } = rendition
  const { config } = around
  const entry: WantedFile = { path: immutablePath(config, rendition), key, digest: '', bytes: 0, kind: 'immutable' }
  const artifact = around.artifact(key)
  if (!artifact?.files) return [entry]
  const folder = bundlePath(config, rendition)
  const files = artifact.files.map(({ path, digest, bytes }): WantedFile => ({
    path: `${folder}/${path}`,
    key: fileKey(key, path),
    digest,
    bytes,
    kind: 'immutable',
  }))
  const text = ENTRY_TEXTS[rendition.recipe.kind]?.(bundleUrl(planned, rendition, around), artifact)
  if (text === undefined) return files
  const digest = digestOf(text)
  return [...files, { ...entry, key: `text:${digest.slice(0, 16)}`, digest, bytes: Buffer.byteLength(text), text }]
}

/** Where the file by which the others are found says where they are, and so cannot be made with them. Those of films say it from there. */
const ENTRY_TEXTS: Readonly<Partial<Record<Rendition['recipe']['kind'], (url: string, artifact: Artifact) => string>>> = {
  tiles: imageInfo,
}

/**
 * URL of the folder of a bundle. It stands in the text of a file that caches keep for ever: another origin, base or target
 * is another URL for them, too.
 */
export function bundleUrl(
  { target = OUTPUT }: PlannedReference,
  rendition: Rendition,
  { config, urls }: Pick<BundleSurroundings, 'config' | 'urls'>,
): string {
  return publicUrl(addressAt(target, bundlePath(config, rendition)), urls)
}
