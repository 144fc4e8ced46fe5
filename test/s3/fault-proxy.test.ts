import { AwsClient } from 'aws4fetch'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { FaultProxy, type Fault } from './fault-proxy.js'
import { bucket, type Bucket } from './radosgw.js'

describe('the S3 server of the tests, and the proxy that breaks it', () => {
  let store: Bucket
  let proxy: FaultProxy
  /** False while nothing is to be expected. */
  let waits = true
  afterEach(() => {
    waits = true
  })
  beforeAll(async () => {
    store = await bucket()
    proxy = await FaultProxy.start(store)
  })
  afterAll(() => proxy.close())

  function call(method: string, key: string, init: RequestInit = {}, credentials = store.credentials): Promise<Response> {
    const patience = waits ? 10_000 : 500
    const client = new AwsClient({ ...credentials, service: 's3', region: store.region, retries: 0 })
    return client.fetch(`${proxy.endpoint}/${store.bucket}/${key}`, { method, signal: AbortSignal.timeout(patience), ...init })
  }

  /** Puts a key under a fault, and tells what became of it. */
  async function putUnder(fault: Fault, key: string): Promise<{ answered: number | undefined; stored: string | undefined }> {
    proxy.script = () => fault
    const answered = await call('PUT', key, { body: 'whole body' }).then(
      ({ status }) => status,
      () => undefined,
    )
    proxy.script = () => 'pass'
    return { answered, stored: (await store.get(key))?.body.toString() }
  }

  test('checks signatures for the address that was called', async () => {
    expect((await call('PUT', 'a', { body: 'x' })).status).toBe(200)
    const wrong = { ...store.credentials, secretAccessKey: 'wrong' }
    expect((await call('PUT', 'a', { body: 'y' }, wrong)).status).toBe(403)
    expect((await store.get('a'))?.body.toString()).toBe('x')
  })

  test('breaks requests where it is told to', async () => {
    expect(await putUnder('pass', 'pass')).toEqual({ answered: 200, stored: 'whole body' })
    expect(await putUnder({ answer: 503 }, 'answer')).toEqual({ answered: 503, stored: undefined })
    expect(await putUnder('drop', 'drop')).toEqual({ answered: undefined, stored: undefined })
    expect(await putUnder('lose', 'lose')).toEqual({ answered: undefined, stored: 'whole body' })
    expect(await putUnder({ cutRequest: 5 }, 'cut')).toEqual({ answered: undefined, stored: undefined })
    const halves = { store: (body: Buffer): Buffer => body.subarray(0, 5) }
    expect(await putUnder(halves, 'halves')).toEqual({ answered: 200, stored: 'whole' })
    waits = false
    expect(await putUnder('silent', 'silent')).toEqual({ answered: undefined, stored: undefined })
    expect(await putUnder('stall', 'stall')).toEqual({ answered: undefined, stored: undefined })
  })

  test('breaks answers where it is told to', async () => {
    await store.put('answer', 'whole body')
    proxy.script = () => ({ cut: 3 })
    await expect(call('GET', 'answer').then((response) => response.text())).rejects.toThrow()
    proxy.script = () => ({ rewrite: (body) => ({ body: body.toUpperCase(), headers: { etag: undefined } }) })
    const rewritten = await call('GET', 'answer')
    expect([await rewritten.text(), rewritten.headers.get('etag')]).toEqual(['WHOLE BODY', null])
    waits = false
    proxy.script = () => ({ trickle: 1 })
    await expect(call('GET', 'answer').then((response) => response.text())).rejects.toThrow()
  })

  test('counts what came', async () => {
    proxy.reset()
    proxy.script = ({ attempt }) => (attempt === 1 ? { answer: 500 } : 'pass')
    await Promise.all([call('GET', 'a'), call('GET', 'a'), call('HEAD', 'a')])
    expect(proxy.log.map(({ operation, key, status }) => [operation, key, status]).toSorted()).toEqual([
      ['get', 'a', 200],
      ['get', 'a', 500],
      ['head', 'a', 500],
    ])
    expect([proxy.count(), proxy.count('get')]).toEqual([3, 2])
    expect(proxy.most).toBeGreaterThan(1)
  })
})
