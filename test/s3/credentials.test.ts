import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { inspect } from 'node:util'
import { afterEach, beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest'
import { digestOf } from '../../src/base/hash.js'
import type { Environment } from '../../src/publish/targets/s3/credentials.js'
import { createS3Target } from '../../src/publish/targets/s3/target.js'
import { settingFor, targetOn } from './bucket-target.js'
import { FaultProxy } from './fault-proxy.js'
import { bucket, type Bucket } from './radosgw.js'

let home = ''
let store: Bucket
let proxy: FaultProxy
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 's3-home-'))
  await mkdir(join(home, '.aws'))
  store = await bucket()
  proxy = await FaultProxy.start(store)
})
afterEach(async () => {
  await proxy.close()
  await rm(home, { recursive: true, force: true })
})

/** Reads something by the credentials of an environment; says whose they were. */
async function readBy(env: Environment, region?: string): Promise<{ key: string; region: string; token: string | undefined }> {
  proxy.reset()
  const target = targetOn(store, { endpoint: proxy.endpoint, env: { HOME: home, ...env }, ...(region && { region }) })
  await target.read('list.json')
  const { authorization = '', 'x-amz-security-token': token } = proxy.log[0]?.headers ?? {}
  const [, key = '', used = ''] = /Credential=([^/]+)\/\d+\/([^/]+)\//.exec(authorization) ?? []
  return { key, region: used, token: token as string | undefined }
}

function file(name: string, text: string): Promise<void> {
  return writeFile(join(home, '.aws', name), text)
}

/** A service that gives credentials; its requests are kept. */
async function service(
  answer: (request: IncomingMessage) => string,
): Promise<{ url: string; asked: { url: string; body: string }[] }> {
  const asked: { url: string; body: string }[] = []
  const server = createServer((request, response) => {
    let body = ''
    request.on('data', (chunk) => (body += String(chunk)))
    request.on('end', () => {
      asked.push({ url: `${request.headers.authorization ?? ''} ${request.url}`, body })
      response.end(answer(request))
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void server.close())
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked }
}

function inMinutes(minutes: number): string {
  return new Date(Date.now() + minutes * 60_000).toISOString()
}

describe('credentials of a bucket', () => {
  const { accessKeyId: key, secretAccessKey: secret } = { accessKeyId: 'AKEY', secretAccessKey: 'ASECRET' }

  test('are those of the environment before all others', async () => {
    await file('credentials', '[default]\naws_access_key_id = other\naws_secret_access_key = other\n')
    expect((await readBy(store.env)).key).toBe(store.credentials.accessKeyId)
    proxy.script = () => ({ answer: 404 })
    expect(await readBy({ AWS_ACCESS_KEY_ID: key, AWS_SECRET_ACCESS_KEY: secret, AWS_SESSION_TOKEN: 'TOKEN' })).toEqual({
      key,
      region: 'us-east-1',
      token: 'TOKEN',
    })
  })

  test('are those of a profile in the shared files, with its region', async () => {
    const { accessKeyId, secretAccessKey } = store.credentials
    await file(
      'credentials',
      `# all of ours\n[default]\naws_access_key_id=${accessKeyId}\r\naws_secret_access_key = ${secretAccessKey}\n\n[other]\naws_access_key_id = ${key} ; old\nAWS_SECRET_ACCESS_KEY = ${secret}\n`,
    )
    await file(
      'config',
      '[default]\nregion = eu-north-1\ns3 =\n  max_concurrent_requests = 1\n[profile other]\nregion = ap-south-1\n',
    )
    expect(await readBy({})).toMatchObject({ key: accessKeyId, region: 'eu-north-1' })
    proxy.script = () => ({ answer: 404 })
    expect(await readBy({ AWS_PROFILE: 'other' })).toMatchObject({ key, region: 'ap-south-1' })
    expect(await readBy({ AWS_PROFILE: 'other', AWS_REGION: 'us-west-2' })).toMatchObject({ region: 'us-west-2' })
    expect(await readBy({ AWS_PROFILE: 'other', AWS_REGION: 'us-west-2' }, 'auto')).toMatchObject({ region: 'auto' })
    await writeFile(join(home, 'elsewhere'), `[third]\naws_access_key_id = THIRD\naws_secret_access_key = ${secret}\n`)
    expect(await readBy({ AWS_PROFILE: 'third', AWS_SHARED_CREDENTIALS_FILE: join(home, 'elsewhere') })).toMatchObject({
      key: 'THIRD',
    })
  })

  test('are exchanged for the token of a CI service, and again before they expire', async () => {
    await writeFile(join(home, 'token'), 'CI-TOKEN\n')
    let minutes = 60
    const sts = await service(
      () =>
        `<AssumeRoleWithWebIdentityResponse><AssumeRoleWithWebIdentityResult><Credentials><AccessKeyId>${key}</AccessKeyId>` +
        `<SecretAccessKey>${secret}</SecretAccessKey><SessionToken>a+b&amp;c</SessionToken><Expiration>${inMinutes(minutes)}</Expiration>` +
        `</Credentials></AssumeRoleWithWebIdentityResult></AssumeRoleWithWebIdentityResponse>`,
    )
    const role = 'arn:aws:iam::1:role/site'
    const env = { AWS_WEB_IDENTITY_TOKEN_FILE: join(home, 'token'), AWS_ROLE_ARN: role, AWS_ENDPOINT_URL_STS: sts.url }
    proxy.script = () => ({ answer: 404 })
    expect(await readBy(env)).toMatchObject({ key, token: 'a+b&c' })
    expect(Object.fromEntries(new URLSearchParams(sts.asked[0]?.body))).toMatchObject({
      RoleArn: role,
      WebIdentityToken: 'CI-TOKEN',
    })
    const target = createS3Target(settingFor(store, { endpoint: proxy.endpoint, env: { HOME: home, ...env } }))
    for (minutes of [60, 4]) await target.read('a.json')
    expect(sts.asked).toHaveLength(2)
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 56 * 60_000 })
    onTestFinished(() => void vi.useRealTimers())
    await Promise.all([target.read('a.json'), target.read('b.json')])
    expect(sts.asked).toHaveLength(3)
  })

  test('are those of a container, asked for next door only', async () => {
    const json = { AccessKeyId: key, SecretAccessKey: secret, Token: 'CONTAINER', Expiration: inMinutes(60) }
    const agent = await service(() => JSON.stringify(json))
    const env = { AWS_CONTAINER_CREDENTIALS_FULL_URI: `${agent.url}/role`, AWS_CONTAINER_AUTHORIZATION_TOKEN: 'pass' }
    proxy.script = () => ({ answer: 404 })
    expect(await readBy(env)).toMatchObject({ key, token: 'CONTAINER' })
    expect(agent.asked[0]?.url).toBe('pass /role')
    const far = { AWS_CONTAINER_CREDENTIALS_FULL_URI: 'http://example.org/role', AWS_CONTAINER_AUTHORIZATION_TOKEN: 'pass' }
    await expect(readBy(far)).rejects.toMatchObject({ code: 'target-refused' })
  })

  test('are missed with words about where they were looked for', async () => {
    await expect(readBy({})).rejects.toThrow(/no credentials in the environment, in ~\/\.aws\/credentials/)
    await file('config', '[profile sso]\nsso_session = company\n')
    await expect(readBy({ AWS_PROFILE: 'sso' })).rejects.toThrow(/uses "sso_session", for which the option client: "aws-sdk"/)
    await expect(readBy({ AWS_PROFILE: 'none' })).rejects.toThrow(/profile of AWS_PROFILE has no credentials/)
    const lost = { AWS_WEB_IDENTITY_TOKEN_FILE: join(home, 'none'), AWS_ROLE_ARN: 'x' }
    await expect(readBy(lost)).rejects.toThrow(/file of AWS_WEB_IDENTITY_TOKEN_FILE cannot be read/)
    const silent = await service(() => '<html>')
    const wrong = { AWS_CONTAINER_CREDENTIALS_FULL_URI: silent.url }
    await expect(readBy(wrong)).rejects.toThrow(/container gave no credentials/)
    expect(proxy.count()).toBe(0)
  })
})

for (const client of ['fetch', 'aws-sdk'] as const) {
  test(`nothing that fails by ${client} repeats a key, a secret, a token or a signature`, async () => {
    const env = { AWS_ACCESS_KEY_ID: 'CANARYKEY', AWS_SECRET_ACCESS_KEY: 'CANARYSECRET', AWS_SESSION_TOKEN: 'CANARYTOKEN' }
    for (const [name, value] of Object.entries(env)) vi.stubEnv(name, value)
    onTestFinished(() => void vi.unstubAllEnvs())
    await writeFile(join(home, 'lake'), 'lake')
    const said: unknown[] = []
    const logged = vi.spyOn(console, 'error').mockImplementation((...words) => void said.push(...words))
    onTestFinished(() => logged.mockRestore())
    const echo =
      '<Error><Code>SignatureDoesNotMatch</Code><AWSAccessKeyId>CANARYKEY</AWSAccessKeyId><Message>CANARYSECRET</Message></Error>'
    const faults = [
      'pass',
      'drop',
      'silent',
      { answer: 403, body: echo },
      { answer: 500, body: 'CANARYSECRET' },
      {
        answer: 301,
        headers: { location: 'http://CANARYKEY:CANARYSECRET@example.org/' },
        body: '<Error><Code>CANARY KEY</Code></Error>',
      },
      { answer: 200, body: 'CANARYSECRET' },
    ] as const
    for (const fault of faults) {
      proxy.script = () => fault
      const patience = { tries: 1, idle: 100, total: 200 }
      const target = targetOn(store, { client, endpoint: proxy.endpoint, env: { HOME: home, ...env }, patience })
      const lake = { bytes: 4, digest: digestOf('lake'), immutable: true }
      const calls = [
        target.put('a.jpg', join(home, 'lake'), lake),
        target.write('a.txt', 'x', ''),
        target.read('a'),
        target.list(''),
      ]
      for (const end of await Promise.allSettled(calls)) if (end.status === 'rejected') said.push(end.reason)
    }
    expect(said.length).toBeGreaterThan(15)
    for (const one of said) {
      const text = `${inspect(one, { depth: 12, showHidden: true })} ${JSON.stringify(one)} ${String((one as Error).stack)}`
      expect(text).not.toMatch(/CANARY|Signature=|Credential=|X-Amz-Signature/i)
    }
  })
}
