import type { Problem, PublishState, Sidecar } from '../types.js'

/** What a memo looks at; `wiring.ts` gives the real files. */
export interface MemoParts {
  /** Everything that all documents depend on: options, encoders, base, name and stamp of every asset. Looks anew each time. */
  fingerprint(): string
  sidecar(path: string): Promise<{ sidecar: Sidecar; problems: readonly Problem[] }>
  /** What its sidecar makes of an asset at a time (milliseconds since 1970). */
  stateOf(sidecar: Sidecar, time: number): PublishState
  now(): number
  /** Nothing is published: all that is asked is what would be. */
  isDryRun: boolean
  /** How the target's files and records look now, by their paths below it. Equal text, untouched target. */
  look(paths: readonly string[]): string
  /** Differs after every start of the machine: of what was written before a power cut, the name may be there and the bytes not. */
  boot(): string
  /** How each file looks that `look` tells only by the folder it is in. */
  lookClosely(): string
  /** True when the cache holds a rendition whole. */
  isCached(key: string): Promise<boolean>
  read(name: MemoFile): Promise<string | undefined>
  /** How one of its own files looks now. */
  stamp(name: MemoFile): string
  write(name: MemoFile, text: string): Promise<void>
}

/** `documents` is read at every start, `assets` only when the target is not as it was left, `rest` only to tell a plan. */
export type MemoFile = 'documents' | 'assets' | 'rest'
