/** What a run's report tells. */
export interface RenderFacts {
  /** Renditions made in this run. */
  made: number
  /** Renditions taken from the cache. */
  cached: number
  failed: number
  /** Cache entries that were found damaged and made again. */
  damaged: number
  /** Bytes of all sources, and of all distinct files made from them. */
  bytesBefore: number
  bytesAfter: number
  /** Files that bundles (tiles, streams) are made of, among those. */
  bundled: { files: number; bytes: number }
  /** Assets that are not made yet: films that nobody waits for. */
  waiting?: readonly string[]
  /** Assets that took longest, slowest first. */
  slowest: readonly { asset: string; seconds: number }[]
  /** Wall time in seconds. */
  seconds?: number
}

/** The report at the end of a build, a few plain lines; '' when nothing was asked for. Pure. */
export function reportText(facts: RenderFacts): string {
  const { made, cached, failed, damaged, bundled, bytesBefore, bytesAfter, waiting = [], slowest, seconds } = facts
  const total = made + cached
  if (total + failed + waiting.length === 0) return ''
  const time = seconds === undefined ? '' : ` in ${seconds.toFixed(1)} s`
  const rate = total === 0 ? 0 : Math.floor((cached / total) * 100)
  const before = bytesBefore > 0 ? `${bytesText(bytesBefore)} of originals → ` : ''
  const lines = [
    `renditions: ${made} made, ${cached} from the cache (${rate} %)${time}; ${before}${bytesText(bytesAfter)}`,
    bundled.files > 0 ? `  ${bundled.files} of the files are tiles or parts of streams, ${bytesText(bundled.bytes)}` : '',
    failed > 0 ? `  ${failed} failed` : '',
    damaged > 0 ? `  ${damaged} damaged in the cache, made again` : '',
    waiting.length > 0
      ? `  not encoded yet, and shown by their posters: ${listed(waiting)}; "renditions encode" or the next build goes on`
      : '',
    slowest.length > 0 ? `  slowest: ${slowest.map((entry) => `${entry.asset} ${entry.seconds.toFixed(1)} s`).join(', ')}` : '',
  ]
  return lines.filter((line) => line !== '').join('\n')
}

/** Names in a line; more would hide the rest. */
const MOST = 5

function listed(names: readonly string[]): string {
  const more = names.length - MOST
  return names.slice(0, MOST).join(', ') + (more > 0 ? ` and ${more} more` : '')
}

/** Bytes as people read them: `1.2 MB`. */
export function bytesText(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`
  if (bytes < 1e6) return `${Math.round(bytes / 1e3)} kB`
  return `${(bytes / 1e6).toFixed(1)} MB`
}
