import { stableJson } from '../base/hash.js'
import type { FilmRecipe } from '../film-types.js'
import type { FilmJob } from '../ports.js'
import { lookingCost, picturesCost, soundCost } from './film-cost.js'

/** How far the encoding of films is. */
export interface FilmProgress {
  /** Site path of the film that is being encoded. */
  asset: string
  /** How much of it is done, from 0 to 1. */
  part: number
  /** Seconds until all films there are will be done; absent until it can be told. */
  secondsLeft?: number
}

export interface FilmMeter {
  /** A film that has to be encoded. */
  add(job: FilmJob): void
  /** How much of it is done. */
  tell(job: FilmJob, part: number): void
  /** Nothing more is done for it. */
  end(job: FilmJob): void
  /** Undefined while nothing is encoded. */
  progress(): FilmProgress | undefined
}

/** Milliseconds over which speed is measured: what was kept from before is passed in no time, and says nothing of the rest. */
const STRETCH = 60_000
/** Before so much of that has been seen nothing is said. */
const LEAST = 5000

/** Measures how fast films are encoded, and tells how long the rest will take. `now` is in milliseconds. */
export function createFilmMeter(now: () => number): FilmMeter {
  const costs = new Map<FilmJob, number>()
  const parts = new Map<FilmJob, number>()
  let seen: { at: number; done: number }[] = []
  let current: FilmJob | undefined
  const done = (): number => [...parts].reduce((sum, [job, part]) => sum + (costs.get(job) ?? 0) * part, 0)
  const look = (): void => {
    const at = now()
    seen = [...seen.filter((one) => at - one.at <= STRETCH), { at, done: done() }]
  }
  const left = (): number | undefined => {
    const [first, last] = [seen[0], seen.at(-1)]
    if (!first || !last || last.at - first.at < LEAST || last.done <= first.done) return undefined
    const all = [...costs.values()].reduce((sum, cost) => sum + cost, 0)
    return ((all - last.done) * (last.at - first.at)) / (last.done - first.done) / 1000
  }
  return {
    add: (job) => void costs.set(job, costOf(job)),
    tell(job, part) {
      if (!costs.has(job)) return
      current = job
      parts.set(job, part)
      look()
    },
    end(job) {
      parts.set(job, 1)
      if (current === job) current = undefined
      look()
    },
    progress() {
      if (!current) return undefined
      const secondsLeft = left()
      return { asset: current.asset, part: parts.get(current) ?? 0, ...(secondsLeft !== undefined && { secondsLeft }) }
    },
  }
}

/** What a film costs as a whole; a rung that several renditions have counts once. */
function costOf({ renditions }: FilmJob): number {
  const each = new Map(renditions.flatMap(({ recipe: { film } }) => (film ? partsOf(film) : [])))
  return [...each.values()].reduce((sum, cost) => sum + cost, 0)
}

function partsOf(film: FilmRecipe): [name: string, cost: number][] {
  if (film.kind === 'storyboard') return [[film.kind, lookingCost(film.duration)]]
  if (film.kind === 'waveform' || film.kind === 'sound') return [[stableJson(film), soundCost(film.duration)]]
  const { frames, duration } = film
  const rungs = film.kind === 'stream' ? film.rungs : [film.rung]
  return rungs.map((rung) => [
    stableJson([frames, rung]),
    picturesCost(frames.part?.seconds ?? duration, frames.frameRate, [rung]),
  ])
}
