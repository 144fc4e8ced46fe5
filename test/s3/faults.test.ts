import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { digestOf } from '../../src/base/hash.js'
import type { Content, Target } from '../../src/ports.js'
import type { S3TargetSetting } from '../../src/publish/targets/s3/target.js'
import { targetOn } from './bucket-target.js'
import { FaultProxy, type Fault, type Operation, type Script } from './fault-proxy.js'
import { bucket, type Bucket } from './radosgw.js'

const LAKE = contentOf('lake')
const OLD = contentOf('old')
const FILM = Buffer.alloc(17 * 2 ** 20, 'film ')

let folder = ''
let store: Bucket
let proxy: FaultProxy

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 's3-faults-'))
  await writeFile(join(folder, 'lake'), 'lake')
  await writeFile(join(folder, 'film'), FILM)
})
beforeEach(async () => {
  store = await bucket()
  for (const [name, value] of Object.entries(store.env)) vi.stubEnv(name, value)
  proxy = await FaultProxy.start(store)
  return () => proxy.close()
})
afterAll(async () => {
  vi.unstubAllEnvs()
  await rm(folder, { recursive: true, force: true })
})

for (const client of ['fetch', 'aws-sdk'] as const) {
  const target = (more: Partial<S3TargetSetting> = {}): Target => targetOn(store, { client, endpoint: proxy.endpoint, ...more })
  const put = (more: Partial<S3TargetSetting> = {}, replaces?: Content): Promise<void> =>
    target(more).put('a.jpg', join(folder, 'lake'), LAKE, replaces)
  const putFilm = (): Promise<void> => target().put('film.mp4', join(folder, 'film'), contentOf(FILM))

  describe(`a bucket by ${client}, uploads`, () => {
    test('are done again when they were cut, and leave nothing half', async () => {
      proxy.script = first('put', { cutRequest: 2 })
      await put()
      expect(await stored('site/a.jpg')).toBe('lake')
      proxy.script = only('put', { cutRequest: 2 })
      await expect(target().put('b.jpg', join(folder, 'lake'), LAKE)).rejects.toMatchObject({ code: 'target-unreachable' })
      expect(await store.keys()).toEqual(['site/a.jpg'])
    })

    test('count as done when only the answer was lost', async () => {
      proxy.script = first('put', 'lose')
      await put()
      expect([await stored('site/a.jpg'), proxy.count('put')]).toEqual(['lake', 2])
      await store.put('site/a.jpg', 'old')
      await put({}, OLD)
      expect(await stored('site/a.jpg')).toBe('lake')
      const version = await target().write('list.json', '1', '')
      const second = await target().write('list.json', '2', version)
      proxy.script = first('delete', 'lose')
      expect(await target().remove('list.json', contentOf('2'))).toBe(true)
      expect([second, await stored('site/list.json')]).toEqual([expect.any(String), undefined])
    })

    test('in parts are whole or not there, and leave none open', async () => {
      proxy.script = ({ operation, query, attempt }) => {
        if (operation === 'upload-part' && query.get('partNumber') === '2' && attempt === 1) return { cutRequest: 100_000 }
        return operation === 'complete' && attempt === 1 ? 'lose' : 'pass'
      }
      await putFilm()
      const film = await store.get('site/film.mp4')
      expect(film?.body.equals(FILM)).toBe(true)
      expect(film?.headers.get('content-type')).toBe('video/mp4')
      await store.delete('site/film.mp4')
      proxy.script = only('upload-part', { answer: 403, body: '<Error><Code>AccessDenied</Code></Error>' })
      await expect(putFilm()).rejects.toMatchObject({ code: 'target-refused' })
      expect([await store.keys(), await store.openUploads()]).toEqual([[], []])
    })

    test('of a file that changes meanwhile leave nothing', async () => {
      const changing = join(folder, `changing-${client}`)
      await writeFile(changing, FILM)
      proxy.script = only('create-multipart', { meanwhile: () => writeFile(changing, Buffer.alloc(FILM.length, 'other')) })
      const changed = target().put('film.mp4', changing, contentOf(FILM))
      await expect(changed).rejects.toMatchObject({ code: 'artifact-damaged' })
      expect([await store.keys(), await store.openUploads()]).toEqual([[], []])
    })

    test('never overwrite a rival that comes in between', async () => {
      const rival = once(() => store.put('site/a.jpg', 'theirs'))
      proxy.script = only('head', { meanwhile: rival })
      await expect(put()).rejects.toMatchObject({ code: 'target-conflict' })
      proxy.script = first('upload-part', { meanwhile: () => store.put('site/film.mp4', 'theirs') })
      await expect(putFilm()).rejects.toMatchObject({ code: 'target-conflict' })
      expect([await stored('site/a.jpg'), await stored('site/film.mp4')]).toEqual(['theirs', 'theirs'])
      expect(await store.openUploads()).toEqual([])
    })

    test('are looked after where the server ignores or refuses conditions', async () => {
      await store.put('site/a.jpg', 'theirs')
      proxy.script = only('put', { store: (body) => body, headers: { 'if-none-match': undefined, 'if-match': undefined } })
      await expect(put()).rejects.toMatchObject({ code: 'target-conflict' })
      await expect(put({}, OLD)).rejects.toMatchObject({ code: 'target-conflict' })
      await expect(target().write('a.jpg', 'x', '')).rejects.toMatchObject({ code: 'target-changed' })
      expect(await stored('site/a.jpg')).toBe('theirs')
      proxy.script = ({ headers }) =>
        'if-none-match' in headers ? { answer: 501, body: '<Error><Code>NotImplemented</Code></Error>' } : 'pass'
      await target().put('b.jpg', join(folder, 'lake'), LAKE)
      expect(await stored('site/b.jpg')).toBe('lake')
      const refused: Fault = { answer: 501, body: '<Error><Code>NotImplemented</Code></Error>' }
      proxy.script = ({ operation, headers }) => (operation === 'complete' && 'if-none-match' in headers ? refused : 'pass')
      const same = target()
      await same.put('film.mp4', join(folder, 'film'), contentOf(FILM))
      await same.put('c.jpg', join(folder, 'lake'), LAKE)
      expect(await store.keys()).toEqual(['site/a.jpg', 'site/b.jpg', 'site/c.jpg', 'site/film.mp4'])
      expect(proxy.log.find(({ operation, key }) => operation === 'put' && key === 'site/c.jpg')?.headers).toMatchObject({
        'if-none-match': '*',
      })
    })

    test('are tried again when the server could not decide between two', async () => {
      proxy.script = first('put', { answer: 409, body: '<Error><Code>ConditionalRequestConflict</Code></Error>' })
      await put()
      expect(await stored('site/a.jpg')).toBe('lake')
    })

    test('are taken back when a gateway stored other bytes', async () => {
      const changes: Record<string, Fault> = {
        shorter: { store: (body) => body.subarray(0, -1) },
        flipped: { store: (body) => Buffer.from(body).fill('x', 0, 1) },
        packed: { store: (body) => gzipSync(body), headers: { 'content-encoding': 'gzip' } },
      }
      for (const [name, fault] of Object.entries(changes)) {
        proxy.script = only('put', fault)
        await expect(put(), name).rejects.toMatchObject({ code: 'artifact-damaged' })
        await expect(target().write('a.txt', 'some text'), name).rejects.toMatchObject({ code: 'artifact-damaged' })
        expect(await store.keys(), name).toEqual([])
      }
    })

    test('are sent again when a gateway stored other bytes once, also over what people see', async () => {
      const atFirst = (): Script => {
        let isFirst = true
        return ({ operation }) => {
          if (operation !== 'put' || !isFirst) return 'pass'
          isFirst = false
          return { store: (body) => Buffer.from(body).fill('x', 0, 1) }
        }
      }
      proxy.script = () => 'pass'
      await put()
      await writeFile(join(folder, 'sea'), 'sea!')
      proxy.script = atFirst()
      await target().put('a.jpg', join(folder, 'sea'), contentOf('sea!'), LAKE)
      expect((await store.get('site/a.jpg'))?.body.toString()).toBe('sea!')
      proxy.script = atFirst()
      const version = await target().write('list.txt', 'some text', '')
      expect(await target().read('list.txt')).toEqual({ text: 'some text', version })
    })

    test('are believed when the ETag is no checksum but the bytes are right', async () => {
      proxy.script = only('head', { rewrite: () => ({ headers: { etag: '"0123456789abcdef-opaque"' } }) })
      await put()
      proxy.script = only('head', { rewrite: () => ({ headers: { etag: undefined, 'x-amz-meta-sha256': undefined } }) })
      await target().put('b.jpg', join(folder, 'lake'), LAKE)
      expect(await target().stat('b.jpg')).toEqual({ bytes: 4, digest: LAKE.digest })
    })

    test('are waited for where the server shows them late', async () => {
      let heads = 0
      proxy.script = ({ operation }) => (operation === 'head' && [2, 3].includes(++heads) ? { answer: 404 } : 'pass')
      await put()
      expect(heads).toBe(4)
      proxy.script = ({ operation }) => (operation === 'delete' ? { answer: 204 } : 'pass')
      expect(await target().remove('a.jpg', LAKE)).toBe(true)
      proxy.script = () => 'pass'
      expect(await target().remove('a.jpg', LAKE)).toBe(true)
      expect(await store.keys()).toEqual([])
    })
  })

  describe(`a bucket by ${client} that does not answer`, () => {
    test('is said to be unreachable, and goes on once it is back', async () => {
      proxy.script = () => 'drop'
      await expect(put()).rejects.toMatchObject({ code: 'target-unreachable' })
      expect(proxy.count()).toBe(5)
      proxy.script = () => 'pass'
      await put()
      expect(await stored('site/a.jpg')).toBe('lake')
      for (const endpoint of ['http://127.0.0.1:9', 'http://nowhere.invalid', proxy.endpoint.replace('http', 'https')])
        await expect(put({ endpoint, patience: { tries: 2 } })).rejects.toMatchObject({ code: 'target-unreachable' })
    })

    test('ends silence and answers that never end', async () => {
      const patience = { idle: 300, total: 600, tries: 2, pause: 1 }
      proxy.script = () => 'silent'
      await expect(put({ patience })).rejects.toMatchObject({ code: 'target-unreachable' })
      await store.put('site/list.json', 'x'.repeat(50))
      proxy.script = only('get', { trickle: 20 })
      await expect(target({ patience }).read('list.json')).rejects.toMatchObject({ code: 'target-unreachable' })
      proxy.script = only('get', { cut: 10 })
      await expect(target({ patience }).read('list.json')).rejects.toMatchObject({ code: 'target-unreachable' })
      proxy.script = first('get', { delay: 700 })
      expect((await target({ patience: { ...patience, tries: 5 } }).read('list.json'))?.text).toHaveLength(50)
    })

    test('is asked again after errors that pass, as late as it wants', async () => {
      for (const status of [500, 502, 503, 504, 429, 408]) {
        proxy.reset()
        proxy.script = ({ attempt }) => (attempt < 3 ? { answer: status } : 'pass')
        expect(await target().read('none.json')).toBeUndefined()
        expect(proxy.count('get')).toBe(3)
      }
      const started = performance.now()
      proxy.script = first('put', { answer: 503, headers: { 'retry-after': '1' }, body: '<Error><Code>SlowDown</Code></Error>' })
      await put()
      expect(performance.now() - started).toBeGreaterThan(1000)
    })

    test('is asked less at once while it is overrun, and more again later', async () => {
      const asked = target({ concurrency: 8 })
      let answered = 0
      proxy.script = () => (answered++ < 8 ? { answer: 503 } : { delay: 10 })
      const ask = (count: number): Promise<unknown> =>
        Promise.all(Array.from({ length: count }, (_, index) => asked.stat(`${index}.jpg`)))
      await ask(8)
      proxy.reset()
      await ask(8)
      expect(proxy.most).toBeLessThan(6)
      await ask(60)
      proxy.reset()
      await ask(16)
      expect(proxy.most).toBe(8)
    })

    test('is left alone at once when it refuses, and nothing is removed', async () => {
      await store.put('site/b.jpg', 'lake')
      const answers: [number, string][] = [
        [403, 'AccessDenied'],
        [400, 'ExpiredToken'],
        [401, 'InvalidToken'],
        [404, 'NoSuchBucket'],
        [301, 'PermanentRedirect'],
      ]
      for (const [status, code] of answers) {
        proxy.reset()
        proxy.script = only('put', { answer: status, body: `<Error><Code>${code}</Code></Error>` })
        await expect(put(), code).rejects.toMatchObject({ code: 'target-refused' })
        expect(proxy.count('put'), code).toBe(1)
        proxy.script = only('delete', { answer: status, body: `<Error><Code>${code}</Code></Error>` })
        await expect(target().remove('b.jpg', LAKE), code).rejects.toMatchObject({ code: 'target-refused' })
      }
      expect(await store.keys()).toEqual(['site/b.jpg'])
    })

    test('does not count as empty when the bucket is gone', async () => {
      const gone = (more = {}): Target => target({ bucket: `${store.bucket}x`, ...more })
      await expect(gone().stat('a.jpg')).rejects.toMatchObject({ code: 'target-refused' })
      await expect(gone().remove('a.jpg', LAKE)).rejects.toMatchObject({ code: 'target-refused' })
      await expect(gone().read('a.jpg')).rejects.toMatchObject({ code: 'target-refused' })
      await expect(gone().list('')).rejects.toMatchObject({ code: 'target-refused' })
    })
  })

  describe(`a bucket by ${client}, its listing`, () => {
    const item = (key: string): string => `<Contents><Key>site%2F${key}</Key><Size>1</Size></Contents>`
    const page = (items: string, end = '<IsTruncated>false</IsTruncated>'): string =>
      `<?xml version="1.0"?><ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><EncodingType>url</EncodingType>` +
      `<Name>${store.bucket}</Name>${end}${items}</ListBucketResult>`

    test('is whole over many pages', async () => {
      const names = Array.from({ length: 60 }, (_, index) => `in/${String(index).padStart(3, '0')} &+%é😀\u0001.jpg`)
      await Promise.all(names.map((name) => store.put(`site/${name}`, 'lake')))
      await store.put('site/in/', '')
      await store.put('elsewhere/a.jpg', 'x')
      const listed = await target().list('')
      expect(listed.map(({ path }) => path)).toEqual(names)
      expect(proxy.count('list')).toBe(3)
    })

    test('is refused when it could be short', async () => {
      const more = '<IsTruncated>true</IsTruncated>'
      const again = `${more}<NextContinuationToken>t</NextContinuationToken>`
      const broken: Record<string, string> = {
        'cut short': page(item('a')).slice(0, -30),
        'cut after an item': page(item('a')).replace('</ListBucketResult>', ''),
        'goes on nowhere': page(item('a'), more),
        'leads to itself': page(item('a'), again),
        'says nothing of its end': page(item('a'), ''),
        'twice the same': page(item('a') + item('a')),
        'out of order': page(item('b') + item('a')),
        'of another folder': page('<Contents><Key>other/a</Key><Size>1</Size></Contents>'),
        'of another bucket': page(item('a')).replace(store.bucket, 'other'),
        'counts more': page(item('a'), '<IsTruncated>false</IsTruncated><KeyCount>2</KeyCount>'),
        'without sizes': page('<Contents><Key>site%2Fa</Key></Contents>'),
        'with broken names': page(item('%E0%A4%A')),
        'a page of a portal': '<!doctype html><html><body>Please log in</body></html>',
        nothing: '',
      }
      await store.put('site/a', 'x')
      for (const [name, body] of Object.entries(broken)) {
        proxy.script = ({ operation, query }) => {
          if (operation !== 'list') return 'pass'
          return name === 'leads to itself' && query.has('continuation-token')
            ? { answer: 200, body: page('', again) }
            : { answer: 200, headers: { 'content-type': 'application/xml' }, body }
        }
        await expect(target({ patience: { tries: 2, pause: 1 } }).list(''), name).rejects.toMatchObject({
          code: 'target-unreachable',
        })
      }
      proxy.script = first('list', { answer: 200, body: broken['cut short'] ?? '' })
      expect(await target().list('')).toHaveLength(1)
    })
  })

  describe(`a bucket by ${client}, at the end of a run`, () => {
    test('has no upload of a killed run left, and keeps those of others', async () => {
      await store.leaveOpen('site/film.mp4')
      await store.leaveOpen('site/in/deep.mp4')
      await store.leaveOpen('others/film.mp4')
      await target().close()
      expect(await store.openUploads()).toHaveLength(3)
      await target().close([])
      expect(await store.openUploads()).toEqual(['others/film.mp4'])
      proxy.script = only('list-uploads', { answer: 403, body: '<Error><Code>AccessDenied</Code></Error>' })
      await target().close([])
    })
  })

  describe(`a bucket by ${client}, its texts`, () => {
    test('are written by one of two publishers who began with the same', async () => {
      const begun = await target().write('list.json', 'begun', '')
      const both = await Promise.allSettled(['one', 'two'].map((text) => target().write('list.json', text, begun)))
      const won = both.findIndex(({ status }) => status === 'fulfilled')
      expect(both[1 - won]).toMatchObject({ status: 'rejected', reason: { code: 'target-changed' } })
      expect(await stored('site/list.json')).toBe(['one', 'two'][won])
    })

    test('are ours when the answer was lost, and theirs when they are the same text', async () => {
      proxy.script = first('put', 'lose')
      const version = await target().write('list.json', 'same', '')
      expect((await target().read('list.json'))?.version).toBe(version)
      proxy.script = first('put', { cutRequest: 1 })
      const rival = once(() => store.put('site/other.json', 'same'))
      proxy.script = only('head', { meanwhile: rival })
      await expect(target().write('other.json', 'same', '')).rejects.toMatchObject({ code: 'target-changed' })
    })
  })
}

test('an upload ends that the other side stopped taking, and one goes on that is only slow', async () => {
  const film = contentOf(FILM)
  const put = (tries: number): Promise<void> => {
    const patience = { idle: 1000, tries }
    return targetOn(store, { endpoint: proxy.endpoint, partBytes: 9 * 2 ** 20, patience }).put(
      'film.mp4',
      join(folder, 'film'),
      film,
    )
  }
  proxy.script = only('put', 'stall')
  const started = performance.now()
  await expect(put(1)).rejects.toMatchObject({ code: 'target-unreachable' })
  expect(performance.now() - started).toBeLessThan(20_000)
  proxy.script = only('put', { delay: 1500 })
  await put(5)
  expect((await store.get('site/film.mp4'))?.body.equals(FILM)).toBe(true)
})

test('a hundred random faults leave a bucket with whole files only, and in the end with all of them', async () => {
  const names = Array.from({ length: 16 }, (_, index) => `in/${index}.txt`)
  for (const name of names) await writeFile(join(folder, name.slice(3)), name)
  const film = contentOf(FILM)
  const random = randomFrom(20_261_125)
  const faults: Fault[] = ['drop', 'lose', { answer: 500 }, { answer: 503 }, { answer: 403 }, { cutRequest: 3 }, { cut: 0 }]
  const spoilt: Fault[] = []
  proxy.script = () => {
    if (spoilt.length >= 100 || random() < 0.5) return 'pass'
    const fault = faults[Math.floor(random() * faults.length)] ?? 'pass'
    spoilt.push(fault)
    return fault
  }
  let open = true
  for (let runs = 0; (open || spoilt.length < 100) && runs < 200; runs++) {
    const target = targetOn(store, { endpoint: proxy.endpoint, patience: { tries: 3, pause: 1 } })
    const puts = names.map((name) => target.put(name, join(folder, name.slice(3)), contentOf(name)))
    const ends = await Promise.allSettled([...puts, target.put('film.mp4', join(folder, 'film'), film)])
    open = ends.some(({ status }) => status === 'rejected')
    for (const key of await store.keys()) {
      if (key === 'site/film.mp4') continue
      expect((await store.get(key))?.body.toString(), key).toBe(key.slice(5))
    }
    await target.close(names).catch(() => undefined)
  }
  await targetOn(store).close(names)
  expect((await store.get('site/film.mp4'))?.body.equals(FILM)).toBe(true)
  expect([spoilt.length, await store.keys(), await store.openUploads()]).toEqual([
    100,
    ['site/film.mp4', ...names.map((name) => `site/${name}`)].toSorted(),
    [],
  ])
})

/** Numbers from 0 to 1 that are the same in every run. */
function randomFrom(seed: number): () => number {
  let state = seed
  return () => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647
}

function contentOf(bytes: string | Buffer): Content {
  return { bytes: Buffer.byteLength(bytes), digest: digestOf(bytes), immutable: true }
}

function stored(key: string): Promise<string | undefined> {
  return store.get(key).then((object) => object?.body.toString())
}

/** A fault for the first try of each request of one kind. */
function first(operation: Operation, fault: Fault): Script {
  return (request) => (request.operation === operation && request.attempt === 1 ? fault : 'pass')
}

/** A fault for every request of one kind. */
function only(operation: Operation, fault: Fault): Script {
  return (request) => (request.operation === operation ? fault : 'pass')
}

function once(work: () => Promise<unknown>): () => Promise<unknown> {
  let done: Promise<unknown> | undefined
  return () => (done ??= work())
}
