import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { atomicWrite } from '../../../base/atomic-write.js'
import { runProgram, type ProgramEnd } from '../../../processes/run-program.js'
import { capabilitiesOf, type Capabilities } from './capabilities.js'
import { cleanEnvironment } from './environment.js'
import type { Command, NoPrograms, Programs } from './search.js'

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

const FORMAT = 2

/** It answers in a twentieth of a second; a machine under load may take its time. */
const SECONDS = 60
/** Lists of encoders and filters are some 50 kB. */
const MOST_PRINTED = 4 << 20

/** All there is that may encode, best first, and why there is no ffmpeg where there is none. */
export interface Candidates {
  all: readonly Programs[]
  lacks?: string
  /** Differs whenever any of them does. */
  stamp: string
}

/**
 * The first that can be used, and what it can do; or what the first lacks, as a clause. Either is remembered in the cache
 * folder as long as all are the same files, so that a warm build starts none.
 */
export async function findTools({ all, lacks: first, stamp }: Candidates, options: FindOptions): Promise<Tools | NoPrograms> {
  const remembered = await recall(options.cacheFolder, stamp)
  const known = remembered && 'encoders' in remembered ? all[remembered.place] : undefined
  if (known && remembered && 'encoders' in remembered) return { ...known, ...remembered }
  let lacks = first
  for (const [place, programs] of all.entries()) {
    const answer = await capabilities(programs, options)
    if (!('lacks' in answer)) {
      await rememberAnswer(options.cacheFolder, stamp, { ...answer, place })
      return { ...programs, ...answer }
    }
    lacks ??= answer.lacks
  }
  const answer = { lacks: lacks ?? 'nothing is installed' }
  await rememberAnswer(options.cacheFolder, stamp, answer)
  return answer
}

async function capabilities({ ffmpeg, abilities }: Programs, options: FindOptions): Promise<Capabilities | NoPrograms> {
  if (!abilities) return capabilitiesOf((parameters) => ask(ffmpeg, parameters, options))
  const { code, reason, output, printed } = await ask(abilities, [], options)
  if (code === 0) return JSON.parse(printed.toString('utf8')) as Capabilities | NoPrograms
  return { lacks: `node-av does not run (${output.split('\n').at(-1) || reason || `exit code ${code}`})` }
}

/** What was found, and which of all it was; or what was said to be lacking. */
type Answer = (Capabilities & { place: number }) | NoPrograms

const fileIn = (cacheFolder: string): string => join(cacheFolder, 'encoder.json')

/** Keeps an answer about programs that look so (`''`: there are none). */
async function rememberAnswer(cacheFolder: string, stamp: string, answer: Answer): Promise<void> {
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
  [program, ...first]: Command,
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
  const end = await runProgram({
    program,
    parameters: [...first, ...parameters],
    cwd: root,
    env,
    seconds: SECONDS,
    patience: 0,
    onOutput,
    guard,
  })
  return { ...end, printed: Buffer.concat(chunks) }
}
