/**
 * An entry in the browser's history for an open lightbox, so that Back closes it and stays on the page. A picture with a name
 * also gets an address, `#zoom=<name>`, which opens it again.
 */
const KEY = 'renditionsZoom'

const FRAGMENT = '#zoom='

/** Longest wait for the browser to go back (ms). */
const PATIENCE = 500

export interface HistoryEntry {
  /** Another picture is shown. */
  rename(name: string): void
  /** The lightbox has closed: takes its entry away again, if the browser is still there. */
  leave(): void
}

/** A lightbox that opens as soon as another has closed takes over its entry. */
let leaving: ReturnType<typeof setTimeout> | undefined
let goingBack: Promise<void> | undefined
let lastId = 0

/** Enters, once the browser has done what was asked of it before. `name` is `''` for a picture without one; `left` is called when the entry is left. */
export async function enterHistory(name: string, left: () => void): Promise<HistoryEntry> {
  await goingBack
  clearTimeout(leaving)
  const id = (lastId += 1)
  const isLinked = location.hash.startsWith(FRAGMENT) && !isOurs()
  write(isOurs() || isLinked ? 'replaceState' : 'pushState', { ...stateNow(), ...(!isLinked && { [KEY]: id }) }, name)
  const listening = new AbortController()
  addEventListener('popstate', () => stateNow()[KEY] !== id && left(), { signal: listening.signal })
  return {
    rename: (to) => write('replaceState', stateNow(), to),
    leave() {
      listening.abort()
      if (isLinked) write('replaceState', stateNow(), '')
      else if (stateNow()[KEY] === id) leaving = setTimeout(goBack)
    },
  }
}

function goBack(): void {
  if (!isOurs()) return
  goingBack = new Promise<void>((resolve) => {
    addEventListener('popstate', () => resolve(), { once: true })
    setTimeout(resolve, PATIENCE)
  })
  history.back()
}

function isOurs(): boolean {
  return stateNow()[KEY] !== undefined
}

function stateNow(): Record<string, unknown> {
  const state: unknown = history.state
  return typeof state === 'object' && state !== null ? (state as Record<string, unknown>) : {}
}

/** Where the browser refuses (a frame without an origin), Back does what it did. */
function write(how: 'pushState' | 'replaceState', state: unknown, name: string): void {
  try {
    history[how](state, '', addressWith(name))
  } catch {
    return
  }
}

/** A page that has a fragment of its own keeps that. */
function addressWith(name: string): string {
  const url = new URL(location.href)
  if (url.hash !== '' && !url.hash.startsWith(FRAGMENT)) return url.href
  url.hash = name === '' ? '' : FRAGMENT + encodeURIComponent(name)
  return url.href
}
