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
const barWidth = 24
/** Whose errors are heard already. */
const heard = new WeakSet<Screen>()

/**
 * Shows how far rendering is: one line that is rewritten on a terminal, else (CI, a pipe, a log) one plain line
 * when it begins. `NO_COLOR` takes the colour away, `CI` and `TERM=dumb` the rewriting.
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
      if (!live) {
        if (!shown) write(`renditions: rendering (${progress.cached} in the cache)\n`)
        shown = true
        return
      }
      const now = performance.now()
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
export function progressLine({ total, made, failed, asset }: RenderProgress, columns: number, colour: boolean): string {
  const done = made + failed
  const full = Math.round((done / total) * barWidth)
  const [bar, rest] = ['█'.repeat(full), '░'.repeat(barWidth - full)]
  const counts = ` ${done}/${total}`
  const room = columns - barWidth - counts.length - 'renditions '.length - 2
  const name = asset && room > 8 ? ` ${asset.length > room ? `…${asset.slice(1 - room)}` : asset}` : ''
  return `renditions ${colour ? `\x1b[36m${bar}\x1b[90m${rest}\x1b[39m` : bar + rest}${counts}${name}`
}
