import { isSetPath } from '../base/set-path.js'
import { rootUrlOf } from '../base/site-path.js'
import { unwritten } from '../base/unwritten-reference.js'
import type { Config } from '../config/types.js'
import { NO_PRESET, VIEWER_MARK } from '../publish/decide-ledger.js'
import type { Reference } from '../types.js'

/**
 * A reference that nobody wrote: it stands for everyone who copied the address. Where its preset or viewer is no more, the
 * usual one takes over, and the address leads there.
 */
export function promised(config: Config, path: string, name: string): Reference {
  const [named = '', shownIn] = name.split(VIEWER_MARK)
  const preset = named === NO_PRESET ? undefined : isPreset(config, named) ? named : config.defaultPreset || 'default'
  const isKnown = shownIn !== undefined && Object.hasOwn(config.viewers, shownIn)
  const viewer = shownIn === undefined || isKnown ? shownIn : isSetPath(path) ? undefined : 'zoom'
  return unwritten({
    role: shownIn !== undefined ? 'picture' : preset === undefined ? 'link' : 'address',
    place: { file: path, line: 1, column: 1 },
    url: rootUrlOf(path),
    wish: { ...(preset !== undefined && { preset }), ...(viewer !== undefined && { viewer }), overrides: { stable: 'true' } },
    isPromise: true,
  })
}

function isPreset({ presets, videoPresets, audioPresets }: Config, name: string): boolean {
  return [presets, videoPresets, audioPresets].some((family) => Object.hasOwn(family, name))
}
