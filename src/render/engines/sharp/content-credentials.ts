/**
 * True when a file carries content credentials: a C2PA manifest, where the specification has them in each format
 * (C2PA 2.1 §A.3, "Embedding manifests into various file formats"). Looks at the structure only; nothing is verified.
 */
export function hasContentCredentials(bytes: Buffer, format: string): boolean {
  switch (format) {
    case 'jpeg':
      return inJpeg(bytes)
    case 'png':
      return inChunks(
        bytes,
        8,
        (at) => ({ name: bytes.toString('latin1', at + 4, at + 8), length: bytes.readUInt32BE(at) + 12 }),
        'caBX',
      )
    case 'webp':
      return inChunks(
        bytes,
        12,
        (at) => ({ name: bytes.toString('latin1', at, at + 4), length: even(bytes.readUInt32LE(at + 4)) + 8 }),
        'C2PA',
      )
    case 'avif':
      return inBoxes(bytes)
    default:
      return false
  }
}

/** JUMBF superboxes lie in APP11 segments (ISO/IEC 19566-5), before the picture's data. */
function inJpeg(bytes: Buffer): boolean {
  let at = 2
  while (at + 4 <= bytes.length && bytes[at] === 0xff) {
    const marker = bytes[at + 1] ?? 0
    if (marker === 0xda || marker === 0xd9) return false
    const length = bytes.readUInt16BE(at + 2)
    if (length < 2) return false
    if (marker === 0xeb && bytes.subarray(at + 4, at + 2 + length).includes('c2pa')) return true
    at += 2 + length
  }
  return false
}

function inChunks(bytes: Buffer, start: number, read: (at: number) => { name: string; length: number }, wanted: string): boolean {
  for (let at = start; at + 12 <= bytes.length;) {
    const { name, length } = read(at)
    if (name === wanted) return true
    at += length
  }
  return false
}

/** The UUID of the box that holds a manifest in files of the ISO base media format. */
const UUID = Buffer.from('d8fec3d61b0e483c92975828877ec481', 'hex')

function inBoxes(bytes: Buffer): boolean {
  for (let at = 0; at + 24 <= bytes.length;) {
    const size = bytes.readUInt32BE(at)
    if (bytes.toString('latin1', at + 4, at + 8) === 'uuid' && bytes.subarray(at + 8, at + 24).equals(UUID)) return true
    // A size of 0 is "to the end", 1 a larger one that no box before the picture has.
    if (size < 8) return false
    at += size
  }
  return false
}

function even(length: number): number {
  return length + (length % 2)
}
