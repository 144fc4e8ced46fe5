/** Runs work in order of arrival, so many at a time; the number may change while it runs. */
export interface Lanes {
  run<T>(work: () => Promise<T>): Promise<T>
  widen(lanes: number): void
}

export function createLanes(lanes: number): Lanes {
  const waiting: (() => void)[] = []
  let limit = lanes
  let busy = 0
  const next = (): void => {
    while (busy < limit) {
      const start = waiting.shift()
      if (!start) return
      busy++
      start()
    }
  }
  return {
    async run(work) {
      await new Promise<void>((resolve) => {
        waiting.push(resolve)
        next()
      })
      try {
        return await work()
      } finally {
        busy--
        next()
      }
    },
    widen(wanted) {
      limit = Math.max(1, wanted)
      next()
    },
  }
}
