import type { ChildProcess } from 'node:child_process'

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

/** Hands signals that end this process on to a child. The function it gives stops that. */
export function endWithUs(child: Pick<ChildProcess, 'kill'>): () => void {
  const letGo = (): void => {
    for (const signal of SIGNALS) process.off(signal, onSignal)
  }
  const onSignal = (signal: NodeJS.Signals): void => {
    letGo()
    child.kill(signal)
    // Our listener took the place of the default; when nobody else handles the signal, it has to happen after all.
    if (process.listenerCount(signal) === 0) process.kill(process.pid, signal)
  }
  for (const signal of SIGNALS) process.on(signal, onSignal)
  return letGo
}
