/** Compares versions by their three numbers; anything behind a hyphen counts as older than none. */
export function isAtLeast(version: string, needed: string): boolean {
  const [a, b] = [parts(version), parts(needed)]
  for (let index = 0; index < 3; index++) {
    const difference = (a[index] ?? 0) - (b[index] ?? 0)
    if (difference !== 0) return difference > 0
  }
  return !version.includes('-') || needed.includes('-')
}

function parts(version: string): number[] {
  return (version.split('-')[0] ?? '').split('.').map((part) => Number.parseInt(part, 10) || 0)
}
