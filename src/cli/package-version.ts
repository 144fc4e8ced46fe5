import { readFileSync } from 'node:fs'
import { distFile } from '../wiring.js'

/** Version of this package, from its own `package.json`. */
export function packageVersion(): string {
  const read: unknown = JSON.parse(readFileSync(distFile('../package.json'), 'utf8'))
  return typeof read === 'object' && read !== null && 'version' in read ? String(read.version) : '0.0.0'
}
