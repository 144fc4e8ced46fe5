import type { FormatContext, Stream } from 'node-av'
import { CallFailed, check, dictionary, type Av } from './av.js'
import type { Options } from './parameters.js'

/** A film that is open, at the place where it is to be read from. */
export interface OpenFilm {
  context: FormatContext
  /** Microseconds that are added to all its times. */
  shift: number
  /** What is taken of it from there, in microseconds. */
  cut?: { start?: number; duration?: number }
}

/** Opens a local film by the readers that are allowed, and nothing it names. Throws `CallFailed`. */
export async function openFilm(av: Av, url: string, options: Options): Promise<OpenFilm> {
  const context = new av.FormatContext()
  const allowed = ['protocol_whitelist', 'format_whitelist', 'max_streams']
  check(av, context.openInputSync(url, null, dictionary(av, chosen(options, allowed))), 'opening it')
  // It takes no options for streams: what a hostile one needs is bounded by the memory of this process.
  check(av, context.findStreamInfoSync(null), 'reading its headers')
  return { context, ...(await placeIn(av, context, options)) }
}

/** Goes to the key frame before a moment. Its times begin there, unless they are to stay those of the film. */
async function placeIn(av: Av, context: FormatContext, options: Options): Promise<Omit<OpenFilm, 'context'>> {
  const begin = context.startTime === av.AV_NOPTS_VALUE ? 0 : Number(context.startTime)
  const [from, length] = ['ss', 't'].map((name) => (options.has(name) ? Number(options.get(name)) * 1e6 : undefined))
  if (from !== undefined) await seek(context, from + begin)
  const isKept = options.has('copyts')
  return {
    shift: -(isKept ? begin : begin + (from ?? 0)),
    cut: {
      ...(from !== undefined && !options.has('noaccurate_seek') && { start: isKept ? from : 0 }),
      ...(length !== undefined && { duration: length }),
    },
  }
}

/** What is shown at a moment may be decoded up to three frames before. */
const REORDERED = 130_000

async function seek(context: FormatContext, moment: number): Promise<void> {
  const isReordered = context.streams.some(({ codecpar }) => codecpar.videoDelay > 0)
  const at = BigInt(Math.round(isReordered ? moment - REORDERED : moment))
  // Without an index there is only the beginning.
  await context.seekFile(-1, -(2n ** 63n), at, at)
}

/** The stream that `0:V:0` (pictures that are no cover) or `0:a:1` (the second sound) stands for. */
export function streamOf(av: Av, { context }: OpenFilm, map: string): Stream {
  const [, kind, index] = /^\[?0:([Va]):(\d+)\]?$/.exec(map) ?? []
  const isOne = ({ codecpar, disposition }: Stream): boolean =>
    kind === 'a'
      ? codecpar.codecType === av.AVMEDIA_TYPE_AUDIO
      : codecpar.codecType === av.AVMEDIA_TYPE_VIDEO && (disposition & av.AV_DISPOSITION_ATTACHED_PIC) === 0
  const found = context.streams.filter(isOne)[Number(index)]
  if (kind === undefined || !found) throw new CallFailed(`it has no stream ${map}`)
  return found
}

function chosen(options: Options, names: readonly string[]): Record<string, string | undefined> {
  return Object.fromEntries(names.map((name) => [name, options.get(name)]))
}
