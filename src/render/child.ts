import { errorOf, RenditionsError } from '../errors.js'
import type { Problem } from '../types.js'
import { collectGarbage } from './engines/sharp/collect-garbage.js'
import { decodeReason } from './engines/sharp/decode-reason.js'
import { createLanes, type Lanes } from './engines/sharp/lanes.js'
import { guardSharp } from './engines/sharp/load-sharp.js'
import { probeFile } from './engines/sharp/probe.js'
import type { FromChild, RenderWork, ToChild } from './engines/sharp/protocol.js'
import { renderJob, type JobEvents } from './engines/sharp/render.js'
import { watch } from './engines/sharp/watchdog.js'

/**
 * The process that decodes and encodes. It does one task at a time, may be killed at any moment, and ends by
 * itself when its parent is gone or its memory runs over. Started by `engines/sharp/pool.ts` only.
 */
const watchdog = watch(() => say({ type: 'over-memory' }))
const goes: (() => void)[] = []
let lanes: Lanes = createLanes(1)

process.on('message', (message: ToChild) => {
  switch (message.type) {
    case 'probe':
      void run(message.id, message.path, message.limits.memory, async () => {
        const probed = await probeFile(message.path, message.file, message.limits, () => say({ type: 'alive', id: message.id }))
        say({ type: 'probed', id: message.id, ...probed })
      })
      return
    case 'render':
      void run(message.id, message.work.asset, message.work.limits.memory, () => render(message.id, message.work))
      return
    case 'lanes':
      lanes.widen(message.lanes)
      return
    case 'go':
      goes.shift()?.()
  }
})

const unusable = guardSharp()
say(unusable ? { type: 'unusable', problem: unusable } : { type: 'ready' })

function render(id: number, work: RenderWork): Promise<void> {
  lanes = createLanes(work.lanes)
  const begun = performance.now()
  const events: JobEvents = {
    made: (artifact, temporary) => say({ type: 'made', id, artifact, temporary, seconds: (performance.now() - begun) / 1000 }),
    warn: (problem) => say({ type: 'warned', problem }),
    alive: () => say({ type: 'alive', id }),
    async large() {
      say({ type: 'large-wanted' })
      await new Promise<void>((resolve) => goes.push(resolve))
      return () => say({ type: 'large-over' })
    },
  }
  return renderJob(work, lanes, events)
}

async function run(id: number, path: string, memory: number, task: () => Promise<void>): Promise<void> {
  watchdog.limit(memory)
  const problem = await task().then(
    () => undefined,
    (error: unknown) => problemOf(path, error),
  )
  collectGarbage()
  say({ type: 'ended', id, rss: process.memoryUsage.rss(), ...(problem && { problem }) })
}

function problemOf(path: string, error: unknown): Problem {
  return error instanceof RenditionsError ? error.problem : errorOf('render-crashed', { path, reason: decodeReason(error) })
}

function say(message: FromChild): void {
  process.send?.(message)
}
