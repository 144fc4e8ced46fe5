/** The little of EXIF and IPTC that decides something here. */
export interface Credits {
  copyright?: string
  artist?: string
}

const tag = { artist: 0x013b, copyright: 0x8298, exif: 0x8769, gps: 0x8825 } as const
/**
 * Fields of the EXIF directory (Exif 3.0 §4.6.6) that tell one camera or its owner from all others: CameraOwnerName,
 * BodySerialNumber, LensSerialNumber; and MakerNote, in which most makers write the serial number in a form of their own.
 */
const serialTags = [0xa430, 0xa431, 0xa435, 0x927c]
/** More entries than this in one directory is nonsense. */
const mostEntries = 512

/** Reads who owns a picture from its EXIF block (TIFF 6.0, §8: Artist and Copyright). Bounded; damage gives nothing. */
export function creditsOfExif(exif: Buffer | undefined): Credits {
  const entries = directoryOf(exif)
  return { copyright: entries.get(tag.copyright)?.text, artist: entries.get(tag.artist)?.text }
}

/** True when the EXIF block points to a GPS directory. */
export function hasGps(exif: Buffer | undefined): boolean {
  return directoryOf(exif).has(tag.gps)
}

/** True when the EXIF block holds a serial number or the owner's name, or a maker's note, which may. */
export function hasSerial(exif: Buffer | undefined): boolean {
  const at = directoryOf(exif).get(tag.exif)?.value
  const fields = at === undefined ? undefined : directoryOf(exif, at)
  return serialTags.some((serial) => fields?.has(serial))
}

/** Reads by-line (2:80) and copyright notice (2:116) of an IPTC-IIM block: marker 0x1C, record, data set, two bytes of length. */
export function creditsOfIptc(iptc: Buffer | undefined): Credits {
  const read = (dataset: number): string | undefined => {
    const at = iptc?.indexOf(Buffer.from([0x1c, 2, dataset])) ?? -1
    if (!iptc || at < 0 || at + 5 > iptc.length) return undefined
    return cleanText(iptc.subarray(at + 5, at + 5 + iptc.readUInt16BE(at + 3)))
  }
  return { copyright: read(116), artist: read(80) }
}

/** Entries of a directory, the first one unless an offset is given: tag → text, for the tags that hold text, else the raw value. */
function directoryOf(exif: Buffer | undefined, offset?: number): Map<number, { text?: string; value: number }> {
  const found = new Map<number, { text?: string; value: number }>()
  const block = exif?.toString('latin1', 0, 6) === 'Exif\0\0' ? exif.subarray(6) : exif
  if (!block || block.length < 14) return found
  const little = block.toString('latin1', 0, 2) === 'II'
  const short = (at: number): number => (at + 2 > block.length ? 0 : little ? block.readUInt16LE(at) : block.readUInt16BE(at))
  const long = (at: number): number => (at + 4 > block.length ? 0 : little ? block.readUInt32LE(at) : block.readUInt32BE(at))
  const start = offset ?? long(4)
  const count = Math.min(short(start), mostEntries)
  for (let index = 0; index < count; index++) {
    const at = start + 2 + index * 12
    const isText = short(at + 2) === 2
    const length = long(at + 4)
    const from = length <= 4 ? at + 8 : long(at + 8)
    const text = isText ? cleanText(block.subarray(from, from + Math.min(length, 1000))) : undefined
    found.set(short(at), { value: long(at + 8), ...(text !== undefined && { text }) })
  }
  return found
}

function cleanText(bytes: Buffer): string | undefined {
  const text = bytes.toString('utf8').split('\0')[0]?.replace(/\s+/g, ' ').trim().slice(0, 500)
  return text || undefined
}
