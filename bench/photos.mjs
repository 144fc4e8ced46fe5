/** Photo-like pictures, the same at each run: for who has no camera photos at hand. */
import { mkdir, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import sharp from 'sharp'

/** Sizes of common cameras and phones, 12 to 20 megapixels. */
const sizes = [
  [4000, 3000],
  [3024, 4032],
  [4608, 3072],
  [4624, 3468],
  [5184, 3456],
  [3000, 4000],
  [5472, 3648],
  [4896, 3264],
]

/**
 * Writes `count` JPEGs into a folder; those already there stay.
 * @returns {Promise<string[]>} absolute paths
 */
export async function makePhotos(folder, count) {
  await mkdir(folder, { recursive: true })
  const files = []
  for (let index = 0; index < count; index++) {
    const file = join(folder, `photo-${index + 1}.jpg`)
    const [width, height] = sizes[index % sizes.length]
    if (!(await exists(file))) await writeFile(file, await photo(width, height, index + 1))
    files.push(file)
  }
  return files
}

/** Small pictures with equal pixels and different bytes (a comment), of `kilobytes` each. */
export async function makeVariants(folder, count, kilobytes) {
  await mkdir(folder, { recursive: true })
  const base = await photo(240, 180, 7)
  const files = []
  for (let index = 0; index < count; index++) {
    const file = join(folder, `variant-${index + 1}.jpg`)
    if (!(await exists(file))) await writeFile(file, withComment(base, `variant ${index + 1}`, kilobytes))
    files.push(file)
  }
  return files
}

/**
 * Dead leaves (discs that hide one another, their radii by the power law r⁻³): the usual statistical model of natural
 * pictures, with their edges and their spectrum (Lee, Mumford, Huang: Occlusion models for natural images, 2001). Over
 * it a soft texture and a trace of sensor grain.
 */
async function photo(width, height, seed) {
  const random = generator(seed)
  const between = (low, high) => low + random() * (high - low)
  const [small, large] = [width / 300, width / 3]
  const leaves = Array.from({ length: 30_000 }, () => {
    // Inverse of the distribution function of r⁻³ between the bounds.
    const radius = 1 / Math.sqrt(between(1 / large ** 2, 1 / small ** 2))
    const colour = `hsl(${between(20, 220).toFixed(0)} ${between(5, 40).toFixed(0)}% ${between(15, 80).toFixed(0)}%)`
    return `<circle cx="${between(0, width).toFixed(0)}" cy="${between(0, height).toFixed(0)}" r="${radius.toFixed(1)}" fill="${colour}"/>`
  })
  const drawing = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}"><rect width="100%" height="100%" fill="#8a8f86"/>${leaves.join('')}</svg>`
  const tile = (strength, side) =>
    sharp(noise(random, 128, 128, strength), raw(128, 128))
      .resize(side)
      .png()
      .toBuffer()
  const texture = await tile(24, Math.min(512, width, height))
  const grain = await tile(4, 128)
  const layers = [texture, grain].map((input) => ({ input, blend: 'soft-light', tile: true }))
  const leavesDrawn = await sharp(Buffer.from(drawing)).removeAlpha().blur(1).png({ compressionLevel: 1 }).toBuffer()
  return sharp(leavesDrawn).composite(layers).jpeg({ quality: 92 }).toBuffer()
}

function noise(random, width, height, strength) {
  return Buffer.from(Uint8ClampedArray.from({ length: width * height * 3 }, () => 128 + (random() - 0.5) * 2 * strength))
}

function raw(width, height) {
  return { raw: { width, height, channels: 3 } }
}

/** Mulberry32: a small generator with a seed, so that every run makes the same bytes. */
function generator(seed) {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296
  }
}

/** Puts COM segments (at most 65,533 bytes of text each) after a JPEG's first marker. */
function withComment(jpeg, text, kilobytes) {
  const parts = [jpeg.subarray(0, 2)]
  for (let left = kilobytes * 1024; left > 0; left -= 65_533) {
    const body = Buffer.alloc(Math.min(65_533, Math.max(left, text.length)), text)
    parts.push(Buffer.from([0xff, 0xfe, (body.length + 2) >> 8, (body.length + 2) & 255]), body)
  }
  return Buffer.concat([...parts, jpeg.subarray(2)])
}

async function exists(file) {
  return stat(file).then(
    () => true,
    () => false,
  )
}
