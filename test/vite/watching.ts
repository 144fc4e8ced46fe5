import { basename } from 'node:path'
import type { ViteDevServer } from 'vite'
import { expect } from 'vitest'
import type { TempSite } from '../site/temp-site.js'

/** Of no kind that anybody serves. */
const PROBE = 'watched.probe'

/**
 * Waits until a server notices changes of files: its watcher first looks at everything that is there, and takes what
 * is changed before it has come by for how it always was.
 */
export async function watching(server: ViteDevServer, site: TempSite): Promise<void> {
  let isSeen = false
  server.watcher.on('all', (_event, file) => (isSeen ||= basename(file) === PROBE))
  let tries = 0
  const probe = async (): Promise<boolean> => {
    if (!isSeen) await site.write({ [PROBE]: 'x'.repeat(++tries) })
    return isSeen
  }
  await expect.poll(probe).toBe(true)
}
