import { button, relabel } from '../base/build-dom.js'
import { onEnd } from '../base/viewer-element.js'
import { LEAVE_VR, VR } from './icons.js'
import type { Surroundings } from './vr/show-around.js'
import type { Xr, XrSession } from './vr/xr.js'

/** As `rendition:vr` says it: it is seen in the headset, is not any more, or could not be shown there. */
export type VrStatus = 'session-started' | 'not-presenting' | 'failed'

/** A button that shows something all around in a headset, and ends that; hidden where there is none. */
export function vrButton(
  texts: { enterVr: string; leaveVr: string },
  surroundings: () => Surroundings,
  tell: (status: VrStatus) => void,
  life: AbortSignal,
): HTMLButtonElement {
  const control = button(texts.enterVr, 'vr', VR, { hidden: true })
  const { xr } = navigator as Navigator & { xr?: Xr }
  if (!xr) return control
  let stay: AbortController | undefined
  const check = async (): Promise<void> => {
    // A frame that the page has not given it to is refused an answer.
    const isThere = await xr.isSessionSupported('immersive-vr').catch(() => false)
    control.hidden = !isThere && !stay
  }
  const told = (status: VrStatus): void => {
    if (status === 'session-started') relabel(control, texts.leaveVr, LEAVE_VR)
    else relabel(control, texts.enterVr, VR)
    tell(status)
  }
  const press = async (): Promise<void> => {
    if (stay) return stay.abort()
    stay = new AbortController()
    life.addEventListener('abort', () => stay?.abort(), { once: true, signal: stay.signal })
    onEnd(stay.signal, () => {
      stay = undefined
      void check()
    })
    await enter(xr, surroundings, told, stay)
  }
  control.addEventListener('click', () => void press(), { signal: life })
  xr.addEventListener('devicechange', () => void check(), { signal: life })
  void check()
  return control
}

/** The browser gives one session at a time, and only for a press: it is asked before anything is loaded. */
async function enter(
  xr: Xr,
  surroundings: () => Surroundings,
  tell: (status: VrStatus) => void,
  stay: AbortController,
): Promise<void> {
  const { signal } = stay
  const fail = (): void => {
    if (signal.aborted) return
    tell('failed')
    stay.abort()
  }
  const hold = (session: XrSession): XrSession => {
    session.addEventListener('end', () => stay.abort(), { once: true })
    onEnd(signal, () => void session.end().catch(() => undefined))
    return session
  }
  try {
    const asked = xr.requestSession('immersive-vr').then(hold)
    const [session, { showAround }] = await Promise.all([asked, import('./vr/show-around.js')])
    if (signal.aborted) return
    await showAround(session, surroundings(), fail, signal)
    if (signal.aborted) return
    onEnd(signal, () => tell('not-presenting'))
    tell('session-started')
  } catch {
    fail()
  }
}
