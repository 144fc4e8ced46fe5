import { readFile } from 'node:fs/promises'
import type { Credentials, Environment } from './credentials.js'
import { networkFailure, S3Failure } from './failure.js'
import { parseXml, textOf, type XmlElement } from './xml.js'

/** Milliseconds. These services stand next door. */
const PATIENCE = 5000

/** Hosts that may be asked without TLS: this machine, and where ECS and EKS give credentials. */
const NEAR = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\]|169\.254\.170\.2|169\.254\.170\.23|\[fd00:ec2::23\])$/

/** Exchanges the token that a CI service gives (`AWS_WEB_IDENTITY_TOKEN_FILE`, `AWS_ROLE_ARN`) at Amazon's STS. */
export async function webIdentityCredentials(env: Environment, region: string): Promise<Credentials | undefined> {
  const [file, role] = [env['AWS_WEB_IDENTITY_TOKEN_FILE'], env['AWS_ROLE_ARN']]
  if (!file || !role) return undefined
  const token = await secretFrom(file, 'AWS_WEB_IDENTITY_TOKEN_FILE')
  const known = region === 'auto' ? 'us-east-1' : region
  const endpoint = env['AWS_ENDPOINT_URL_STS'] ?? `https://sts.${known}.amazonaws.com${known.startsWith('cn-') ? '.cn' : ''}`
  const form = new URLSearchParams({
    Action: 'AssumeRoleWithWebIdentity',
    Version: '2011-06-15',
    RoleArn: role,
    RoleSessionName: env['AWS_ROLE_SESSION_NAME'] ?? 'vite-plugin-renditions',
    WebIdentityToken: token,
  })
  const text = await ask(endpoint, { method: 'POST', body: form }, 'AWS_ROLE_ARN')
  return ofXml(text)
}

/** Asks the agent of a container (ECS, EKS) for the credentials of its task. */
export async function containerCredentials(env: Environment): Promise<Credentials | undefined> {
  const relative = env['AWS_CONTAINER_CREDENTIALS_RELATIVE_URI']
  const full = env['AWS_CONTAINER_CREDENTIALS_FULL_URI']
  const url = relative ? `http://169.254.170.2${relative}` : full
  if (!url) return undefined
  const { protocol, hostname } = URL.canParse(url) ? new URL(url) : { protocol: '', hostname: '' }
  if (protocol !== 'https:' && !(protocol === 'http:' && NEAR.test(hostname)))
    throw refused('AWS_CONTAINER_CREDENTIALS_FULL_URI is neither https nor next door')
  const file = env['AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE']
  const token = file ? await secretFrom(file, 'AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE') : env['AWS_CONTAINER_AUTHORIZATION_TOKEN']
  const text = await ask(url, token ? { headers: { authorization: token } } : {}, 'the container')
  try {
    const { AccessKeyId, SecretAccessKey, Token, Expiration } = JSON.parse(text) as Record<string, unknown>
    return checked(AccessKeyId, SecretAccessKey, Token, Expiration)
  } catch (error) {
    throw error instanceof S3Failure ? error : refused('the container gave no credentials')
  }
}

async function ask(url: string, init: RequestInit, from: string): Promise<string> {
  try {
    const response = await fetch(url, { ...init, redirect: 'error', signal: AbortSignal.timeout(PATIENCE) })
    const text = await response.text()
    if (response.ok) return text
    if (response.status === 429 || response.status >= 500) throw new S3Failure(response.status, '')
    throw refused(`${from} is given no credentials (${response.status})`)
  } catch (error) {
    throw networkFailure(error)
  }
}

async function secretFrom(file: string, variable: string): Promise<string> {
  return (
    await readFile(file, 'utf8').catch(() => {
      throw refused(`the file of ${variable} cannot be read`)
    })
  ).trim()
}

function ofXml(text: string): Credentials {
  try {
    const found = elementNamed(parseXml(text), 'Credentials')
    if (found) {
      const [key, secret] = [textOf(found, 'AccessKeyId'), textOf(found, 'SecretAccessKey')]
      return checked(key, secret, textOf(found, 'SessionToken'), textOf(found, 'Expiration'))
    }
  } catch {
    // Said below, without what was read.
  }
  throw refused('STS gave no credentials')
}

function elementNamed(element: XmlElement, name: string): XmlElement | undefined {
  if (element.name === name) return element
  for (const child of element.children) {
    const found = elementNamed(child, name)
    if (found) return found
  }
  return undefined
}

function checked(key: unknown, secret: unknown, token: unknown, expiration: unknown): Credentials {
  const expires = Date.parse(String(expiration))
  if (typeof key !== 'string' || typeof secret !== 'string' || typeof token !== 'string' || Number.isNaN(expires))
    throw refused('what gives credentials gave none')
  return { accessKeyId: key, secretAccessKey: secret, sessionToken: token, expires }
}

function refused(words: string): S3Failure {
  return new S3Failure(401, 'NoCredentials', { words })
}
