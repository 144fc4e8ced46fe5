import { existsSync } from 'node:fs'
import type { Frame, Stream } from 'node-av'
import { CallFailed, made, type Av } from './av.js'
import { openDecoder } from './decode.js'
import { openWriter, type Writer } from './encode.js'
import { planOf } from './filter-plan.js'
import { openGraph, type Graph, type GraphPlan } from './graph.js'
import { openFilm, streamOf, type OpenFilm } from './open-film.js'
import type { Order, Output } from './parameters.js'

/** What is done so far. */
export type Tell = (done: { frames: number; seconds: number }) => void

/** Does what is asked for: one decode, filters, and an encoder for each output. Rejects with `CallFailed`. */
export async function transcode(av: Av, order: Order, tell: Tell): Promise<void> {
  const taken = order.outputs.find(({ name }) => name !== '-' && !name.startsWith('pipe:') && existsSync(name))
  if (taken) throw new CallFailed(`${taken.name} exists already`)
  const film = await openFilm(av, order.url, order.input)
  const map = order.filters === undefined ? order.outputs[0]?.options.get('map') : /^\[[^\]]+\]/.exec(order.filters)?.[0]
  const stream = streamOf(av, film, map ?? '')
  if (order.outputs[0]?.options.get('c') === 'copy') return countPackets(av, film, stream, tell)
  const decoder = openDecoder(av, stream, order.input)
  const work = openWork(av, order, planOf(av, order, film, stream, decoder.timeBase), tell)
  readPackets(av, film, stream, (packet) => decoder.decode(packet, work.take))
  work.end()
}

/** Reads the packets of one stream, with times that count from where reading began, until there are no more or `use` wants none. */
function readPackets(
  av: Av,
  { context, shift }: OpenFilm,
  stream: Stream,
  use: (packet: InstanceType<Av['Packet']> | null) => boolean,
): void {
  for (const other of context.streams) if (other.index !== stream.index) other.discard = av.AVDISCARD_ALL
  const packet = new av.Packet()
  packet.alloc()
  const ticks = av.avRescaleQ(BigInt(Math.round(shift)), { num: 1, den: 1_000_000 }, stream.timeBase)
  for (;;) {
    const code = context.readFrameSync(packet)
    // A file that breaks off gives what it has.
    if (code < 0) break
    if (packet.streamIndex !== stream.index) {
      packet.unref()
      continue
    }
    if (packet.pts !== av.AV_NOPTS_VALUE) packet.pts += ticks
    if (packet.dts !== av.AV_NOPTS_VALUE) packet.dts += ticks
    const isEnough = use(packet)
    packet.unref()
    if (isEnough) return
  }
  use(null)
}

/** Goes through a stream without decoding it, and counts. */
function countPackets(av: Av, film: OpenFilm, stream: Stream, tell: Tell): void {
  let [frames, seconds] = [0, 0]
  const { num, den } = stream.timeBase
  readPackets(av, film, stream, (packet) => {
    if (packet && packet.pts !== av.AV_NOPTS_VALUE) seconds = Math.max(seconds, (Number(packet.pts) * num) / den)
    if (packet) frames++
    return false
  })
  tell({ frames, seconds })
}

interface Work {
  /** Takes a decoded frame; true when no more are wanted. */
  take(frame: Frame): boolean
  end(): void
}

/** One output, opened with its first frame. */
interface End {
  output: Output
  writer?: Writer
  /** Frames that are still wanted. */
  left: number
  isOver: boolean
}

/** Filters and outputs, set up with the first frame. */
function openWork(av: Av, { outputs }: Order, plan: GraphPlan, tell: Tell): Work {
  const ends = outputs.map((output): End => ({ output, left: Number(output.options.get('frames') ?? Infinity), isOver: false }))
  let graph: Graph | undefined
  const frame = new av.Frame()
  frame.alloc()
  const told = (): void => {
    const done = ends.flatMap(({ writer }) => writer?.done() ?? [])
    tell({ frames: done[0]?.frames ?? 0, seconds: Math.min(...done.map(({ seconds }) => seconds)) })
  }
  const drain = (open: Graph): boolean => {
    for (const [index, end] of ends.entries()) drainEnd(av, open, index, end, frame, told)
    return ends.every(({ isOver }) => isOver)
  }
  return {
    take(decoded) {
      graph ??= openGraph(av, plan, decoded)
      const isFull = graph.push(decoded)
      return drain(graph) || isFull
    },
    end() {
      if (graph && !ends.every(({ isOver }) => isOver)) {
        graph.push(null)
        drain(graph)
      }
      for (const end of ends) closeEnd(end)
      graph?.close()
    },
  }
}

/** Writes what has come out at one end of the filters, by way of `frame`. */
function drainEnd(av: Av, graph: Graph, index: number, end: End, frame: Frame, told: () => void): void {
  const sink = made(graph.ends[index], 'filtering')
  while (!end.isOver) {
    const state = graph.pull(index, frame)
    if (state === 'later') return
    if (state === 'frame') {
      end.writer ??= openWriter(av, end.output, sink, frame)
      end.writer.write(frame, sink.buffersinkGetTimeBase())
      end.left--
      frame.unref()
      told()
    }
    end.isOver = state === 'over' || end.left === 0
  }
}

/** A frame that is not there is told by its absence; a file without any is none. */
function closeEnd({ writer, output: { name, options } }: End): void {
  if (writer) writer.close()
  else if (!options.has('frames')) throw new CallFailed(`${name} would be empty`)
}
