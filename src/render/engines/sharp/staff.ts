import type { Problem } from '../../../types.js'
import type { FromChild, ToChild } from './protocol.js'
import { startRenderer, type Outcome, type Renderer } from './renderer.js'

/** Something a child can do. */
export interface Work {
  kind: 'probe' | 'render'
  /** Pixels to be decoded, for the limit on what is in flight. */
  pixels: number
  /** About how long it takes: the longest goes first, so that cores end together. */
  seconds: number
  urgent: boolean
  /** Seconds without progress before its child is killed. */
  patience: number
  message(id: number, lanes: number): Extract<ToChild, { id: number }>
  heard(message: FromChild): void
}

/** The child processes, and who does what. */
export interface Staff {
  do(work: Work): Promise<Outcome>
  /** Kills every child. Work that is waiting or under way ends as a crash. */
  dismiss(): Promise<void>
}

export interface StaffOptions {
  childEntry: URL
  cores: number
  /** Pixels in flight over all children. */
  pixels: number
  warn(problem: Problem): void
}

/** A child above this many bytes, or after this many tasks, is replaced: memory of old pictures comes back only so. */
const recycleAt = { rss: 400e6, tasks: 200 }
/** Milliseconds an idle child is kept: those that encode, and the one that is there for probes alone. */
const idleFor = { render: 20_000, probe: 1_000 }
/** While a site is read, probes come in bursts; encoding starts when they pause for this long, or anyway after the longest wait. */
const quiet = { pause: 60, longest: 500 }
/** Encoders of one job side by side at most, and only for pictures of this many pixels. */
const mostLanes = 4
const widePixels = 30e6

interface Waiting {
  work: Work
  since: number
  settle(outcome: Outcome): void
}

interface Member {
  renderer: Renderer
  /** There for probes alone, beside those that encode. */
  extra: boolean
  task?: Waiting
  lanes: number
  idle?: NodeJS.Timeout
}

/** A staff of at most `cores` children that encode, and one more for probes while all of them do. */
export function createStaff(options: StaffOptions): Staff {
  const { childEntry, cores, pixels: mostPixels, warn } = options
  const members = new Set<Member>()
  const probes: Waiting[] = []
  const renders: Waiting[] = []
  let dismissed = false
  let nextId = 1
  let lastProbe = -Infinity
  let quietTimer: NodeJS.Timeout | undefined
  let unusable: Outcome | undefined
  const large = createTurns()

  const encoding = (): Member[] => [...members].filter(({ task }) => task?.work.kind === 'render')
  const hire = (extra: boolean): Member => {
    const member: Member = { renderer: startRenderer(childEntry, Math.min(cores, mostLanes)), extra, lanes: 1 }
    members.add(member)
    return member
  }
  const fire = (member: Member): void => {
    clearTimeout(member.idle)
    members.delete(member)
    large.leave(member)
    void member.renderer.kill()
  }
  const free = (extra: boolean): Member | undefined =>
    [...members].find((member) => !member.task && member.extra === extra && member.renderer.alive)
  const regular = (): Member | undefined =>
    free(false) ?? ([...members].filter(({ extra }) => !extra).length < cores ? hire(false) : undefined)
  const prober = (): Member | undefined =>
    regular() ?? free(true) ?? (encoding().length < cores || [...members].some(({ extra }) => extra) ? undefined : hire(true))

  const assign = (member: Member, waiting: Waiting): void => {
    clearTimeout(member.idle)
    const { work } = waiting
    const id = nextId++
    member.task = waiting
    member.lanes = work.kind === 'render' ? lanesFor(work) : 1
    const heard = (message: FromChild): void => {
      if (message.type === 'warned') warn(message.problem)
      else if (message.type === 'large-wanted') takeTurn(member)
      else if (message.type === 'large-over') large.over(member)
      else work.heard(message)
    }
    void member.renderer
      .run({ message: work.message(id, member.lanes), patience: work.patience * 1000, heard })
      .then((outcome) => {
        member.task = undefined
        if (work.kind === 'probe') lastProbe = performance.now()
        if (outcome.end === 'unusable') unusable = outcome
        waiting.settle(outcome)
        afterTask(member)
        pump()
      })
  }
  const takeTurn = (member: Member): void => {
    // While it waits for others, its own deadline rests.
    member.renderer.pause(true)
    large.join(member, () => {
      member.renderer.pause(false)
      member.renderer.say({ type: 'go' })
    })
  }
  const afterTask = (member: Member): void => {
    large.leave(member)
    const { alive, rss, tasks } = member.renderer
    if (!alive || rss > recycleAt.rss || tasks >= recycleAt.tasks) return fire(member)
    member.idle = setTimeout(() => fire(member), member.extra ? idleFor.probe : idleFor.render)
    member.idle.unref()
  }

  /** A lone job may use the cores nobody else needs. */
  const lanesFor = (work: Work): number => {
    const others = encoding().filter(({ task }) => task?.work !== work).length
    return renders.length > 0 || work.pixels > widePixels ? 1 : Math.max(1, Math.min(mostLanes, Math.floor(cores / (others + 1))))
  }
  const balance = (): void => {
    for (const member of encoding()) {
      const lanes = member.task ? lanesFor(member.task.work) : 1
      if (lanes !== member.lanes) member.renderer.say({ type: 'lanes', lanes })
      member.lanes = lanes
    }
  }
  const admits = (work: Work): boolean => {
    const running = encoding().map(({ task }) => task?.work.pixels ?? 0)
    const sum = running.reduce((total, pixels) => total + pixels, 0)
    return running.length === 0 || (sum + work.pixels <= mostPixels && !isHuge(work.pixels) && !running.some(isHuge))
  }
  const isHuge = (pixels: number): boolean => pixels > mostPixels / 2
  const waits = ({ work, since }: Waiting): boolean => {
    const now = performance.now()
    const probing = [...members].some(({ task }) => task?.work.kind === 'probe')
    if (work.urgent || now - since > quiet.longest || (!probing && now - lastProbe > quiet.pause)) return false
    quietTimer ??= setTimeout(() => {
      quietTimer = undefined
      pump()
    }, quiet.pause / 2)
    return true
  }
  const pump = (): void => {
    if (dismissed) return
    for (let member: Member | undefined; probes.length > 0 && (member = prober());) {
      const next = probes.shift()
      if (next) assign(member, next)
    }
    while (renders[0] && !waits(renders[0]) && admits(renders[0].work)) {
      const member = regular()
      const next = member && renders.shift()
      if (!member || !next) break
      if (isHuge(next.work.pixels)) for (const other of members) if (other !== member && !other.task) fire(other)
      assign(member, next)
    }
    balance()
  }

  const atExit = (): void => members.forEach(({ renderer }) => void renderer.kill())
  process.on('exit', atExit)

  return {
    do: (work) =>
      new Promise((settle) => {
        if (dismissed || unusable) return settle(unusable ?? stopped)
        const waiting = { work, since: performance.now(), settle }
        if (work.kind === 'probe') probes.push(waiting)
        else insert(renders, waiting)
        pump()
      }),
    async dismiss() {
      dismissed = true
      process.off('exit', atExit)
      clearTimeout(quietTimer)
      for (const { settle } of [...probes.splice(0), ...renders.splice(0)]) settle(stopped)
      await Promise.all([...members].map(({ renderer, idle }) => (clearTimeout(idle), renderer.kill())))
      members.clear()
    },
  }
}

const stopped: Outcome = { end: 'crash', reason: 'rendering was stopped' }

/** Urgent work first, then what takes longest; equals in order of arrival. */
function insert(list: Waiting[], entry: Waiting): void {
  const rank = ({ work }: Waiting): number => (work.urgent ? 1e9 : 0) + work.seconds
  const at = list.findIndex((other) => rank(other) < rank(entry))
  list.splice(at < 0 ? list.length : at, 0, entry)
}

interface Turns {
  join(member: Member, go: () => void): void
  over(member: Member): void
  /** Forgets a member with all it has and waits for. */
  leave(member: Member): void
}

/** One large encode at a time, whoever asks. */
function createTurns(): Turns {
  let queue: { member: Member; go(): void }[] = []
  let holder: Member | undefined
  const next = (): void => {
    if (holder) return
    const first = queue.shift()
    holder = first?.member
    first?.go()
  }
  const over = (member: Member): void => {
    if (holder === member) holder = undefined
    next()
  }
  return {
    join(member, go) {
      queue.push({ member, go })
      next()
    },
    over,
    leave(member) {
      queue = queue.filter((entry) => entry.member !== member)
      over(member)
    },
  }
}
