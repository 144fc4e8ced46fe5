import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { mkdir, symlink, truncate } from 'node:fs/promises'
import { join } from 'node:path'
import { deflateSync, gzipSync } from 'node:zlib'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { sharpProblem } from '../../src/render/engines/sharp/load-sharp.js'
import { childrenOf, highWater } from './processes.js'
import { openWorkbench, photo, quarters, wish, type Workbench } from './workbench.js'

let bench: Workbench
beforeAll(async () => {
  bench = await openWorkbench()
}, 60_000)
afterAll(() => bench.close())

/** A PNG with nothing but a header that claims a size. */
function pngHeader(width: number, height: number, data = Buffer.alloc(0)): Buffer {
  const crcTable = Array.from({ length: 256 }, (_, n) =>
    Array.from({ length: 8 }).reduce<number>((c) => (c & 1 ? 0xedb88320 ^ (c >>> 1) : c >>> 1), n),
  )
  const crc = (bytes: Buffer): number =>
    (bytes.reduce((c, byte) => (crcTable[(c ^ byte) & 255] ?? 0) ^ (c >>> 8), 0xffffffff) ^ 0xffffffff) >>> 0
  const chunk = (type: string, body: Buffer): Buffer => {
    const content = Buffer.concat([Buffer.from(type), body])
    const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)]
    length.writeUInt32BE(body.length)
    sum.writeUInt32BE(crc(content))
    return Buffer.concat([length, content, sum])
  }
  const header = Buffer.alloc(13)
  header.writeUInt32BE(width, 0)
  header.writeUInt32BE(height, 4)
  header.set([8, 6, 0, 0, 0], 8)
  return Buffer.concat([
    Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
    chunk('IHDR', header),
    chunk('IDAT', data),
    chunk('IEND', Buffer.alloc(0)),
  ])
}

/** A GIF of frames that are one pixel each on a huge canvas. */
function gifFrames(side: number, frames: number): Buffer {
  const screen = Buffer.from('GIF89a\0\0\0\0\x80\0\0\0\0\0\xff\xff\xff', 'latin1')
  screen.writeUInt16LE(side, 6)
  screen.writeUInt16LE(side, 8)
  const frame = Buffer.from('\x21\xf9\x04\0\x0a\0\0\0\x2c\0\0\0\0\x01\0\x01\0\0\x02\x02\x44\x01\0', 'latin1')
  return Buffer.concat([screen, ...Array.from({ length: frames }, () => frame), Buffer.from(';')])
}

const ftyp = (major: string, ...compatible: string[]): Buffer => {
  const text = `ftyp${major}\0\0\0\0${compatible.join('')}`
  const length = Buffer.alloc(4)
  length.writeUInt32BE(text.length + 4)
  return Buffer.concat([length, Buffer.from(text, 'latin1'), Buffer.alloc(64)])
}

const svg = (head: string, root = 'viewBox="0 0 4 3"'): string =>
  `${head}<svg xmlns="http://www.w3.org/2000/svg" ${root}><rect width="2" height="2"/></svg>`

describe('a file that may not be rendered is refused by name:', () => {
  const cases: [what: string, bytes: Buffer | string, code: string, says: string | RegExp][] = [
    ['empty', '', 'asset-empty', '0 bytes'],
    [
      'a Git LFS pointer',
      'version https://git-lfs.github.com/spec/v1\noid sha256:1\nsize 3\n',
      'asset-lfs-pointer',
      'git lfs pull',
    ],
    ['HEIC', ftyp('heic', 'mif1', 'heic'), 'asset-heic', 'HEIC'],
    ['HEIC under the neutral brand', ftyp('mif1', 'mif1', 'heic'), 'asset-heic', 'HEIC'],
    ['HTML', '<!doctype html><title>x</title>', 'asset-unknown-type', 'an HTML page'],
    ['HTML without a doctype', '<html><body>', 'asset-unknown-type', 'an HTML page'],
    ['a program', Buffer.from('MZ\x90\0\x03'), 'asset-unknown-type', 'a Windows program'],
    ['a script', '#!/bin/sh\nrm -rf /\n', 'asset-unknown-type', 'a script'],
    ['plain text', 'hello', 'asset-unknown-type', 'no known type'],
    ['TIFF', Buffer.from('II*\0\x08\0\0\0'), 'asset-unknown-type', 'TIFF'],
    ['BMP', Buffer.from('BM....'), 'asset-unknown-type', 'BMP'],
    ['Photoshop', Buffer.from('8BPS\0\x01'), 'asset-unknown-type', 'Photoshop'],
    ['JPEG XL', Buffer.from('ff0a00', 'hex'), 'asset-unknown-type', 'JPEG XL'],
    ['JPEG 2000', Buffer.from('0000000c6a5020200d0a870a', 'hex'), 'asset-unknown-type', 'JPEG 2000'],
    ['an icon', Buffer.from('00000100010010', 'hex'), 'asset-unknown-type', 'icon'],
    ['compressed SVG', gzipSync(svg('')), 'asset-unknown-type', 'gzip'],
    ['a playlist', '#EXTM3U\nfile:///etc/passwd\n', 'asset-unknown-type', 'playlist'],
    ['libvips own format', Buffer.from('b6a6f208', 'hex'), 'asset-unknown-type', 'no known type'],
    ['SVG with entities', svg('<!DOCTYPE svg [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>'), 'asset-unknown-type', 'entities'],
    ['SVG that is too large on paper', svg('', 'width="100000" height="100000"'), 'asset-too-large', '32768'],
    ['a PNG of 67 bytes that claims 786464 × 32', pngHeader(786_464, 32), 'asset-too-large', '786464 × 32'],
    ['a PNG of 60000 × 60000', pngHeader(60_000, 60_000, deflateSync(Buffer.alloc(1e6))), 'asset-too-large', '3600 megapixels'],
    ['a GIF of too many frames', gifFrames(8, 301), 'asset-too-large', '301 frames'],
    ['a GIF whose frames add up', gifFrames(2000, 40), 'asset-too-large', 'megapixels'],
  ]
  test.each(cases)('%s', async (what, bytes, code, says) => {
    const name = `${what.replaceAll(/\W+/g, '-')}.jpg`
    const file = await bench.file(name, bytes)
    const error = await bench.engine.probe(`media/${name}`, file).catch((caught: unknown) => caught)
    expect(error).toMatchObject({ code, message: expect.stringContaining(`media/${name}`) })
    expect((error as Error).message).toMatch(says)
    expect((error as Error).message).not.toContain(bench.folder)
  })

  test('a folder, a pipe, a device, a missing file, a circle of links', async () => {
    const { folder, engine } = bench
    await mkdir(join(folder, 'folder.png'))
    execFileSync('mkfifo', [join(folder, 'pipe.png')])
    await symlink('/dev/zero', join(folder, 'zero.png'))
    await symlink(join(folder, 'circle.png'), join(folder, 'circle.png'))
    const begun = performance.now()
    const says = async (name: string): Promise<string> => (await engine.probe(name, join(folder, name)).catch(String)) as string
    expect(await says('folder.png')).toContain('is a folder, not a file')
    expect(await says('pipe.png')).toContain('is a named pipe, not a file')
    expect(await says('zero.png')).toContain('is a device, not a file')
    expect(await says('missing.png')).toContain('cannot be read: it is not there')
    expect(await says('circle.png')).toContain('lead in a circle')
    expect(performance.now() - begun).toBeLessThan(2000)
  })

  test('one larger than the limit, without reading it', async () => {
    const file = await bench.file('sparse.jpg', Buffer.from('ffd8ffe0', 'hex'))
    await truncate(file, 2e12)
    await expect(bench.engine.probe('sparse.jpg', file)).rejects.toMatchObject({ code: 'asset-too-large' })
  })
})

describe('a picture', () => {
  test('that is cut short is refused as damaged, at every tenth', async () => {
    for (const format of ['jpeg', 'png', 'webp', 'avif', 'gif'] as const) {
      const whole = await (await photo(200, 150)).toFormat(format).toBuffer()
      for (const part of [0.1, 0.5, 0.9]) {
        const cut = whole.subarray(0, Math.floor(whole.length * part))
        const error = await bench
          .render(cut, [wish({ width: 100, height: 75 })], `cut.${format}`)
          .catch((caught: unknown) => caught)
        expect(error, `${format} ${part}`).toMatchObject({
          code: 'asset-damaged',
          message: expect.stringContaining(`"cut.${format}"`),
        })
      }
    }
  })

  test('with the wrong extension is taken for what it is, with a warning', async () => {
    const { probe, problems } = await bench.engine.probe(
      'a.jpg',
      await bench.file('a.jpg', await (await quarters()).png().toBuffer()),
    )
    expect(probe.format).toBe('png')
    expect(problems).toMatchObject([{ code: 'asset-extension', severity: 'warning' }])
    const right = await bench.engine.probe('a.JPEG', await bench.file('a.JPEG', await (await quarters()).jpeg().toBuffer()))
    expect(right.problems).toEqual([])
    const film = await bench.engine.probe(
      'a.mkv',
      await bench.file('a.mkv', Buffer.from('\x1aE\xdf\xa3\x8b\x42\x82\x88matroska', 'latin1')),
    )
    expect(film.problems).toEqual([])
  })

  test('of five channels is refused', async () => {
    const source = await sharp({ create: { width: 8, height: 8, channels: 4, background: '#0008' } })
      .toColourspace('cmyk')
      .tiff()
      .toBuffer()
    await expect(bench.engine.probe('a.tif', await bench.file('a.tif', source))).rejects.toMatchObject({
      code: 'asset-unknown-type',
    })
  })

  test('behind a link is read like any other', async () => {
    await bench.file('real.png', await (await quarters()).png().toBuffer())
    await symlink(join(bench.folder, 'real.png'), join(bench.folder, 'link.png'))
    expect((await bench.engine.probe('link.png', join(bench.folder, 'link.png'))).probe.width).toBe(64)
  })
})

describe('other kinds are known by their first bytes:', () => {
  test.each([
    ['mp4', ftyp('isom', 'isom', 'mp41'), 'video', 'mp4'],
    ['mov', ftyp('qt  '), 'video', 'mov'],
    ['m4a', ftyp('M4A '), 'audio', 'mp4'],
    ['webm', Buffer.from('1a45dfa3010000000000001f4286810142f7810142f2810442f381084282847765626d', 'hex'), 'video', 'webm'],
    ['mp3', Buffer.from('ID3\x04'), 'audio', 'mp3'],
    ['wav', Buffer.from('RIFF\0\0\0\0WAVEfmt '), 'audio', 'wav'],
    ['flac', Buffer.from('fLaC\0'), 'audio', 'flac'],
    ['pdf', Buffer.from('%PDF-1.4'), 'document', 'pdf'],
    ['zip', Buffer.from('PK\x03\x04'), 'document', 'zip'],
    ['glb', Buffer.from('glTF\x02'), 'model', 'glb'],
  ])('%s', async (name, bytes, kind, format) => {
    const { probe, bytes: size, problems } = await bench.engine.probe(`a.${name}`, await bench.file(`a.${name}`, bytes))
    expect([probe.kind, probe.format, probe.width, size]).toEqual([kind, format, 0, bytes.length])
    // Of a document the first page is looked at, too, and this one has none.
    expect(problems.map(({ code }) => code)).toEqual(format === 'pdf' ? ['page-damaged'] : [])
  })
})

describe('the size of an SVG', () => {
  test.each([
    ['from width and height', svg('', 'width="40" height="30"'), 40, 30],
    ['from the viewBox', svg('', 'viewBox="0 0 40 30"'), 40, 30],
    ['from one side and the viewBox', svg('', 'width="80" viewBox="0,0,40,30"'), 80, 60],
    ['in millimetres', svg('', 'width="25.4mm" height="1in"'), 96, 96],
    ['when width is a per cent', svg('', 'width="100%" height="100%" viewBox="0 0 7 5"'), 7, 5],
    ['when width is nonsense', svg('', 'width="-5" height="NaN" viewBox="0 0 7 5"'), 7, 5],
    [
      'behind a byte order mark, a declaration, a comment and a plain DOCTYPE',
      svg(
        '\ufeff<?xml version="1.0"?><!-- <svg width="1"> --><!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://www.w3.org/x.dtd">\n',
      ),
      4,
      3,
    ],
    ['behind a megabyte of comment', svg(`<!--${'x'.repeat(1e6)}-->`), 4, 3],
    ['when there is none', svg('', ''), 0, 0],
    ['with a prefixed root', '<s:svg xmlns:s="http://www.w3.org/2000/svg" width="9" height="8"/>', 9, 8],
  ])('is found %s', async (_, text, width, height) => {
    const { probe } = await bench.engine.probe('a.svg', await bench.file('a.svg', text))
    expect([probe.format, probe.width, probe.height]).toEqual(['svg', width, height])
  })
  test('is found in UTF-16', async () => {
    const { probe } = await bench.engine.probe('u.svg', await bench.file('u.svg', Buffer.from(`\ufeff${svg('')}`, 'utf16le')))
    expect([probe.width, probe.height]).toEqual([4, 3])
  })
})

test('an SVG that is drawn reads no neighbours', async () => {
  await bench.file(
    'red.png',
    await sharp({ create: { width: 4, height: 4, channels: 3, background: '#f00' } })
      .png()
      .toBuffer(),
  )
  const text = `<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="8" height="8"><image width="8" height="8" xlink:href="red.png"/><image width="8" height="8" xlink:href="file://${join(bench.folder, 'red.png')}"/></svg>`
  const [made] = await bench.render(Buffer.from(text), [wish({ format: 'png', width: 8, height: 8 })], 'reads.svg')
  expect((await sharp(made?.bytes).stats()).channels[3]?.max).toBe(0)
})

test('a sharp or libheif with known holes is not used', () => {
  expect(sharpProblem({ sharp: '0.35.4', heif: '1.23.5' })).toMatchObject({ code: 'sharp-too-old' })
  expect(sharpProblem({ sharp: '0.35.5', heif: '1.23.4' })?.message).toContain('libheif 1.23.4')
  expect(sharpProblem({ sharp: '0.35.5-rc.1', heif: '1.23.5' })).toBeDefined()
  expect(sharpProblem({ sharp: '0.35.5', heif: '1.23.5' })).toBeUndefined()
  expect(sharpProblem({ sharp: '1.0.0' })).toBeUndefined()
})

const nasty = join(import.meta.dirname, '../../../shared/cases/nasty')
test.skipIf(!existsSync(nasty))(
  'small files that take gigabytes elsewhere are refused within the memory of one picture',
  async () => {
    const names = [
      'hang/mem1.5GB-41B.png.in',
      'ihdr_wide_786464x32_rgba8.png',
      'valid_wide_2Mx100_rgba8.png',
      'gif_5000x5000_2000f.gif',
      'laughs.svg',
      'hang/mem1.5GB-40KB.svgz.in',
    ]
    const own = await openWorkbench({}, 1)
    try {
      for (const name of names) {
        const file = await own.file(name.replaceAll('/', '-'), readFileSync(join(nasty, name)))
        const error = await own.engine.probe(name, file).catch((caught: unknown) => caught)
        expect(error, name).toMatchObject({ code: expect.stringMatching(/^asset-/) })
      }
      for (const child of childrenOf(process.pid)) expect(highWater(child)).toBeLessThan(250e6)
    } finally {
      await own.close()
    }
  },
)
