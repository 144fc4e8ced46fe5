import { readFile } from 'node:fs/promises'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { S3Failure } from './failure.js'
import { parseProfiles, type Profile } from './profiles.js'
import { containerCredentials, webIdentityCredentials } from './remote-credentials.js'

/** What signs requests. Never shown, never written. */
export interface Credentials {
  accessKeyId: string
  secretAccessKey: string
  sessionToken?: string
  /** Milliseconds since 1970. */
  expires?: number
}

/** Gives credentials that are valid for a while. */
export type CredentialSource = () => Promise<Credentials>

export type Environment = Readonly<Record<string, string | undefined>>

/** Milliseconds before they expire that new ones are fetched. */
const EARLY = 5 * 60_000

/**
 * The usual chain of Amazon's tools: environment, the profile of the shared files, web identity (CI), container. Asked
 * again before what it found expires. Rejects with `S3Failure`, which names places and never what is in them.
 */
export function createCredentialSource(env: Environment, region: string): CredentialSource {
  let known: Credentials | undefined
  let finding: Promise<Credentials> | undefined
  const search = async (): Promise<Credentials> => {
    try {
      return (known = await find(env, region))
    } finally {
      finding = undefined
    }
  }
  return async () => (known && isFresh(known) ? known : (finding ??= search()))
}

function isFresh({ expires }: Credentials): boolean {
  return expires === undefined || expires - EARLY > Date.now()
}

/** The region that the chosen profile names. */
export async function profileRegion(env: Environment): Promise<string | undefined> {
  return (await readProfile(env)).region
}

async function find(env: Environment, region: string): Promise<Credentials> {
  const found =
    ofPair(env['AWS_ACCESS_KEY_ID'], env['AWS_SECRET_ACCESS_KEY'], env['AWS_SESSION_TOKEN']) ??
    (await ofProfile(env)) ??
    (await webIdentityCredentials(env, region)) ??
    (await containerCredentials(env))
  if (found) return found
  throw new S3Failure(401, 'NoCredentials', {
    words: 'there are no credentials in the environment, in ~/.aws/credentials, as a web identity or of a container',
  })
}

async function ofProfile(env: Environment): Promise<Credentials | undefined> {
  const profile = await readProfile(env)
  const found = ofPair(profile['aws_access_key_id'], profile['aws_secret_access_key'], profile['aws_session_token'])
  if (found || env['AWS_PROFILE'] === undefined) return found
  const other = ['role_arn', 'sso_session', 'sso_account_id', 'credential_process'].find((name) => profile[name] !== undefined)
  throw new S3Failure(401, 'NoCredentials', {
    words: other
      ? `the profile of AWS_PROFILE uses "${other}", for which the option client: "aws-sdk" is needed`
      : 'the profile of AWS_PROFILE has no credentials',
  })
}

async function readProfile(env: Environment): Promise<Profile & { region?: string }> {
  const name = env['AWS_PROFILE'] ?? 'default'
  const [credentials, config] = await Promise.all([
    readShared(env['AWS_SHARED_CREDENTIALS_FILE'] ?? inHome(env, 'credentials')),
    readShared(env['AWS_CONFIG_FILE'] ?? inHome(env, 'config')),
  ])
  return { ...config.get(name), ...credentials.get(name) }
}

function inHome(env: Environment, file: string): string {
  return join(env['HOME'] ?? homedir(), '.aws', file)
}

async function readShared(file: string): Promise<Map<string, Profile>> {
  const text = await readFile(file, 'utf8').catch(() => '')
  return parseProfiles(text)
}

function ofPair(accessKeyId?: string, secretAccessKey?: string, sessionToken?: string): Credentials | undefined {
  return accessKeyId && secretAccessKey ? { accessKeyId, secretAccessKey, ...(sessionToken && { sessionToken }) } : undefined
}
