import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { build } from 'vite'
import { digestOf } from '../../src/base/hash.js'
import { placeOfBucket } from '../../src/publish/targets/s3/bucket-place.js'
import { createS3Target } from '../../src/publish/targets/s3/target.js'
import { parseXml } from '../../src/publish/targets/s3/xml.js'
import { settingFor, targetOn } from './bucket-target.js'
import { FaultProxy } from './fault-proxy.js'
import { bucket, type Bucket } from './radosgw.js'

const LAKE = { bytes: 4, digest: digestOf('lake'), immutable: true }
const SEA = { bytes: 3, digest: digestOf('sea'), immutable: true }
let folder = ''
let file = ''
let other = ''
let store: Bucket
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 's3-target-'))
  file = join(folder, 'lake')
  await writeFile(file, 'lake')
  other = join(folder, 'sea')
  await writeFile(other, 'sea')
  store = await bucket()
  for (const [name, value] of Object.entries(store.env)) vi.stubEnv(name, value)
})
afterAll(async () => {
  vi.unstubAllEnvs()
  await rm(folder, { recursive: true, force: true })
})

for (const client of ['fetch', 'aws-sdk'] as const) {
  describe(`a bucket by ${client}`, () => {
    test('serves each kind of file as what it is, for ever or for a while', async () => {
      const target = targetOn(store, { client, prefix: client })
      const kinds: Record<string, string> = {
        'a.avif': 'image/avif',
        'a.JPG': 'image/jpeg',
        'a.svg': 'image/svg+xml',
        'a.m3u8': 'application/vnd.apple.mpegurl',
        'a.m4s': 'video/iso.segment',
        'a.vtt': 'text/vtt; charset=utf-8',
        'a.glb': 'model/gltf-binary',
        'a.html': 'text/html; charset=utf-8',
        'a.unknown': 'application/octet-stream',
        a: 'application/octet-stream',
      }
      for (const [path, type] of Object.entries(kinds)) {
        await target.put(path, file, LAKE)
        const { headers } = (await store.get(`${client}/${path}`)) ?? {}
        expect([headers?.get('content-type'), headers?.get('cache-control'), headers?.get('x-amz-meta-sha256')]).toEqual([
          type,
          'public, max-age=31536000, immutable',
          LAKE.digest,
        ])
      }
      await target.put('media/a.jpg', file, { ...LAKE, immutable: false })
      await target.write('.vite/list.json', '{}')
      const cached = await Promise.all(
        ['media/a.jpg', '.vite/list.json'].map(async (path) =>
          (await store.get(`${client}/${path}`))?.headers.get('cache-control'),
        ),
      )
      expect(cached).toEqual(['public, max-age=300', 'public, max-age=300'])
    })

    test('redirects where it is a website, over nothing but what is replaced', async () => {
      const prefix = `${client}-website`
      const target = targetOn(store, { client, prefix, redirects: 'website' })
      await target.redirect?.('media/a b.jpg', 'https://example.org/new é%20%2F100%25.jpg?x', '<p>moved')
      const stands = await store.get(`${prefix}/media/a b.jpg`)
      expect(stands?.headers.get('x-amz-website-redirect-location')).toBe('https://example.org/new%20%C3%A9%20%2F100%25.jpg?x')
      expect([stands?.body.toString(), stands?.headers.get('content-type')]).toEqual(['<p>moved', 'text/html; charset=utf-8'])
      await store.put(`${prefix}/theirs.jpg`, 'lake')
      await expect(target.redirect?.('theirs.jpg', '/a', 'x')).rejects.toMatchObject({ code: 'target-conflict' })
      await target.redirect?.('theirs.jpg', '/a', 'x', LAKE)
      expect((await store.get(`${prefix}/theirs.jpg`))?.headers.get('x-amz-website-redirect-location')).toBe('/a')
      expect(targetOn(store, { client }).redirect).toBeUndefined()
    })

    test('counts nothing as ours for its size alone', async () => {
      const target = targetOn(store, { client, prefix: `${client}-foreign` })
      await store.put(`${client}-foreign/a.jpg`, 'LAKE')
      expect(await target.stat('a.jpg')).toEqual({ bytes: 4, digest: digestOf('LAKE') })
      expect(await target.remove('a.jpg', LAKE)).toBe(false)
      await expect(target.put('a.jpg', file, LAKE)).rejects.toMatchObject({ code: 'target-conflict' })
    })

    test('sends again what was sent with our digest and kept with other bytes, and removes it', async () => {
      const prefix = `${client}-kept-wrong`
      const target = targetOn(store, { client, prefix })
      const wrong = { 'x-amz-meta-sha256': LAKE.digest }
      await store.put(`${prefix}/a.jpg`, 'lakes', wrong)
      await target.put('a.jpg', file, LAKE)
      expect((await store.get(`${prefix}/a.jpg`))?.body.toString()).toBe('lake')
      await store.put(`${prefix}/a.jpg`, 'lakes', wrong)
      await target.put('a.jpg', other, SEA, LAKE)
      expect((await store.get(`${prefix}/a.jpg`))?.body.toString()).toBe('sea')
      await store.put(`${prefix}/a.jpg`, 'lakes', wrong)
      expect(await target.remove('a.jpg', SEA)).toBe(false)
      expect(await target.remove('a.jpg', LAKE)).toBe(true)
      expect(await store.get(`${prefix}/a.jpg`)).toBeUndefined()
    })

    test('needs a request or three for one file, however many others there are', async () => {
      const proxy = await FaultProxy.start(store)
      const target = targetOn(store, { client, endpoint: proxy.endpoint, prefix: `${client}-count` })
      await target.put('a.jpg', file, LAKE)
      expect(proxy.log.map(({ operation }) => operation)).toEqual(['head', 'head-bucket', 'put', 'head'])
      proxy.reset()
      await target.put('b.jpg', file, LAKE)
      await target.put('b.jpg', file, LAKE)
      expect(proxy.log.map(({ operation }) => operation)).toEqual(['head', 'put', 'head', 'head'])
      await proxy.close()
    })
  })
}

describe('what a bucket is not given', () => {
  test('is a place without a prefix, unless all of it is ours', async () => {
    for (const prefix of ['', '/', '//', '..', 'a//b', 'a/../b'])
      expect(() => createS3Target(settingFor(store, { prefix })), prefix).toThrow(/"targets\.cdn\.prefix"/)
    const own = targetOn(store, { prefix: '/', ownsBucket: true })
    await own.put('own.jpg', file, LAKE)
    expect((await store.get('own.jpg'))?.body.toString()).toBe('lake')
    await targetOn(store, { prefix: '/deep/er/' }).put('own.jpg', file, LAKE)
    expect((await store.get('deep/er/own.jpg'))?.body.toString()).toBe('lake')
  })

  test('is a key that is too long', async () => {
    const longest = `${'é'.repeat(509)}a`
    await targetOn(store).put(longest, file, LAKE)
    expect((await store.get(`site/${longest}`))?.body.toString()).toBe('lake')
    const long = targetOn(store).put(`${longest}b`, file, LAKE)
    await expect(long).rejects.toMatchObject({ code: 'target-path' })
  })

  test('is an endpoint that holds a password', async () => {
    const target = targetOn(store, { endpoint: 'http://me:CANARY@127.0.0.1' })
    const failed = target.read('a').then(
      () => '',
      (error: unknown) => String(error),
    )
    expect(await failed).toMatch(/"targets\.cdn\.endpoint"/)
    expect(await failed).not.toContain('CANARY')
  })
})

test('finds buckets where their services have them', () => {
  const url = (options: object, env: Record<string, string> = {}): string[] => {
    const place = placeOfBucket('cdn', { bucket: 'b', ...options }, env)
    return [place.url, place.region]
  }
  expect(url({})).toEqual(['https://b.s3.us-east-1.amazonaws.com', 'us-east-1'])
  expect(url({ bucket: 'www.example.org', region: 'eu-west-1' })[0]).toBe('https://s3.eu-west-1.amazonaws.com/www.example.org')
  expect(url({ region: 'cn-north-1' })[0]).toBe('https://b.s3.cn-north-1.amazonaws.com.cn')
  expect(url({ endpoint: 'https://id.r2.cloudflarestorage.com' })).toEqual(['https://id.r2.cloudflarestorage.com/b', 'auto'])
  expect(url({ endpoint: 'https://x.example/storage/v1/s3/' })[0]).toBe('https://x.example/storage/v1/s3/b')
  expect(url({ endpoint: 'https://x.example', pathStyle: false })[0]).toBe('https://b.x.example')
  expect(url({}, { AWS_ENDPOINT_URL_S3: 'http://127.0.0.1:9000', AWS_REGION: 'garage' })).toEqual([
    'http://127.0.0.1:9000/b',
    'garage',
  ])
})

test('reads XML that is whole, and no other', () => {
  const read = parseXml('\uFEFF<?xml version="1.0"?>\n<a xmlns="x"><b>1 &lt;&#x26;&#38;&quot;</b><c/><d  >\r\n</d></a>\n')
  expect(read.children.map(({ name, text }) => [name, text])).toEqual([
    ['b', '1 <&&"'],
    ['c', ''],
    ['d', '\r\n'],
  ])
  const broken = [
    '',
    ' ',
    '<a>',
    '<a></b>',
    '</a>',
    '<a/><b/>',
    'x<a/>',
    '<a/>x',
    '<a',
    '<a>&x;</a>',
    '<a>&amp</a>',
    '<!DOCTYPE a><a/>',
  ]
  for (const text of [...broken, '<a><![CDATA[x]]></a>', '<a>&#x110000;</a>', '<a b="<"/>'])
    expect(() => parseXml(text), text).toThrow()
})

test('says what to install when Amazon’s SDK is asked for and not there', async () => {
  // Away from the packages of this repository, where nothing but what is bundled is found.
  const entry = join(import.meta.dirname, '../../src/publish/targets/s3/target.ts')
  await build({
    configFile: false,
    root: folder,
    logLevel: 'silent',
    ssr: { noExternal: true, external: ['@aws-sdk/client-s3'] },
    build: {
      ssr: entry,
      outDir: join(folder, 'built'),
      emptyOutDir: true,
      rolldownOptions: { output: { entryFileNames: 'target.mjs' } },
    },
  })
  expect(await readFile(join(folder, 'built/target.mjs'), 'utf8')).not.toMatch(/from "aws4fetch"/)
  expect(() => createRequire(join(folder, 'x.js')).resolve('@aws-sdk/client-s3')).toThrow()
  const bundled = (await import(/* @vite-ignore */ pathToFileURL(join(folder, 'built/target.mjs')).href)) as {
    createS3Target: typeof createS3Target
  }
  await bundled.createS3Target(settingFor(store, { prefix: 'bundled' })).put('a.jpg', file, LAKE)
  expect((await store.get('bundled/a.jpg'))?.body.toString()).toBe('lake')
  const sdk = bundled.createS3Target(settingFor(store, { client: 'aws-sdk' }))
  await expect(sdk.read('a.jpg')).rejects.toMatchObject({
    code: 'package-missing',
    message: expect.stringMatching(
      /"@aws-sdk\/client-s3" is needed for client: "aws-sdk".*npm install @aws-sdk\/client-s3/,
    ) as string,
  })
})
