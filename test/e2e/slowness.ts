/**
 * How many times slower than this machine pages run and answers come, by `RENDITIONS_SLOW` in the environment; 1 (the
 * default) is as fast as it goes. Tests of browsers have to pass at any speed.
 */
export const SLOW = Math.max(1, Number(process.env['RENDITIONS_SLOW'] ?? 1) || 1)

/** What an answer of a server is held back by, in milliseconds. */
const DELAY = 25

/** Holds an answer back where slowness was asked for. */
export async function dawdle(): Promise<void> {
  if (SLOW > 1) await new Promise((resolve) => setTimeout(resolve, (SLOW - 1) * DELAY))
}
