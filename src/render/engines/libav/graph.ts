import type { FilterContext, FilterGraph, Frame } from 'node-av'
import { check, made, type Av } from './av.js'

/** Filters that are set up: frames go in at one end, and come out at others. */
export interface Graph {
  /** Takes a frame, or that there are no more. True once it wants none. */
  push(frame: Frame | null): boolean
  /** The next frame at an end, into `frame`; whether there is one now, none yet, or none any more. */
  pull(end: number, frame: Frame): 'frame' | 'later' | 'over'
  ends: readonly FilterContext[]
  /** Lets go of the filters, which write what they still hold. */
  close(): void
}

export interface GraphPlan {
  /** Filters, with the names of inputs and ends in brackets. */
  filters: string
  /** Names without brackets. */
  input: string
  ends: readonly string[]
  /** The clock of what goes in, and its rate for pictures. */
  timeBase: Rational
  frameRate?: Rational
  /** Threads of a filter; all that there are without. */
  threads?: number
}

export interface Rational {
  num: number
  den: number
}

/** Sets filters up for frames like this one. Throws `CallFailed`. */
export function openGraph(av: Av, plan: GraphPlan, first: Frame): Graph {
  const graph = new av.FilterGraph()
  graph.alloc()
  if (plan.threads !== undefined) graph.nbThreads = plan.threads
  const source = sourceFor(av, graph, plan, first)
  const kind = first.isVideo() ? 'buffersink' : 'abuffersink'
  // Ends are named among the filters: libav's lists of ends take one here.
  const closed = plan.ends.map((name) => `[${name}]${kind}@${name}`)
  const begin = av.FilterInOut.createList([{ name: plan.input, filterCtx: source, padIdx: 0 }])
  check(av, graph.parsePtr([plan.filters, ...closed].join(';'), null, begin), 'reading the filters')
  const ends = plan.ends.map((name) => made(graph.getFilter(`${kind}@${name}`), kind))
  check(av, graph.configSync(), 'setting up the filters')
  return {
    ends,
    push(frame) {
      const code = source.buffersrcAddFrameSync(frame, av.AV_BUFFERSRC_FLAG_PUSH)
      if (code === av.AVERROR_EOF) return true
      check(av, code, 'filtering')
      return false
    },
    pull(end, frame) {
      const code = made(ends[end], kind).buffersinkGetFrameSync(frame)
      if (code === av.AVERROR_EAGAIN) return 'later'
      if (code === av.AVERROR_EOF) return 'over'
      check(av, code, 'filtering')
      return 'frame'
    },
    close: () => graph.free(),
  }
}

function sourceFor(av: Av, graph: FilterGraph, { timeBase, frameRate }: GraphPlan, frame: Frame): FilterContext {
  if (!frame.isVideo()) {
    const { mask, nbChannels } = frame.channelLayout
    const layout = mask === 0n ? `${nbChannels}c` : `0x${mask.toString(16)}`
    const format = av.avGetSampleFmtName(frame.format as Parameters<Av['avGetSampleFmtName']>[0]) ?? ''
    const says = `time_base=${timeBase.num}/${timeBase.den}:sample_rate=${frame.sampleRate}:sample_fmt=${format}`
    const filter = made(av.Filter.getByName('abuffer'), 'abuffer')
    return made(graph.createFilter(filter, 'begin', `${says}:channel_layout=${layout}`), 'abuffer')
  }
  const source = made(graph.allocFilter(made(av.Filter.getByName('buffer'), 'buffer'), 'begin'), 'buffer')
  const { width, height, format, sampleAspectRatio, colorRange, colorSpace } = frame
  const parameters = { width, height, format, timeBase, sampleAspectRatio, colorRange, colorSpace }
  check(av, source.buffersrcParametersSet({ ...parameters, ...(frameRate && { frameRate }) }), 'describing frames')
  check(av, source.init(null), 'describing frames')
  return source
}
