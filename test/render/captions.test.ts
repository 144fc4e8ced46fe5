import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { digestOf } from '../../src/base/hash.js'
import { makeText } from '../../src/render/engines/captions/make-text.js'
import { parseSrt } from '../../src/render/engines/captions/parse-srt.js'
import { parseVtt } from '../../src/render/engines/captions/parse-vtt.js'
import { spokenParts } from '../../src/render/engines/captions/spoken.js'
import { trackProblems } from '../../src/render/engines/captions/track-problems.js'
import { mediaTypeOf } from '../../src/render/engines/sharp/media-type.js'

/** Does something with a file of these bytes. */
async function withFile<T>(bytes: string | Uint8Array, work: (file: string, digest: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'renditions-captions-'))
  try {
    const file = join(folder, 'file')
    await writeFile(file, bytes)
    return await work(file, digestOf(bytes))
  } finally {
    await rm(folder, { recursive: true })
  }
}

const problems = (path: string, bytes: string | Uint8Array): Promise<string[]> =>
  withFile(bytes, async (file, digest) => {
    const found = await trackProblems(path, file, path.endsWith('srt') ? 'srt' : 'vtt', digest)
    return found.map(({ code, severity, place }) => `${severity} ${code} ${place?.file}:${place?.line}:${place?.column}`)
  })

const made = (path: string, format: string, kind: 'captions' | 'transcript', text: string): Promise<string> =>
  withFile(text, async (file, digest) => (await makeText({ path, file, format, digest }, { kind })).toString())

describe('WebVTT', () => {
  test('that is right has nothing to be told', async () => {
    const text =
      '\ufeffWEBVTT - Talk\r\n\r\nNOTE by hand\r\n\r\nSTYLE\r\n::cue { color: red }\r\n\r\nfirst\r\n00:01.000 --> 00:02.000 line:0\r\n<v Ann>Hello\r\n\r\n01:00:00.000 --> 01:00:01.500\r\nBye\r\n'
    expect(await problems('a.vtt', text)).toEqual([])
    expect(await problems('a.vtt', 'WEBVTT\nKind: captions\n\n00:01.000 --> 00:02.000\nx\n')).toEqual([])
  })

  test.each([
    ['a cue right below the first line', 'WEBVTT\n00:01.000 --> 00:02.000\nx\n', 'warning track-header a.vtt:2:1'],
    ['times of SRT', 'WEBVTT\n\n  00:00:01,000 --> 00:00:02,000\nx\n', 'warning track-time a.vtt:3:3'],
    ['times without thousandths', 'WEBVTT\n\n00:01 --> 00:02\nx\n', 'warning track-time a.vtt:3:1'],
    ['a cue that ends before it begins', 'WEBVTT\n\n00:02.000 --> 00:01.000\nx\n', 'warning track-end a.vtt:3:11'],
    [
      'cues out of order',
      'WEBVTT\n\n00:02.000 --> 00:03.000\nx\n\n00:01.000 --> 00:03.000\ny\n',
      'warning track-order a.vtt:6:1',
    ],
    [
      'two of one name',
      'WEBVTT\n\na\n00:01.000 --> 00:02.000\nx\n\na\n00:02.000 --> 00:03.000\ny\n',
      'warning track-id a.vtt:7:1',
    ],
    ['no cue', 'WEBVTT\n', 'warning track-empty a.vtt:1:1'],
  ])('%s is told with its place', async (_, text, expected) => {
    expect(await problems('a.vtt', text)).toEqual([expected])
  })

  test('of chapters tells those that overlap, not those that lie within others', async () => {
    const cue = (from: number, to: number): string => `00:0${from}.000 --> 00:0${to}.000\nPart\n\n`
    const nested = `WEBVTT\n\n${cue(1, 5)}${cue(1, 3)}${cue(3, 5)}${cue(5, 6)}`
    expect(await problems('a.chapters.vtt', nested)).toEqual([])
    const across = `WEBVTT\n\n${cue(1, 5)}${cue(4, 6)}`
    expect(await problems('a.chapters.vtt', across)).toEqual(['warning track-nesting a.chapters.vtt:6:1'])
    expect(await problems('a.en.vtt', across)).toEqual([])
  })

  test('in another encoding is an error at the first odd byte', async () => {
    const text = Buffer.from('WEBVTT\n\n00:01.000 --> 00:02.000\nGrüezi\n', 'latin1')
    expect(await problems('a.vtt', text)).toEqual(['error track-encoding a.vtt:4:3'])
  })

  test('with a thousand faults tells ten', async () => {
    expect(await problems('a.vtt', `WEBVTT\n\n${'x --> y\n\n'.repeat(1000)}`)).toHaveLength(10)
  })

  test('takes no line of a cue for the name of the next', () => {
    const { cues } = parseVtt('WEBVTT\n\n00:01.000 --> 00:02.000\none\n00:02.000 --> 00:03.000\ntwo\n', false)
    expect(cues.map(({ id, text }) => [id, text])).toEqual([
      [undefined, 'one'],
      [undefined, 'two'],
    ])
  })
})

describe('SRT', () => {
  const SRT =
    '\ufeff1\r\n00:00:01,000 --> 00:00:02,5\r\n{\\an8}<font color="red"><I>Hello</I></font> <Bob> & co\r\n2nd line\r\n\r\n2\r\n00:00:03,000 --> 00:00:04,000\r\n42\r\n\r\n\r\n3\r\n01:00:05.000 --> 01:00:06.000 X1:0\r\nEnd\r\n'

  test('is known by its first lines', () => {
    expect(mediaTypeOf(Buffer.from(SRT))).toEqual({ is: 'media', kind: 'document', format: 'srt' })
    expect(mediaTypeOf(Buffer.from('1\nfirst line of a poem\n')).is).toBe('refused')
  })

  test('becomes WebVTT, of which nothing is lost or taken for a tag', async () => {
    expect(await made('a.srt', 'srt', 'captions', SRT)).toBe(
      'WEBVTT\n\n00:00:01.000 --> 00:00:02.500\n<i>Hello</i> &lt;Bob&gt; &amp; co\n2nd line\n\n' +
        '00:00:03.000 --> 00:00:04.000\n42\n\n01:00:05.000 --> 01:00:06.000\nEnd\n',
    )
  })

  test('tells what is wrong at its own lines, and comes out in order', async () => {
    const text = '1\n00:00:05,000 --> 00:00:06,000\nlate\n\n2\n00:00:01,000 --> 00:00:02,000\nearly\n\n3\n00:9 --> 2\nodd\n'
    expect(await problems('a.srt', text)).toEqual(['warning track-order a.srt:6:1', 'warning track-time a.srt:10:1'])
    expect(parseSrt(text).cues.map((cue) => cue.text)).toEqual(['early', 'late'])
  })
})

describe('a transcript', () => {
  const cue = (start: number, end: number, text: string): { start: number; end: number; text: string; line: number } => ({
    start,
    end,
    text,
    line: 1,
  })

  test('has a paragraph for each speaker and after each pause, as plain text', () => {
    const cues = [
      cue(0, 1, '<v Ann>Hello,\n<i>all</i> &lt;of&gt; you.'),
      cue(1, 2, '<v.loud Ann>It&#39;s <00:00:01.500>me.'),
      cue(2, 3, '<v Bob>Hi. <v Ann>Oh!'),
      cue(6, 7, '<v Ann>Later.'),
    ]
    expect(spokenParts(cues)).toEqual([
      { time: 0, speaker: 'Ann', text: "Hello, all <of> you. It's me." },
      { time: 2, speaker: 'Bob', text: 'Hi.' },
      { time: 2, speaker: 'Ann', text: 'Oh!' },
      { time: 6, speaker: 'Ann', text: 'Later.' },
    ])
  })

  test('says once what captions that roll up repeat, and breaks long paragraphs after a sentence', () => {
    expect(spokenParts([cue(0, 1, 'one'), cue(1, 2, 'one\ntwo'), cue(2, 3, 'three')])).toEqual([
      { time: 0, text: 'one two three' },
    ])
    const long = Array.from({ length: 60 }, (_, at) => cue(at, at + 1, `Sentence number ${at}.`))
    const parts = spokenParts(long)
    expect(parts.length).toBeGreaterThan(2)
    expect(parts.every(({ text }) => text.endsWith('.') && text.length < 450)).toBe(true)
  })

  test('written in HTML can do nothing but be read', async () => {
    const html =
      '<!doctype html><title>T</title><h1 onclick="x()" id="a">Talk</h1><p style="color:red" lang="de">Hallo <b>Welt</b><script>x()</script>' +
      '<a href="javascript:x()">a</a><a href="/b" target="_blank">b</a><a href="c.html">c</a><img src="x.png"><iframe src="/"></iframe></p>'
    expect(JSON.parse(await made('a.transcript.html', 'html', 'transcript', html))).toEqual({
      written: [
        { tag: 'h3', attributes: [], children: ['Talk'] },
        {
          tag: 'p',
          attributes: [['lang', 'de']],
          children: [
            'Hallo ',
            { tag: 'b', attributes: [], children: ['Welt'] },
            { tag: 'a', attributes: [], children: ['a'] },
            { tag: 'a', attributes: [['href', '/b']], children: ['b'] },
            { tag: 'a', attributes: [], children: ['c'] },
          ],
        },
      ],
    })
  })

  test('written in Markdown is the same kind of text', async () => {
    const text = '# Talk\n\nHello *all* of [you](#t=3), <script>x()</script>\n\n- one\n'
    expect(JSON.parse(await made('a.transcript.md', 'markdown', 'transcript', text))).toMatchObject({
      written: [
        { tag: 'h3' },
        { tag: 'p', children: ['Hello ', { tag: 'em' }, ' of ', { tag: 'a', attributes: [['href', '#t=3']] }, ', ', 'x()'] },
        { tag: 'ul', children: [{ tag: 'li' }] },
      ],
    })
  })
})
