import type { PlannedReference, Recipe } from '../types.js'
import { renditionKey } from './key.js'

/** Raised whenever the same text comes out as another one. */
const VERSIONS = { captions: 'captions 1', transcript: 'transcript 1' } as const

/** A track as browsers read it: WebVTT as it is, SRT converted. */
export function asCaptions(planned: PlannedReference): PlannedReference {
  return planned.asset.probe.format === 'vtt' ? planned : madeInto(planned, 'captions', 'vtt')
}

/** Captions, or a written text, as what stands in the page to be read. It is nowhere at an address. */
export function asTranscript(planned: PlannedReference): PlannedReference {
  return madeInto(planned, 'transcript', 'json')
}

function madeInto(planned: PlannedReference, kind: keyof typeof VERSIONS, extension: string): PlannedReference {
  const { asset, main, stable: _, ...rest } = planned
  const recipe: Recipe = { ...main.recipe, kind, format: extension, metadata: 'strip', icc: 'srgb' }
  return { ...rest, asset, main: { ...main, recipe, extension, key: renditionKey(asset.digest, recipe, VERSIONS[kind]) } }
}
