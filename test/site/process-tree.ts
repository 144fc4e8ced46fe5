import { readdirSync, readFileSync } from 'node:fs'

/** What a process and all below it took and were, seen by looking again and again. Linux only. */
export interface TreeWatch {
  /** Most memory at once over the whole tree, in bytes. */
  peak(): number
  /** Ids of processes of the tree that are still there. */
  left(): number[]
  stop(): void
}

/** Milliseconds between two looks. */
const INTERVAL = 40

/** Looks at a process and its descendants until stopped. */
export function watchTree(root: number): TreeWatch {
  const seen = new Map<number, string>()
  let peak = 0
  const look = (): void => {
    const members = treeOf(root)
    for (const { id, started } of members) seen.set(id, started)
    peak = Math.max(
      peak,
      members.reduce((sum, { memory }) => sum + memory, 0),
    )
  }
  look()
  const timer = setInterval(look, INTERVAL)
  return {
    peak: () => peak,
    // An id may be given anew, but not with the same time of start.
    left: () => [...seen].filter(([id, started]) => processAt(id)?.started === started).map(([id]) => id),
    stop: () => clearInterval(timer),
  }
}

interface Member {
  id: number
  parent: number
  started: string
  memory: number
}

function treeOf(root: number): Member[] {
  const all = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => processAt(Number(name)) ?? [])
  const tree = all.filter(({ id }) => id === root)
  for (const member of tree) tree.push(...all.filter(({ parent }) => parent === member.id))
  return tree
}

/** https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html; undefined for zombies, which hold nothing. */
function processAt(id: number): Member | undefined {
  try {
    const stat = readFileSync(`/proc/${id}/stat`, 'latin1')
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    const [state, parent, started = '', pages] = [fields[0], fields[1], fields[19], fields[21]]
    return state === 'Z' ? undefined : { id, parent: Number(parent), started, memory: Number(pages) * 4096 }
  } catch {
    return undefined
  }
}
