import { encodersAmong, FILTERS, type Capabilities } from '../ffmpeg/capabilities.js'
import type { Av } from './av.js'

/** What this libav can do; or why it is of no use, as a clause. */
export function abilitiesOf(av: Av, version: string): Capabilities | { lacks: string } {
  const has = (name: string): boolean =>
    Boolean(av.Codec.findEncoderByName(name as Parameters<Av['Codec']['findEncoderByName']>[0]))
  const missing = ['libx264', 'aac'].filter((name) => !has(name))
  if (missing.length > 0) return { lacks: `node-av ${version} was built without ${missing.join(', ')}` }
  const { libraries, version: ffmpeg } = av.getFFmpegInfo()
  const parts = Object.entries(libraries).map(([name, number]) => `lib${name} ${number}`)
  return {
    version: [`node-av ${version} with ffmpeg ${ffmpeg}`, ...parts].join(', '),
    encoders: encodersAmong(has),
    toneMaps: FILTERS.every((name) => av.Filter.getByName(name) !== null),
  }
}
