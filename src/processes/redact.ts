const HIDDEN = '[hidden]'

/** Variables whose values are secrets, by name. */
const SECRET_NAME = /secret|token|passw|passphrase|credential|api_?key|access_?key|private_?key|auth/i

/** Shorter values would hide ordinary words. */
const SHORTEST = 8

/** What looks like a secret wherever it stands. The first group is kept. */
const PATTERNS: readonly RegExp[] = [
  // https://user:password@host
  /(\b[a-z][a-z0-9+.-]*:\/\/)[^\s/@]+@/gi,
  /((?:authorization|proxy-authorization|x-[\w-]*(?:token|key))["']?\s*[:=]\s*)[^\r\n]+/gi,
  /(\b(?:bearer|basic)\s+)[\w.~+/=-]{8,}/gi,
  /([\w-]*(?:secret|token|passw(?:or)?d|passphrase|credential|signature|api_?key|access_?key|private_?key)[\w-]*["']?\s*[=:]\s*["']?)[^\s"'&]+/gi,
  // Ids of AWS keys
  /(\b)(?:AKIA|ASIA)[A-Z0-9]{16}\b/g,
  /()-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)/g,
]

/** Text of a program that may hold credentials, without what looks like any and without the secrets of the environment. */
export function redact(text: string, env: NodeJS.ProcessEnv): string {
  const secrets = Object.entries(env)
    .flatMap(([name, value = '']) => (SECRET_NAME.test(name) && value.length >= SHORTEST ? [value] : []))
    .toSorted((a, b) => b.length - a.length)
  const known = secrets.reduce((rest, secret) => rest.replaceAll(secret, HIDDEN), text)
  return PATTERNS.reduce((rest, pattern) => rest.replace(pattern, `$1${HIDDEN}`), known)
}
