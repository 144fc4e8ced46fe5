import { build, button } from '../base/build-dom.js'
import { playFrom } from '../playback/go-to.js'
import { clockText } from '../playback/clock.js'

const ICON = 'M4 6h2v2H4zM8 6h12v2H8zM4 11h2v2H4zm4 0h12v2H8zM4 16h2v2H4zm4 0h12v2H8z'

/** A menu of the chapters of a film, where it has a track of them; the track is loaded when the menu is first opened. */
export function chaptersMenu(
  video: HTMLVideoElement,
  { chapters }: { chapters: string },
  life: AbortSignal,
): HTMLElement | undefined {
  const element = video.querySelector<HTMLTrackElement>('track[kind="chapters"]')
  if (!element) return undefined
  const { track } = element
  const list = build('ol', { part: 'chapters', class: 'chapters', hidden: true })
  const control = button(chapters, 'chapters-button', ICON, { 'aria-expanded': 'false' })
  const menu = build('div', { class: 'menu' }, control, list)
  const open = (isOpen: boolean): void => {
    if (list.hidden !== isOpen) return
    list.hidden = !isOpen
    control.setAttribute('aria-expanded', String(isOpen))
    if (isOpen && !list.querySelector('[aria-current]')) list.querySelector('button')?.focus()
    list.querySelector<HTMLElement>('[aria-current]')?.focus()
  }
  const fill = (): void => {
    const cues = Array.from(track.cues ?? [], (cue) => cue as VTTCue)
    list.replaceChildren(
      ...cues.map((cue) =>
        build(
          'li',
          {},
          chapterButton(video, cue, () => open(false), life),
        ),
      ),
    )
    mark(list, cues, video.currentTime)
  }
  control.addEventListener(
    'click',
    () => {
      if (!list.hidden) return open(false)
      if (track.mode === 'disabled') track.mode = 'hidden'
      void loaded(element, life).then(() => {
        fill()
        open(true)
      })
    },
    { signal: life },
  )
  menu.addEventListener(
    'keydown',
    (event) => {
      if (event.key !== 'Escape' || list.hidden) return
      event.stopPropagation()
      open(false)
      control.focus()
    },
    { signal: life },
  )
  menu.addEventListener('focusout', ({ relatedTarget }) => menu.contains(relatedTarget as Node | null) || open(false), {
    signal: life,
  })
  return menu
}

function chapterButton(video: HTMLVideoElement, cue: VTTCue, done: () => void, life: AbortSignal): HTMLButtonElement {
  const time = build('span', { class: 'time' }, clockText(cue.startTime))
  const control = build('button', { type: 'button', part: 'chapter' }, time, ` ${cue.text}`)
  const start = (): void => {
    done()
    playFrom(video, cue.startTime, life)
    video.focus()
  }
  control.addEventListener('click', start, { signal: life })
  return control
}

/** The chapter that plays, for screen readers and for the eye. */
function mark(list: HTMLElement, cues: readonly VTTCue[], time: number): void {
  const current = cues.findLastIndex(({ startTime }) => startTime <= time)
  for (const [index, control] of [...list.querySelectorAll('button')].entries())
    if (index === current) control.setAttribute('aria-current', 'true')
}

async function loaded(track: HTMLTrackElement, life: AbortSignal): Promise<void> {
  if (track.readyState === HTMLTrackElement.LOADED || track.readyState === HTMLTrackElement.ERROR) return
  await new Promise<void>((resolve) => {
    for (const name of ['load', 'error']) track.addEventListener(name, () => resolve(), { once: true, signal: life })
  })
}
