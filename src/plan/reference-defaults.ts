import { isSocial } from '../base/is-social.js'
import type { Config } from '../config/types.js'
import type { Asset, Reference } from '../types.js'

/** What a reference that asks for nothing gets: pictures in pages the default preset, social cards theirs, links the thing itself. */
export function defaultsOf(config: Config, reference: Reference): { may: boolean; preset?: string } {
  const pictures = config.defaultPreset !== false
  switch (reference.role) {
    case 'picture':
    case 'source':
    case 'viewer':
      return { may: pictures }
    case 'link':
      return { may: true, preset: 'zoom' }
    case 'address':
      if (isSocial(reference)) return { may: pictures, preset: 'social' }
      return { may: pictures && (reference.attributes?.some(([name]) => name === 'poster') ?? false) }
    default:
      return { may: false }
  }
}

/** A profile may name a preset for a plain picture, also where there is no default one. */
export function mayHaveProfile(config: Config, { role }: Reference): boolean {
  return config.profiles.some(({ preset }) => preset !== undefined) && (role === 'picture' || role === 'source')
}

/**
 * SVG and documents are published as they are, where a picture or a link is wanted; so are films and sounds that nothing here
 * can encode, where one is.
 */
export function passesThrough({ videoPresets, audioPresets }: Config, reference: Reference, asset: Asset): boolean {
  const { role, wish } = reference
  if (role === 'link') return true
  const isMoving = asset.probe.kind === 'video' || asset.probe.kind === 'audio'
  const named = wish.preset ?? ''
  const isWanted = Object.hasOwn(videoPresets, named) || Object.hasOwn(audioPresets, named)
  if (isMoving) return role === 'player' || role === 'import' || (role === 'address' && isWanted)
  return asset.probe.format === 'svg' && (reference.role !== 'css' || reference.explicit)
}
