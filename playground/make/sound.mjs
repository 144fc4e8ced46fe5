import { seededRandom } from './seeded-random.mjs'

const RATE = 8_000
const SECONDS = 3
/** Partials of a small bell: times the base pitch, loudness. */
const PARTIALS = [
  [1, 1],
  [2.02, 0.6],
  [2.96, 0.35],
  [4.1, 0.2],
]

/** Cowbells far away: 3 s, mono, 8-bit WAV (RIFF, format 1). */
export function bells() {
  const random = seededRandom(5)
  const samples = new Float64Array(RATE * SECONDS)
  for (let stroke = 0; stroke < 9; stroke++) ring(samples, Math.floor(random() * (samples.length - RATE)), 520 + random() * 240)
  const data = Buffer.from(samples.map((value) => 128 + Math.max(-127, Math.min(127, value * 40))))
  const header = Buffer.alloc(44)
  header.write('RIFF', 0, 'latin1')
  header.writeUInt32LE(36 + data.length, 4)
  header.write('WAVEfmt ', 8, 'latin1')
  header.writeUInt32LE(16, 16)
  header.writeUInt16LE(1, 20)
  header.writeUInt16LE(1, 22)
  header.writeUInt32LE(RATE, 24)
  header.writeUInt32LE(RATE, 28)
  header.writeUInt16LE(1, 32)
  header.writeUInt16LE(8, 34)
  header.write('data', 36, 'latin1')
  header.writeUInt32LE(data.length, 40)
  return Buffer.concat([header, data])
}

function ring(samples, start, pitch) {
  for (let at = 0; at < RATE; at++) {
    const time = at / RATE
    for (const [times, loudness] of PARTIALS) {
      samples[start + at] += loudness * Math.exp(-time * 7 * times) * Math.sin(2 * Math.PI * pitch * times * time)
    }
  }
}
