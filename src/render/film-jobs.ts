import { groupBy } from '../base/group-by.js'
import type { FilmFacts } from '../film-types.js'
import type { FilmJob } from '../ports.js'
import type { Rendition } from '../types.js'

/** What a job needs to know about its film or sound. */
export interface FilmSource {
  /** Absolute path. */
  file: string
  facts?: FilmFacts
}

/** One job for each film or sound, so that one decode serves all that is made of it. The shortest first: pages wait for them all alike. */
export function filmJobsOf(renditions: Iterable<Rendition>, sourceOf: (rendition: Rendition) => FilmSource): FilmJob[] {
  const jobs = [...groupBy(renditions, ({ digest }) => digest).values()].flatMap((group): FilmJob[] => {
    const [first] = group
    const source = first && sourceOf(first)
    const facts = source?.facts ?? SILENT
    return first && source ? [{ asset: first.asset, digest: first.digest, file: source.file, facts, renditions: group }] : []
  })
  return jobs.sort((a, b) => a.facts.duration - b.facts.duration)
}

/** Nothing is planned of a film that nobody could look into. */
const SILENT: FilmFacts = { duration: 0, audio: [] }
