import { Agent, createServer, request as send, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { AwsV4Signer } from 'aws4fetch'
import type { Bucket } from './radosgw.js'

/** What a request asks of the store. */
export type Operation =
  | 'head'
  | 'get'
  | 'put'
  | 'delete'
  | 'list'
  | 'head-bucket'
  | 'create-multipart'
  | 'upload-part'
  | 'complete'
  | 'abort'
  | 'list-uploads'

export interface ProxiedRequest {
  /** 1 for the first. */
  index: number
  /** 1 for the first of this operation on this key. */
  attempt: number
  operation: Operation
  method: string
  /** Decoded, without the bucket; empty for the bucket itself. */
  key: string
  query: URLSearchParams
  headers: IncomingMessage['headers']
}

/**
 * What happens to one request.
 * - `pass`: to the store and back.
 * - `answer`: this status (and body, headers), without asking the store.
 * - `drop`: the connection ends before the store hears of it.
 * - `lose`: the store does it, but its answer is lost.
 * - `silent`: taken, never answered.
 * - `stall`: not even taken: the sender's buffers fill.
 * - `cut`: the answer ends after so many bytes of its body, with a broken connection.
 * - `cutRequest`: the store gets so many bytes of the body, then both connections break.
 * - `delay`: waits so many milliseconds first.
 * - `trickle`: the answer's body comes with so many bytes each second; headers at once.
 * - `store`: other bytes are stored than were sent, with other headers (undefined: without), as broken gateways do.
 * - `rewrite`: the store's answer is changed on its way back.
 * - `meanwhile`: called when the store has answered, before the answer goes on; for kills and for rivals.
 */
export type Fault =
  | 'pass'
  | 'drop'
  | 'lose'
  | 'silent'
  | 'stall'
  | { answer: number; body?: string; headers?: Record<string, string> }
  | { cut: number }
  | { cutRequest: number }
  | { delay: number }
  | { trickle: number }
  | { store: (body: Buffer) => Buffer; headers?: Record<string, string | undefined> }
  | {
      rewrite: (body: string, status: number) => { body?: string; status?: number; headers?: Record<string, string | undefined> }
    }
  | { meanwhile: () => unknown }

export type Script = (request: ProxiedRequest) => Fault | Promise<Fault>

/** A request that came, and the status it was answered with; 0 when it was not. */
export interface Logged extends ProxiedRequest {
  status: number
}

interface Answer {
  status: number
  headers: Record<string, string | string[] | undefined>
  body: Buffer
}

/** An HTTP server on loopback in front of a bucket's server. Signatures hold: they are for the address that was called. */
export class FaultProxy {
  /** Decides about each request; passes all of them until it is set. */
  script: Script = () => 'pass'
  /** Every request so far, in order of arrival. */
  readonly log: Logged[] = []
  /** Most requests that were under way at once. */
  most = 0
  #now = 0
  readonly #bucket: Bucket
  readonly #server: Server
  /** Connections to the store are kept, as a gateway keeps them: opening one costs as much as a small object. */
  readonly #agent = new Agent({ keepAlive: true })
  readonly #attempts = new Map<string, number>()

  private constructor(bucket: Bucket) {
    this.#bucket = bucket
    this.#server = createServer({ keepAliveTimeout: 60_000 }, (request, response) => {
      void this.#handle(request, response).catch(() => request.socket.destroy())
    })
  }

  static async start(bucket: Bucket): Promise<FaultProxy> {
    const proxy = new FaultProxy(bucket)
    await new Promise<void>((resolve) => proxy.#server.listen(0, '127.0.0.1', resolve))
    return proxy
  }

  /** What to give a target as its endpoint. */
  get endpoint(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`
  }

  /** How many requests came, of one operation or of all. */
  count(operation?: Operation): number {
    return operation === undefined ? this.log.length : this.log.filter((one) => one.operation === operation).length
  }

  /** Forgets what was counted. */
  reset(): void {
    this.log.length = 0
    this.most = 0
    this.#attempts.clear()
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections()
    this.#agent.destroy()
    await new Promise((resolve) => this.#server.close(resolve))
  }

  async #handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const logged: Logged = { ...this.#describe(request), status: 0 }
    this.log.push(logged)
    this.most = Math.max(this.most, ++this.#now)
    response.on('finish', () => (logged.status = response.statusCode))
    try {
      await this.#perform(await this.script(logged), request, response)
    } finally {
      this.#now--
    }
  }

  async #perform(fault: Fault, request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (fault === 'silent') return void request.resume()
    if (fault === 'stall') return
    if (fault === 'drop') return void request.socket.destroy()
    const sent = await bodyOf(request)
    if (typeof fault === 'object' && 'answer' in fault)
      return void response.writeHead(fault.answer, fault.headers).end(request.method === 'HEAD' ? undefined : fault.body)
    if (typeof fault === 'object' && 'cutRequest' in fault) {
      await this.#forward(request, sent, fault.cutRequest).catch(() => undefined)
      return void request.socket.destroy()
    }
    if (typeof fault === 'object' && 'delay' in fault) await sleep(fault.delay)
    const answer =
      typeof fault === 'object' && 'store' in fault
        ? await this.#storeOther(request, fault.store(sent), fault.headers)
        : await this.#forward(request, sent)
    if (typeof fault === 'object' && 'meanwhile' in fault) await fault.meanwhile()
    if (fault === 'lose') return void request.socket.destroy()
    await reply(fault, answer, request, response)
  }

  #describe(request: IncomingMessage): ProxiedRequest {
    const url = new URL(request.url ?? '/', this.endpoint)
    const key = decodeURIComponent(url.pathname.split('/').slice(2).join('/'))
    const method = request.method ?? 'GET'
    const operation = operationOf(method, key, url.searchParams)
    const attempt = (this.#attempts.get(`${operation} ${url.href}`) ?? 0) + 1
    this.#attempts.set(`${operation} ${url.href}`, attempt)
    return { index: this.log.length + 1, attempt, operation, method, key, query: url.searchParams, headers: request.headers }
  }

  /** As it came, `Host` included; with `stopAt`, the connection breaks after so many bytes of the body. */
  #forward(request: IncomingMessage, body: Buffer, stopAt?: number): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const { method, url, headers } = request
      const outgoing = send(
        `${this.#bucket.endpoint}${url}`,
        { method, headers, agent: stopAt === undefined ? this.#agent : false },
        (incoming) => {
          bodyOf(incoming).then(
            (bytes) => resolve({ status: incoming.statusCode ?? 0, headers: incoming.headers, body: bytes }),
            reject,
          )
        },
      )
      outgoing.on('error', reject)
      if (stopAt === undefined) return void outgoing.end(body)
      outgoing.write(body.subarray(0, stopAt), () => setTimeout(() => outgoing.destroy(new Error('cut')), 20))
    })
  }

  /** Signed anew, because other bytes have other checksums. */
  async #storeOther(request: IncomingMessage, body: Buffer, extra: Record<string, string | undefined> = {}): Promise<Answer> {
    const own =
      /^(host|authorization|connection|content-(md5|length)|transfer-encoding|x-amz-(date|content-sha256|security-token|checksum.*|sdk.*)|amz-sdk.*)$/
    const headersNow = Object.entries({ ...request.headers, ...extra })
    const kept = headersNow.filter(([name, value]) => !own.test(name) && value !== undefined) as [string, string][]
    const { endpoint, credentials, region } = this.#bucket
    const signer = new AwsV4Signer({
      ...credentials,
      region,
      service: 's3',
      url: `${endpoint}${request.url}`,
      method: request.method ?? 'PUT',
      headers: kept,
    })
    const { url, headers, method } = await signer.sign()
    const response = await fetch(url, { method, headers, body: body as BodyInit & Buffer })
    const answered = Buffer.from(await response.arrayBuffer())
    return { status: response.status, headers: Object.fromEntries(response.headers), body: answered }
  }
}

async function reply(fault: Fault, answer: Answer, request: IncomingMessage, response: ServerResponse): Promise<void> {
  let { status, headers, body } = answer
  if (typeof fault === 'object' && 'rewrite' in fault) {
    const changed = fault.rewrite(body.toString(), status)
    status = changed.status ?? status
    if (changed.body !== undefined) {
      body = Buffer.from(changed.body)
      headers = { ...headers, 'content-length': String(body.length), 'transfer-encoding': undefined }
    }
    headers = { ...headers, ...changed.headers }
  }
  const given = Object.entries(headers).filter(([, value]) => value !== undefined) as [string, string | string[]][]
  response.writeHead(status, Object.fromEntries(given))
  if (request.method === 'HEAD') return void response.end()
  if (typeof fault === 'object' && 'cut' in fault) {
    response.write(body.subarray(0, fault.cut), () => setTimeout(() => request.socket.destroy(), 20))
    return
  }
  if (typeof fault === 'object' && 'trickle' in fault) {
    response.flushHeaders()
    for (let at = 0; at < body.length && !response.destroyed; at += 1) {
      response.write(body.subarray(at, at + 1))
      await sleep(1000 / fault.trickle)
    }
    return void response.end()
  }
  response.end(body)
}

async function bodyOf(stream: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = []
  for await (const chunk of stream) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks)
}

function operationOf(method: string, key: string, query: URLSearchParams): Operation {
  if (key === '') return method === 'HEAD' ? 'head-bucket' : query.has('uploads') ? 'list-uploads' : 'list'
  if (method === 'HEAD') return 'head'
  if (method === 'GET') return 'get'
  if (method === 'PUT') return query.has('partNumber') ? 'upload-part' : 'put'
  if (method === 'DELETE') return query.has('uploadId') ? 'abort' : 'delete'
  return query.has('uploads') ? 'create-multipart' : 'complete'
}
