import type { Stream } from 'node-av'
import type { Av } from './av.js'
import type { GraphPlan, Rational } from './graph.js'
import type { OpenFilm } from './open-film.js'
import type { Order, Output } from './parameters.js'
import { uprightFilters } from './upright.js'

/** All filters from the decoder to the encoders: what the film says of itself, what is asked for, and what encoders need. */
export function planOf(av: Av, order: Order, { cut }: OpenFilm, stream: Stream, timeBase: Rational): GraphPlan {
  const isSound = stream.codecpar.codecType === av.AVMEDIA_TYPE_AUDIO
  const before = [cutFilter(cut, isSound), isSound ? '' : uprightFilters(av, stream)].filter(Boolean).join(',')
  const threads = Number(order.input.get('filter_complex_threads') ?? order.input.get('threads'))
  const ends = order.filters === undefined ? ['out'] : order.outputs.map(({ options }) => inner(options.get('map') ?? ''))
  const filters =
    order.filters === undefined ? filtersOf(av, order.outputs[0], isSound, before) : withBefore(order.filters, before)
  const input = /^\[([^\]]+)\]/.exec(filters)?.[1] ?? 'in'
  const rate = stream.rFrameRate.num > 0 ? stream.rFrameRate : stream.avgFrameRate
  const frameRate = !isSound && rate.num > 0 && rate.den > 0 ? { frameRate: rate } : {}
  return { filters, input, ends, timeBase, ...frameRate, ...(threads > 0 && { threads }) }
}

function cutFilter({ start, duration }: NonNullable<OpenFilm['cut']> = {}, isSound: boolean): string {
  if (start === undefined && duration === undefined) return ''
  const from = start === undefined ? [] : [`start=${start / 1e6}`]
  const length = duration === undefined ? [] : [`duration=${duration / 1e6}`]
  return `${isSound ? 'atrim' : 'trim'}=${[...from, ...length].join(':')}`
}

/** The filters of one output. Sounds are brought to what its encoder takes, pictures are by what is asked for. */
function filtersOf(av: Av, output: Output | undefined, isSound: boolean, before: string): string {
  const options = output?.options ?? new Map<string, string>()
  const asked = options.get(isSound ? 'af' : 'vf') ?? (isSound ? 'anull' : 'null')
  return `[in]${[before, asked, isSound ? soundForm(av, options) : ''].filter(Boolean).join(',')}[out]`
}

function soundForm(av: Av, options: ReadonlyMap<string, string>): string {
  const name = options.get('c') as Parameters<Av['Codec']['findEncoderByName']>[0] | undefined
  const formats = (name && av.Codec.findEncoderByName(name)?.sampleFormats) ?? []
  const [rate, channels] = [options.get('ar'), options.get('ac')]
  const wanted = [
    ...(formats.length > 0 ? [`sample_fmts=${formats.map((format) => av.avGetSampleFmtName(format)).join('|')}`] : []),
    ...(rate === undefined ? [] : [`sample_rates=${rate}`]),
    ...(channels === undefined ? [] : [`channel_layouts=${channels}c`]),
  ]
  return wanted.length > 0 ? `aformat=${wanted.join(':')}` : ''
}

function withBefore(filters: string, before: string): string {
  return before === '' ? filters : filters.replace(/^\[[^\]]+\]/, (name) => `${name}${before},`)
}

function inner(name: string): string {
  return name.replace(/^\[|\]$/g, '')
}
