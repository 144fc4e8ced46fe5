import { converted, listOf, numberIn, oneOf, textUpTo, wholeIn, yesOrNo } from './value.js'

const MEGABYTE = 2 ** 20

/** Public base URL of a target, with a slash at its end: addresses are appended to it. */
const url = converted('the public URL of the target, such as "https://cdn.example.org/"', (raw) => {
  const parsed = typeof raw === 'string' && URL.canParse(raw) ? new URL(raw) : undefined
  if (!parsed || !/^https?:$/.test(parsed.protocol) || parsed.search || parsed.hash || parsed.username || parsed.password)
    return undefined
  return parsed.href.endsWith('/') ? parsed.href : `${parsed.href}/`
})

/** `assets/site-a`: no slash at either end, nothing that leads elsewhere. */
const prefix = converted('a folder in the bucket, such as "site-a"', (raw) => {
  if (typeof raw !== 'string' || raw.length > 500 || /[\0-\x1f\x7f\\]/.test(raw)) return undefined
  const folder = raw.replace(/^\/+|\/+$/g, '')
  return folder.split('/').some((segment) => segment === '.' || segment === '..' || (segment === '' && folder !== ''))
    ? undefined
    : folder
})

const endpoint = converted('the URL of an S3-compatible server, such as "https://s3.example.org"', (raw) => {
  const parsed = typeof raw === 'string' && URL.canParse(raw) ? new URL(raw) : undefined
  // Credentials in it would reach messages and records.
  return parsed && /^https?:$/.test(parsed.protocol) && !parsed.username && !parsed.password
    ? parsed.href.replace(/\/$/, '')
    : undefined
})

export const folderTargetTable = { folder: textUpTo(1000, 'a path'), url } as const

export const s3TargetTable = {
  bucket: textUpTo(255, 'the name of a bucket'),
  url,
  endpoint,
  region: textUpTo(100, 'a region'),
  prefix,
  client: oneOf('fetch', 'aws-sdk'),
  pathStyle: yesOrNo,
  redirects: oneOf('website', 'none'),
  ownsBucket: yesOrNo,
  concurrency: wholeIn(1, 256),
  partBytes: numberIn(5 * MEGABYTE, 5 * 1024 * MEGABYTE),
} as const

const commandLine = converted('a program and its arguments, as a list of texts', (raw) => {
  if (!Array.isArray(raw) || raw.length === 0 || raw.length > 100) return undefined
  const words: unknown[] = Array.from(raw)
  const isWord = (one: unknown): one is string => typeof one === 'string' && one.length <= 4000 && !one.includes('\0')
  return words.every(isWord) && words[0]?.trim() ? words : undefined
})

export const commandTargetTable = {
  command: commandLine,
  remove: commandLine,
  read: commandLine,
  absent: listOf(wholeIn(1, 255), 255, 'exit codes'),
  seconds: wholeIn(1, 604_800, 'seconds'),
  url,
} as const
