import type { CodecContext, FilterContext, Frame, Packet } from 'node-av'
import { check, dictionary, made, type Av } from './av.js'
import { openGraph, type Graph, type Rational } from './graph.js'
import { createFile } from './file.js'
import type { Options, Output } from './parameters.js'

/** What becomes of frames in the end: a file, a stream to another process, or nothing. */
export interface Writer {
  /** Takes a frame of the given clock. */
  write(frame: Frame, timeBase: Rational): void
  /** Writes what is still held, and the end of the file. */
  close(): void
  /** Frames that were taken, and seconds of output until the last. */
  done(): { frames: number; seconds: number }
}

/** Options that say what is encoded and where to, besides those of encoder and file. */
const OWN: ReadonlySet<string> = new Set(['map', 'vf', 'af', 'c', 'f', 'r', 'q', 'ac', 'ar', 'tag', 'pix_fmt', 'frames'])

/** Opens an output for frames as they come from the filters. Throws `CallFailed`. */
export function openWriter(av: Av, output: Output, end: FilterContext, first: Frame): Writer {
  const count = countFrames()
  if (output.options.get('f') === 'null') return { write: count.add, close: () => undefined, done: count.done }
  const file = createFile(av, output.name, output.options)
  const { context, timeBase } = openEncoder(av, output.options, end, first, file.needsHeader)
  const write = file.begin(context, timeBase, fileOptions(output.options))
  const encode = encoding(av, context, write)
  const takes = context.codecType === av.AVMEDIA_TYPE_AUDIO ? piecesOf(av, context.frameSize, timeBase, encode) : encode
  return {
    write(frame, clock) {
      count.add(frame, clock)
      frame.pts = av.avRescaleQ(frame.pts, clock, timeBase)
      frame.timeBase = new av.Rational(timeBase.num, timeBase.den)
      // Its encoder counts in frames.
      if (frame.isVideo()) frame.duration = 1n
      takes(frame)
    },
    close() {
      takes(null)
      file.end()
    },
    done: count.done,
  }
}

/** Encodes frames, and the rest when there are no more, and hands on what comes of them. */
function encoding(av: Av, context: CodecContext, write: (packet: Packet) => void): (frame: Frame | null) => void {
  const packet = new av.Packet()
  packet.alloc()
  return (frame) => {
    check(av, context.sendFrameSync(frame), 'encoding')
    for (;;) {
      const code = context.receivePacketSync(packet)
      if (code === av.AVERROR_EAGAIN || code === av.AVERROR_EOF) return
      check(av, code, 'encoding')
      write(packet)
    }
  }
}

function openEncoder(
  av: Av,
  options: Options,
  end: FilterContext,
  first: Frame,
  needsHeader: boolean,
): { context: CodecContext; timeBase: Rational } {
  const name = options.get('c') as Parameters<Av['Codec']['findEncoderByName']>[0]
  const codec = made(av.Codec.findEncoderByName(name), `looking for ${name}`)
  const context = new av.CodecContext()
  context.allocContext3(codec)
  const timeBase = first.isVideo() ? describePictures(av, context, options, end, first) : describeSound(av, context, first)
  if (needsHeader) context.setFlags(av.AV_CODEC_FLAG_GLOBAL_HEADER)
  const quality = options.get('q')
  if (quality !== undefined) {
    context.setFlags(av.AV_CODEC_FLAG_QSCALE)
    context.globalQuality = Number(quality) * av.FF_QP2LAMBDA
  }
  check(av, context.open2Sync(codec, dictionary(av, fileOptions(options))), `opening ${name}`)
  return { context, timeBase }
}

function describePictures(av: Av, context: CodecContext, options: Options, end: FilterContext, first: Frame): Rational {
  const told = end.buffersinkGetFrameRate()
  const asked = options.get('r')
  const usual = told.num > 0 && told.den > 0 ? told : { num: 25, den: 1 }
  const rate = asked === undefined ? usual : { num: Number(asked), den: 1 }
  const timeBase = { num: rate.den, den: rate.num }
  context.width = first.width
  context.height = first.height
  context.pixelFormat = first.format as CodecContext['pixelFormat']
  context.sampleAspectRatio = end.buffersinkGetSampleAspectRatio()
  context.colorRange = first.colorRange
  context.framerate = new av.Rational(rate.num, rate.den)
  context.timeBase = new av.Rational(timeBase.num, timeBase.den)
  return timeBase
}

function describeSound(av: Av, context: CodecContext, first: Frame): Rational {
  const timeBase = { num: 1, den: first.sampleRate }
  context.sampleRate = first.sampleRate
  context.sampleFormat = first.format as CodecContext['sampleFormat']
  context.channelLayout = first.channelLayout
  context.timeBase = new av.Rational(1, first.sampleRate)
  return timeBase
}

/** Encoders of sound take frames of one length, but for the last. */
function piecesOf(
  av: Av,
  length: number,
  timeBase: Rational,
  encode: (frame: Frame | null) => void,
): (frame: Frame | null) => void {
  if (length === 0) return encode
  let graph: Graph | undefined
  const piece = new av.Frame()
  piece.alloc()
  const drain = (): void => {
    while (graph?.pull(0, piece) === 'frame') {
      encode(piece)
      piece.unref()
    }
  }
  return (frame) => {
    if (frame)
      graph ??= openGraph(av, { filters: `[in]asetnsamples=n=${length}:p=0[out]`, input: 'in', ends: ['out'], timeBase }, frame)
    graph?.push(frame)
    drain()
    if (!frame) encode(null)
  }
}

function countFrames(): { add(frame: Frame, clock: Rational): void; done(): { frames: number; seconds: number } } {
  let [frames, seconds] = [0, 0]
  return {
    add(frame, { num, den }) {
      frames++
      const length = frame.isVideo() ? 0 : frame.nbSamples / frame.sampleRate
      seconds = Math.max(seconds, (Number(frame.pts) * num) / den + length)
    },
    done: () => ({ frames, seconds }),
  }
}

/** Options of encoders and files: each takes its own of them. */
function fileOptions(options: Options): Record<string, string> {
  return Object.fromEntries([...options].filter(([name]) => !OWN.has(name)))
}
