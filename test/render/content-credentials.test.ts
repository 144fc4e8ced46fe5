import sharp from 'sharp'
import { expect, test } from 'vitest'
import { hasContentCredentials } from '../../src/render/engines/sharp/content-credentials.js'

const plain = (format: 'jpeg' | 'png' | 'webp' | 'avif'): Promise<Buffer> =>
  sharp({ create: { width: 8, height: 8, channels: 3, background: '#369' } })
    .toFormat(format)
    .toBuffer()

const manifest = Buffer.from('\0\0\0\x20jumb\0\0\0\x18jumdc2pa\0\x11\0\x10', 'latin1')

/** The picture with a manifest where its format has one, as C2PA's specification says. */
const carriers: Record<string, (bytes: Buffer) => Buffer> = {
  jpeg(bytes) {
    const payload = Buffer.concat([Buffer.from('JP\0\x01\0\0\0\x01', 'latin1'), manifest])
    const head = Buffer.from([0xff, 0xeb, 0, payload.length + 2])
    return Buffer.concat([bytes.subarray(0, 2), head, payload, bytes.subarray(2)])
  },
  png(bytes) {
    const chunk = Buffer.alloc(12 + manifest.length)
    chunk.writeUInt32BE(manifest.length, 0)
    chunk.write('caBX', 4, 'latin1')
    manifest.copy(chunk, 8)
    return Buffer.concat([bytes.subarray(0, 33), chunk, bytes.subarray(33)])
  },
  webp(bytes) {
    const chunk = Buffer.alloc(8 + manifest.length)
    chunk.write('C2PA', 0, 'latin1')
    chunk.writeUInt32LE(manifest.length, 4)
    manifest.copy(chunk, 8)
    return Buffer.concat([bytes, chunk])
  },
  avif(bytes) {
    const box = Buffer.alloc(24 + manifest.length)
    box.writeUInt32BE(box.length, 0)
    box.write('uuid', 4, 'latin1')
    Buffer.from('d8fec3d61b0e483c92975828877ec481', 'hex').copy(box, 8)
    manifest.copy(box, 24)
    const end = bytes.readUInt32BE(0)
    return Buffer.concat([bytes.subarray(0, end), box, bytes.subarray(end)])
  },
}

test.each(['jpeg', 'png', 'webp', 'avif'] as const)(
  'content credentials in a %s are seen, and none where there are none',
  async (format) => {
    const bytes = await plain(format)
    expect(hasContentCredentials(bytes, format)).toBe(false)
    expect(hasContentCredentials(carriers[format]?.(bytes) ?? bytes, format)).toBe(true)
  },
)

test('a file cut off anywhere harms nobody', async () => {
  for (const format of ['jpeg', 'png', 'webp', 'avif'] as const) {
    const whole = carriers[format]?.(await plain(format)) ?? Buffer.alloc(0)
    for (let length = 0; length < whole.length; length++) hasContentCredentials(whole.subarray(0, length), format)
    expect(hasContentCredentials(Buffer.alloc(64, 0xff), format)).toBe(false)
  }
})
