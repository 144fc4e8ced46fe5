import type { CodecContext, Packet } from 'node-av'
import { check, dictionary, made, type Av } from './av.js'
import type { Rational } from './graph.js'
import type { Options } from './parameters.js'

/** A file of one track. */
export interface File {
  /** What decoders need first stands in its header, not in every key frame. */
  needsHeader: boolean
  /** Writes its beginning; the answer takes packets, whose times are in the encoder's clock. */
  begin(encoder: CodecContext, timeBase: Rational, options: Readonly<Record<string, string>>): (packet: Packet) => void
  end(): void
}

/** Makes a file of the kind that options name, below the working folder or to `pipe:1`. Throws `CallFailed`. */
export function createFile(av: Av, name: string, options: Options): File {
  const context = new av.FormatContext()
  check(av, context.allocOutputContext2(null, options.get('f') ?? null, name), `making ${name}`)
  const format = made(context.oformat, 'the kind of file')
  // Some name their files themselves.
  const isOneFile = !format.hasFlags(av.AVFMT_NOFILE)
  return {
    needsHeader: format.hasFlags(av.AVFMT_GLOBALHEADER),
    begin(encoder, timeBase, more) {
      const stream = context.newStream(null)
      check(av, stream.codecpar.fromContext(encoder), 'describing the stream')
      stream.codecpar.codecTag = options.get('tag') ?? 0
      stream.timeBase = new av.Rational(timeBase.num, timeBase.den)
      const isPicture = encoder.codecType === av.AVMEDIA_TYPE_VIDEO
      if (isPicture) stream.avgFrameRate = new av.Rational(timeBase.den, timeBase.num)
      if (isOneFile) check(av, context.openOutputSync(), `making ${name}`)
      check(av, context.writeHeaderSync(dictionary(av, more)), `writing ${name}`)
      return (packet) => {
        if (isPicture && packet.duration === 0n) packet.duration = 1n
        packet.streamIndex = 0
        packet.rescaleTs(timeBase, stream.timeBase)
        check(av, context.interleavedWriteFrameSync(packet), `writing ${name}`)
      }
    },
    end() {
      check(av, context.writeTrailerSync(), `writing ${name}`)
      if (isOneFile) context.closeOutputSync()
    },
  }
}
