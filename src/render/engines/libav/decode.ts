import type { CodecContext, Frame, Packet, Stream } from 'node-av'
import { check, dictionary, made, type Av } from './av.js'
import type { Rational } from './graph.js'
import type { Options } from './parameters.js'

/** Decodes one stream. */
export interface Decoder {
  /** The clock of its frames. */
  timeBase: Rational
  /** Takes a packet, or that there are no more, and hands on each frame that is ready; stops when `use` says so. */
  decode(packet: Packet | null, use: (frame: Frame) => boolean): boolean
}

/** Opens a decoder: the one that is named, else the usual. Throws `CallFailed`. */
export function openDecoder(av: Av, stream: Stream, options: Options): Decoder {
  const { codecpar } = stream
  const name = options.get('c') as Parameters<Av['Codec']['findDecoderByName']>[0] | undefined
  const codec = name === undefined ? av.Codec.findDecoder(codecpar.codecId) : av.Codec.findDecoderByName(name)
  const context: CodecContext = new av.CodecContext()
  context.allocContext3(made(codec, 'looking for a decoder'))
  check(av, context.parametersToContext(codecpar), 'describing the stream')
  context.pktTimebase = stream.timeBase
  const given = { threads: options.get('threads'), max_pixels: options.get('max_pixels'), skip_frame: options.get('skip_frame') }
  check(av, context.open2Sync(codec, dictionary(av, given)), 'opening the decoder')
  const isSound = codecpar.codecType === av.AVMEDIA_TYPE_AUDIO
  const timeBase = isSound ? { num: 1, den: codecpar.sampleRate || 48_000 } : stream.timeBase
  const tell = isSound ? soundClock(av, stream.timeBase, timeBase) : pictureTeller(av, stream)
  const frame = new av.Frame()
  frame.alloc()
  return {
    timeBase,
    decode(packet, use) {
      // What cannot be decoded is left out, and what comes after it is shown.
      context.sendPacketSync(packet)
      while (context.receiveFrameSync(frame) >= 0) {
        tell(frame)
        const isEnough = use(frame)
        frame.unref()
        if (isEnough) return true
      }
      return false
    },
  }
}

/** What a frame of pictures is told besides what it was decoded with. */
function pictureTeller(av: Av, { sampleAspectRatio: shape }: Stream): (frame: Frame) => void {
  return (frame) => {
    frame.pts = frame.bestEffortTimestamp
    // The file knows better than what is in it.
    if (shape.num > 0 && shape.den > 0) frame.sampleAspectRatio = shape
    // The filters turn it; encoders of pictures would write down that it is still to be turned.
    frame.removeSideData(av.AV_FRAME_DATA_DISPLAYMATRIX)
    // As encoded; the encoder that comes has groups of its own.
    frame.pictType = 0 as Frame['pictType']
  }
}

/** Times of sounds in samples: those of a file may be rounded to milliseconds. */
function soundClock(av: Av, from: Rational, to: Rational): (frame: Frame) => void {
  const last = { value: av.AV_NOPTS_VALUE }
  let next = 0n
  return (frame) => {
    const samples = frame.nbSamples
    const told = frame.pts === av.AV_NOPTS_VALUE ? undefined : frame.pts
    const clock = { num: 1, den: frame.sampleRate }
    const at = told === undefined ? next : av.avRescaleDelta(from, told, clock, samples, last, to)
    frame.pts = at
    next = at + BigInt(samples)
  }
}
