/** Lets one after another go on. */
export interface Turns {
  /** Resolves when it is one's turn: those that are urgent before the others. `next` has to be called after it. */
  take(urgent: boolean): Promise<void>
  next(): void
}

export function createTurns(): Turns {
  const waiting: { urgent: boolean; begin(): void }[] = []
  let isTaken = false
  return {
    take(urgent) {
      if (isTaken) return new Promise((begin) => waiting.push({ urgent, begin }))
      isTaken = true
      return Promise.resolve()
    },
    next() {
      const urgent = waiting.findIndex((one) => one.urgent)
      const [first] = waiting.splice(Math.max(0, urgent), 1)
      isTaken = first !== undefined
      first?.begin()
    },
  }
}
