import picomatch from 'picomatch'
import type { Config, Profile } from './types.js'

/** Matchers are made once per config: a site has thousands of references. */
const matchers = new WeakMap<Config['profiles'], { matches(path: string): boolean; profile: Omit<Profile, 'glob'> }[]>()

/** All profiles that match a site path, as one; of two that say the same thing, the later one counts. */
export function profileFor({ profiles }: Pick<Config, 'profiles'>, assetPath: string): Omit<Profile, 'glob'> {
  const compiled =
    matchers.get(profiles) ?? profiles.map(({ glob, ...profile }) => ({ matches: picomatch(glob.normalize('NFC')), profile }))
  matchers.set(profiles, compiled)
  const path = assetPath.normalize('NFC')
  return Object.assign({}, ...compiled.filter(({ matches }) => matches(path)).map(({ profile }) => profile)) as Omit<
    Profile,
    'glob'
  >
}
