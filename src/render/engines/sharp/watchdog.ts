/** Looks this often, in milliseconds: a hostile picture takes gigabytes within a second. */
const interval = 25

export interface Watch {
  /** Bytes this process may take from now on. */
  limit(bytes: number): void
}

/**
 * Ends this process when its parent is gone or its memory goes over the limit. It is killed rather than ended:
 * threads in native code would keep it alive. `over` is called before, to tell the parent why.
 */
export function watch(over: () => void): Watch {
  const parent = process.ppid
  let most = Infinity
  const timer = setInterval(() => {
    if (process.ppid !== parent) killSelf()
    if (process.memoryUsage.rss() <= most) return
    over()
    killSelf()
  }, interval)
  timer.unref()
  process.on('disconnect', killSelf)
  return {
    limit(bytes) {
      most = bytes
    },
  }
}

function killSelf(): void {
  process.kill(process.pid, 'SIGKILL')
}
