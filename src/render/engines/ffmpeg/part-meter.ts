import type { FilmJob } from '../../../ports.js'
import type { Rendition } from '../../../types.js'
import { lookingCost, picturesCost, soundCost } from '../../film-cost.js'
import { soundName, type FilmWork } from './film-work.js'

/** Parts of a job: what each costs, in any unit, and how many seconds of film it is. */
export type Costs = ReadonlyMap<string, { cost: number; seconds: number }>

/** What the parts of a job cost, by the names of groups and sounds and the keys of what is made at once. Good for a bar. Pure. */
export function costOf(renditions: readonly Rendition[], { groups, sounds }: FilmWork, { facts }: FilmJob): Costs {
  const costs = new Map<string, { cost: number; seconds: number }>()
  for (const { key, recipe } of renditions) {
    const kind = recipe.film?.kind
    if (kind === 'waveform' || kind === 'sound') costs.set(key, { cost: soundCost(facts.duration), seconds: facts.duration })
    if (kind === 'storyboard') costs.set(key, { cost: lookingCost(facts.duration), seconds: facts.duration })
  }
  for (const work of sounds) {
    const seconds = work.part?.seconds ?? facts.duration
    costs.set(soundName(work), { cost: soundCost(seconds), seconds })
  }
  for (const { name, frames, rungs, duration } of groups) {
    const seconds = frames.part?.seconds ?? duration
    costs.set(name, { cost: picturesCost(seconds, frames.frameRate, rungs), seconds })
  }
  return costs
}

export interface Meter {
  /** So many seconds of a part are done. */
  tell(name: string, seconds: number): void
  finish(name: string): void
}

/** Tells how much of all is done, from 0 to 1; never less than before. */
export function createMeter(costs: Costs, progress: (part: number) => void): Meter {
  const all = [...costs.values()].reduce((sum, { cost }) => sum + cost, 0)
  const done = new Map<string, number>()
  let told = 0
  const tell = (name: string, part: number): void => {
    done.set(name, part)
    const sum = [...done].reduce((total, [one, of]) => total + (costs.get(one)?.cost ?? 0) * of, 0)
    const now = all > 0 ? sum / all : 0
    if (now <= told) return
    told = now
    progress(now)
  }
  return {
    tell(name, seconds) {
      const whole = costs.get(name)?.seconds ?? 0
      if (whole > 0) tell(name, Math.min(1, seconds / whole))
    },
    finish: (name) => tell(name, 1),
  }
}
