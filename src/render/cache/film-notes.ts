import { existsSync } from 'node:fs'
import { readdir, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { atomicWrite } from '../../base/atomic-write.js'
import type { Digest } from '../../types.js'

/** What is noted of a film while it is encoded, for those who ask from outside. */
export interface FilmNote {
  /** Site path. */
  asset: string
  digest: Digest
  /** How much is done, from 0 to 1. */
  part: number
  /** Milliseconds since 1970 at which that was so; 0 where nobody is at it. Long ago, it was stopped, and the next build goes on. */
  at: number
}

/** Notes of how far films are. */
export interface FilmNotes {
  /** Notes it, not more often than once a second. A disk that cannot be written costs the note alone. */
  write(film: Pick<FilmNote, 'asset' | 'digest' | 'part'>): void
  /** It waits for its turn. What was noted of it before stays. */
  queue(film: Pick<FilmNote, 'asset' | 'digest'>): void
  /** It was stopped: nobody is at it any more. */
  stop(digest: Digest): void
  /** It is done, or has failed. */
  remove(digest: Digest): void
  /** Resolves when what was noted is on the disk. */
  settle(): Promise<void>
}

/** Folder of notes in the cache's folder. */
export const notesFolder = 'films-v1'

const STEP = 1000

/** Keeps notes in a folder: one small file a film, whole or not there. */
export function createFilmNotes(cacheFolder: string, now: () => number): FilmNotes {
  const written = new Map<Digest, number>()
  const parts = new Map<Digest, Pick<FilmNote, 'asset' | 'part'>>()
  let last: Promise<unknown> = Promise.resolve()
  const then = (work: () => Promise<unknown>): void => void (last = last.then(work).catch(() => undefined))
  return {
    write({ asset, digest, part }) {
      const at = now()
      parts.set(digest, { asset, part })
      if (at - (written.get(digest) ?? -Infinity) < STEP) return
      written.set(digest, at)
      then(() => atomicWrite(fileOf(cacheFolder, digest), textOf({ asset, digest, part, at })))
    },
    queue({ asset, digest }) {
      if (written.has(digest)) return
      written.set(digest, -Infinity)
      const file = fileOf(cacheFolder, digest)
      then(async () => existsSync(file) || atomicWrite(file, textOf({ asset, digest, part: 0, at: 0 })))
    },
    stop(digest) {
      const known = parts.get(digest)
      if (known) then(() => atomicWrite(fileOf(cacheFolder, digest), textOf({ digest, at: 0, ...known })))
    },
    remove(digest) {
      if (!written.delete(digest)) return
      then(() => rm(fileOf(cacheFolder, digest), { force: true }))
    },
    async settle() {
      await last
    },
  }
}

/** What is noted of films that are not done, by path. */
export async function readFilmNotes(cacheFolder: string): Promise<FilmNote[]> {
  const folder = join(cacheFolder, notesFolder)
  const names = (await readdir(folder).catch(() => [])).filter((name) => /^[0-9a-f]{16}\.json$/.test(name))
  const notes = await Promise.all(names.map(async (name) => parse(await readFile(join(folder, name), 'utf8').catch(() => ''))))
  return notes.filter((note) => note !== undefined).sort((a, b) => (a.asset < b.asset ? -1 : 1))
}

function textOf({ asset, digest, part, at }: FilmNote): string {
  return JSON.stringify({ asset, digest, part: Math.round(part * 1000) / 1000, at } satisfies FilmNote)
}

function parse(text: string): FilmNote | undefined {
  try {
    const { asset, digest, part, at } = JSON.parse(text) as Partial<FilmNote>
    if (typeof asset !== 'string' || typeof digest !== 'string' || typeof part !== 'number' || typeof at !== 'number')
      return undefined
    return { asset, digest, part, at }
  } catch {
    return undefined
  }
}

function fileOf(cacheFolder: string, digest: Digest): string {
  return join(cacheFolder, notesFolder, `${digest.slice(0, 16)}.json`)
}
