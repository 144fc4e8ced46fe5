import type { FilmProgress } from './film-meter.js'
import type { RenderProgress } from './schedule.js'

/** Where progress is shown. `process.stderr` is one. */
export interface Screen {
  write(text: string): unknown
  /** Streams tell of a closed pipe late, when nobody can catch it any more. */
  on?(event: 'error', listener: () => void): unknown
  isTTY?: boolean
  columns?: number
}

export interface ProgressBar {
  update(progress: RenderProgress): void
  /** Takes the bar away, so that the report stands alone. */
  end(): void
}

/** A redraw more often than this, in milliseconds, is not seen. */
const redraw = 80
/** A line of a log about a film comes no sooner after another than this, in milliseconds: some hosts stop what is silent for minutes. */
const logged = 30_000
const barWidth = 24
/** Whose errors are heard already. */
const heard = new WeakSet<Screen>()

/**
 * Shows how far rendering is: one line that is rewritten on a terminal, else (CI, a pipe, a log) one plain line
 * when it begins, and one now and then while films are encoded. `NO_COLOR` takes the colour away, `CI` and `TERM=dumb` the rewriting.
 */
export function createProgress(screen: Screen, env: Readonly<Record<string, string | undefined>>): ProgressBar {
  const live = screen.isTTY === true && !env['CI'] && env['TERM'] !== 'dumb'
  const colour = live && !env['NO_COLOR']
  let last = -Infinity
  let shown = false
  if (!heard.has(screen)) screen.on?.('error', () => undefined)
  heard.add(screen)
  const write = (text: string): void => {
    // A closed pipe must not stop a build.
    try {
      screen.write(text)
    } catch {
      // Nobody is looking.
    }
  }
  return {
    update(progress) {
      const { total, made, failed } = progress
      if (total === 0) return
      const now = performance.now()
      if (!live) {
        if (!shown) write(`renditions: rendering (${progress.cached} in the cache)\n`)
        else if (progress.film && now - last > logged) write(`renditions: encoding ${filmText(progress.film)}\n`)
        else return
        last = now
        shown = true
        return
      }
      if (now - last < redraw && made + failed < total) return
      last = now
      shown = true
      write(`\r\x1b[2K${progressLine(progress, screen.columns ?? 80, colour)}`)
    },
    end() {
      if (live && shown) write('\r\x1b[2K')
    },
  }
}

/** The bar's text, no longer than the terminal is wide. Pure. */
export function progressLine(progress: RenderProgress, columns: number, colour: boolean): string {
  const { total, made, failed, film } = progress
  const done = made + failed
  const asset = film?.asset ?? progress.asset
  const after = film ? filmText({ ...film, asset: '' }) : ''
  const full = Math.round((done / total) * barWidth)
  const [bar, rest] = ['█'.repeat(full), '░'.repeat(barWidth - full)]
  const counts = ` ${done}/${total}`
  const room = columns - barWidth - counts.length - after.length - 'renditions '.length - 2
  const name = asset && room > 8 ? ` ${asset.length > room ? `…${asset.slice(1 - room)}` : asset}` : ''
  return `renditions ${colour ? `\x1b[36m${bar}\x1b[90m${rest}\x1b[39m` : bar + rest}${counts}${name}${after}`
}

/** `clip.mp4 43 %, 2 min left`. */
function filmText({ asset, part, secondsLeft }: FilmProgress): string {
  const left = secondsLeft === undefined ? '' : `, ${durationText(secondsLeft)} left`
  return `${asset} ${Math.floor(part * 100)} %${left}`
}

/** As people say it: `40 s`, `3 min`, `2 h 5 min`. */
export function durationText(seconds: number): string {
  if (seconds < 59.5) return `${Math.round(seconds)} s`
  const minutes = Math.round(seconds / 60)
  if (minutes < 60) return `${minutes} min`
  return minutes % 60 === 0 ? `${minutes / 60} h` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`
}
