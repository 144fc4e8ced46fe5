import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { AwsClient } from 'aws4fetch'
import { inject } from 'vitest'

export interface Credentials {
  accessKeyId: string
  secretAccessKey: string
}

/** An object as it is stored, past all of our code. */
export interface StoredObject {
  body: Buffer
  headers: Headers
}

/** A fresh bucket on a real server. */
export interface Bucket {
  /** `http://127.0.0.1:PORT` of the server itself. */
  endpoint: string
  bucket: string
  region: string
  credentials: Credentials
  /** The environment variables a publisher finds its credentials in. */
  env: { AWS_ACCESS_KEY_ID: string; AWS_SECRET_ACCESS_KEY: string }
  put(key: string, body: string | Uint8Array, headers?: Record<string, string>): Promise<void>
  get(key: string): Promise<StoredObject | undefined>
  delete(key: string): Promise<void>
  /** Every key, in order. */
  keys(): Promise<string[]>
  /** Keys of multipart uploads that are neither complete nor aborted. */
  openUploads(): Promise<string[]>
  /** Starts a multipart upload and leaves it open. */
  leaveOpen(key: string): Promise<void>
  /** A signed request to a path below the bucket, `?uploads` for instance. */
  request(method: string, path: string, body?: string | Uint8Array, headers?: Record<string, string>): Promise<Response>
}

/** A new bucket on the Ceph gateway of this run, which is started (about 3 s) when the first test asks for one. */
export async function bucket(): Promise<Bucket> {
  const { endpoint, credentials } = await server()
  const name = `t${randomBytes(8).toString('hex')}`
  const client = new AwsClient({ ...credentials, service: 's3', region: 'us-east-1', retries: 0 })
  const request: Bucket['request'] = (method, path, body, headers = {}) =>
    client.fetch(`${endpoint}/${name}${path}`, { method, headers, ...(body !== undefined && { body: body as BodyInit }) })
  const must = async (...parameters: Parameters<typeof request>): Promise<string> => {
    const response = await request(...parameters)
    const text = await response.text()
    if (!response.ok) throw new Error(`${parameters[0]} ${parameters[1]}: ${response.status} ${text}`)
    return text
  }
  await must('PUT', '')
  return {
    endpoint,
    bucket: name,
    region: 'us-east-1',
    credentials,
    env: { AWS_ACCESS_KEY_ID: credentials.accessKeyId, AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey },
    request,
    put: async (key, body, headers) => void (await must('PUT', pathOf(key), body, headers)),
    async get(key) {
      const response = await request('GET', pathOf(key))
      const body = Buffer.from(await response.arrayBuffer())
      return response.ok ? { body, headers: response.headers } : undefined
    },
    delete: async (key) => void (await must('DELETE', pathOf(key))),
    async keys() {
      const keys: string[] = []
      for (;;) {
        const after = keys.at(-1)
        const start = after === undefined ? '' : `&start-after=${strictly(after)}`
        const text = await must('GET', `?list-type=2&encoding-type=url${start}`)
        keys.push(...keysIn(text))
        if (!text.includes('<IsTruncated>true<')) return keys
      }
    },
    openUploads: async () => keysIn(await must('GET', '?uploads&encoding-type=url')),
    leaveOpen: async (key) => void (await must('POST', `${pathOf(key)}?uploads`)),
  }
}

/** Starts the server of this run, or waits for the test file that does. */
async function server(): Promise<{ endpoint: string; credentials: Credentials }> {
  const { folder, watched } = inject('radosgw')
  // Whoever makes the folder starts the server; all others wait for it.
  const first = await mkdir(folder).then(
    () => true,
    () => false,
  )
  if (first) {
    const program = join(import.meta.dirname, 'radosgw-server.mjs')
    const supervisor = spawn(process.execPath, [program, folder, String(watched)], { detached: true, stdio: 'ignore' })
    supervisor.unref()
    await writeFile(join(folder, 'pid'), String(supervisor.pid))
  }
  for (let tries = 0; tries < 1200; tries++) {
    const failed = await readFile(join(folder, 'failed.txt'), 'utf8').catch(() => undefined)
    if (failed !== undefined)
      throw new Error(`The S3 server for tests does not start (Debian: ceph-mon ceph-osd radosgw ceph-common): ${failed}`)
    const ready = await readFile(join(folder, 'ready.json'), 'utf8').catch(() => undefined)
    if (ready !== undefined) return JSON.parse(ready) as { endpoint: string; credentials: Credentials }
    await sleep(50)
  }
  throw new Error('The S3 server for tests was not ready after a minute.')
}

function keysIn(xml: string): string[] {
  return [...xml.matchAll(/<Key>([^<]*)<\/Key>/g)].map((match) => decodeURIComponent(match[1] ?? ''))
}

function pathOf(key: string): string {
  return `/${key.split('/').map(strictly).join('/')}`
}

/** Percent-encoding as signatures want it: all but letters, digits and `-_.~`. */
function strictly(text: string): string {
  return encodeURIComponent(text).replace(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`)
}
