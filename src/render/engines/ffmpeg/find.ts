import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { atomicWrite } from '../../../base/atomic-write.js'
import { runProgram, type ProgramEnd } from '../../../processes/run-program.js'
import { capabilitiesOf, type Capabilities } from './capabilities.js'
import { cleanEnvironment } from './environment.js'
import type { NoPrograms, Programs } from './search.js'

/** An ffmpeg that can be used. */
export interface Tools extends Programs, Capabilities {}

export interface FindOptions {
  /** Absolute folder in which the answer is remembered. */
  cacheFolder: string
  /** Absolute folder that programs start in. */
  root: string
  /** The built `processes/guard.ts`. */
  guard: URL
}

const FORMAT = 1

/** It answers in a twentieth of a second; a machine under load may take its time. */
const SECONDS = 60
/** Lists of encoders and filters are some 50 kB. */
const MOST_PRINTED = 4 << 20

/**
 * What the programs can do, or why they cannot be used, as a clause. The former is remembered in the cache folder as long as
 * they are the same files, so that a warm build starts neither.
 */
export async function findTools(programs: Programs, options: FindOptions): Promise<Tools | NoPrograms> {
  const file = join(options.cacheFolder, 'encoder.json')
  const remembered = await recall(file, programs.stamp)
  const answer = remembered ?? (await capabilitiesOf((parameters) => ask(programs.ffmpeg, parameters, options)))
  if ('lacks' in answer) return answer
  if (!remembered) {
    const text = JSON.stringify({ format: FORMAT, stamp: programs.stamp, answer })
    // A cache that cannot be written costs time, not the build.
    await atomicWrite(file, text).catch(() => undefined)
  }
  return { ...programs, ...answer }
}

async function recall(file: string, stamp: string): Promise<Capabilities | undefined> {
  try {
    const read = JSON.parse(await readFile(file, 'utf8')) as { format?: unknown; stamp?: unknown; answer?: Capabilities }
    return read.format === FORMAT && read.stamp === stamp ? read.answer : undefined
  } catch {
    return undefined
  }
}

async function ask(
  program: string,
  parameters: readonly string[],
  { root, guard }: FindOptions,
): Promise<ProgramEnd & { printed: Buffer }> {
  const chunks: Buffer[] = []
  let bytes = 0
  const onOutput = (chunk: Buffer): void => {
    bytes += chunk.length
    if (bytes <= MOST_PRINTED) chunks.push(chunk)
  }
  const env = cleanEnvironment(process.env)
  const end = await runProgram({ program, parameters, cwd: root, env, seconds: SECONDS, patience: 0, onOutput, guard })
  return { ...end, printed: Buffer.concat(chunks) }
}
