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
  const { stamp } = programs
  const remembered = await recall(options.cacheFolder, stamp)
  const known = remembered && 'encoders' in remembered ? remembered : undefined
  const answer = known ?? (await capabilitiesOf((parameters) => ask(programs.ffmpeg, parameters, options)))
  if ('lacks' in answer) return answer
  if (!known) await rememberAnswer(options.cacheFolder, stamp, answer)
  return { ...programs, ...answer }
}

/** What was found, or what was said to be lacking. */
type Answer = Capabilities | NoPrograms

const fileIn = (cacheFolder: string): string => join(cacheFolder, 'encoder.json')

/** Keeps an answer about programs that look so (`''`: there are none). */
export async function rememberAnswer(cacheFolder: string, stamp: string, answer: Answer): Promise<void> {
  // A cache that cannot be written costs time, not the build.
  await atomicWrite(fileIn(cacheFolder), JSON.stringify({ format: FORMAT, stamp, answer })).catch(() => undefined)
}

/** The answer about programs that look so, if it is the last that was kept. */
export async function recall(cacheFolder: string, stamp: string): Promise<Answer | undefined> {
  try {
    const text = await readFile(fileIn(cacheFolder), 'utf8')
    const read = JSON.parse(text) as { format?: unknown; stamp?: unknown; answer?: Answer }
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
