import type { Options } from './options.js'

/**
 * Gives options their types where they stand alone: the names of presets and `viewers` are checked in `profiles`,
 * `defaultPreset` and `extends`. Returns its argument as it is; `resolveConfig` validates it.
 */
export function defineRenditions<
  const P extends string = never,
  const V extends string = never,
  const F extends string = never,
  const S extends string = never,
>(options: Options<P, V, F, S>): Options<P, V, F, S> {
  return options
}
