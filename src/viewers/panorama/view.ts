import { announcer } from '../base/announcer.js'
import { build } from '../base/build-dom.js'
import type { Grounded } from '../base/ground.js'
import { fullScreenButton, isFullScreen } from '../base/full-screen.js'
import { prefersLessMotion } from '../base/motion.js'
import { fillIn, type Texts } from '../base/texts.js'
import { onEnd } from '../base/viewer-element.js'
import { around, type Camera } from './camera.js'
import { buildControls, type Controls } from './controls.js'
import { followGestures } from './gestures.js'
import { followDevice, mayHaveGyroscope } from './gyroscope.js'
import { cameraAfter, ZOOM_STEP } from './keys.js'
import type { Direction } from './orientation.js'
import { Rotation } from './rotation.js'
import type { Stage } from './stage.js'
import { surroundingsOf } from './surroundings.js'
import type { PanoramaText } from './texts.js'
import { vrButton, type VrStatus } from './vr-button.js'

/** What a view is made of. */
export interface ViewSetting {
  host: Grounded
  surface: HTMLElement
  /** What lies over it. */
  overlay: HTMLElement
  stage: Stage
  film: HTMLVideoElement | undefined
  texts: Texts<PanoramaText>
  /** Where it looks at first, and where it looks now. */
  home: Camera
  camera: Camera
  /** Degrees a second. */
  speed: number
}

/** What a view tells the outside. */
export interface ViewNews {
  /** It shows something else. */
  moved(): void
  /** It has come to rest on that. */
  changed(camera: Camera): void
  turns(): void
  vr(status: VrStatus): void
}

/** How long nothing moves before it is at rest, in milliseconds. */
const REST = 200

/** An open panorama: what can be done with it, by whatever means. */
export class View {
  /** What stands above the surface. */
  readonly parts: readonly HTMLElement[]
  readonly #setting: ViewSetting
  readonly #news: ViewNews
  readonly #rotation: Rotation
  readonly #controls: Controls
  readonly #status = announcer()
  readonly #life: AbortSignal
  #camera: Camera
  #reported: Camera
  #rest = 0
  #isAsked = false
  #isInVr = false
  /** Ends following the device; and the yaw it had, as the compass has it, where the view had none. */
  #following: AbortController | undefined
  #north: number | undefined

  constructor(setting: ViewSetting, news: ViewNews, life: AbortSignal) {
    this.#setting = setting
    this.#news = news
    this.#life = life
    this.#camera = this.#reported = setting.stage.bounded(setting.camera)
    this.#rotation = new Rotation(
      setting.speed,
      (by) => this.#turnBy(by),
      (isOn) => this.#turned(isOn),
      life,
    )
    this.#controls = buildControls(setting.texts, this.#orders(), life)
    const hint = build('div', { id: 'hint', hidden: true }, setting.texts.panoramaHint)
    this.parts = [this.#controls.bar, hint, this.#status.element]
    this.#listen(life)
    onEnd(life, () => {
      clearTimeout(this.#rest)
      this.#following?.abort()
    })
    if (setting.speed !== 0 && !prefersLessMotion()) this.#rotation.set(true)
  }

  get camera(): Camera {
    return this.#camera
  }

  /** Shows what there is to see there now; nobody looks while it is seen in a headset. */
  draw(): void {
    if (!this.#isInVr) this.#setting.stage.redraw()
  }

  /** It may turn by itself only while it is seen. */
  see(isSeen: boolean): void {
    this.#rotation.see(isSeen)
  }

  /** Looks elsewhere. What keys and buttons lead to is said aloud. */
  look(camera: Camera, isAsked = false): void {
    this.#rotation.set(false)
    if (this.#north !== undefined) this.#north += camera.yaw - this.#camera.yaw
    this.#isAsked ||= isAsked
    this.#show(camera)
  }

  #orders(): Parameters<typeof buildControls>[1] {
    const { host, texts, speed, home } = this.#setting
    return {
      zoom: (way) => this.look({ ...this.#camera, fov: this.#camera.fov * ZOOM_STEP ** -way }, true),
      reset: () => this.look(home, true),
      rotate: speed === 0 ? undefined : () => this.#rotation.set(!this.#rotation.isOn),
      device: mayHaveGyroscope() ? () => void this.#follow() : undefined,
      vr: vrButton(
        texts,
        () => surroundingsOf(this.#setting, this.#camera.yaw),
        (status) => this.#toldOfVr(status),
        this.#life,
      ),
      fullScreen: fullScreenButton(host, texts, this.#life),
    }
  }

  #toldOfVr(status: VrStatus): void {
    this.#isInVr = status === 'session-started'
    if (status === 'failed') this.#status.say(this.#setting.texts.vrFailed)
    if (this.#isInVr) {
      this.#status.say('')
      this.#rotation.set(false)
      this.#unfollow()
    }
    this.draw()
    this.#news.vr(status)
  }

  #listen(life: AbortSignal): void {
    const { host, surface, overlay, home } = this.#setting
    // What is pointed at, or has the focus, should not go away.
    for (const name of ['pointerover', 'focusin'])
      overlay.addEventListener(name, () => this.#rotation.set(false), { signal: life })
    followGestures(
      surface,
      {
        start: () => this.#rotation.set(false),
        drag: (x, y) => this.#drag(x, y),
        zoom: (factor) => this.look({ ...this.#camera, fov: this.#camera.fov / factor }),
        takesWheel: () => surface.matches(':focus') || isFullScreen(host),
      },
      life,
    )
    const onKey = (event: KeyboardEvent): void => {
      const to = cameraAfter(event, this.#camera, home)
      if (!to) return
      event.preventDefault()
      this.look(to, true)
    }
    surface.addEventListener('keydown', onKey, { signal: life })
  }

  /** What is under the pointer goes with it. */
  #drag(x: number, y: number): void {
    const { yaw, pitch, fov } = this.#camera
    const scale = fov / (this.#setting.surface.clientWidth || 1)
    this.look({ yaw: yaw - x * scale, pitch: pitch + y * scale, fov })
  }

  #show(camera: Camera, roll = 0): void {
    const { stage } = this.#setting
    this.#camera = stage.bounded(camera)
    stage.show(this.#camera, roll)
    this.#news.moved()
    clearTimeout(this.#rest)
    this.#rest = window.setTimeout(() => this.#atRest(), REST)
  }

  #atRest(): void {
    if (this.#rotation.isOn) return
    const { yaw, pitch, fov } = this.#camera
    const whole = { yaw: Math.round(yaw), pitch: Math.round(pitch), fov: Math.round(fov) }
    if (this.#isAsked) this.#status.say(fillIn(this.#setting.texts.direction, whole))
    this.#isAsked = false
    if (isSame(this.#reported, this.#camera)) return
    this.#reported = this.#camera
    this.#news.changed(this.#camera)
  }

  #turnBy(degrees: number): void {
    const before = this.#camera.yaw
    this.#show({ ...this.#camera, yaw: before + degrees })
    // At the end of a picture that does not go all round there is nothing to turn to.
    if (degrees !== 0 && this.#camera.yaw === before) this.#rotation.set(false)
  }

  #turned(isOn: boolean): void {
    this.#controls.showRotation(isOn)
    if (!isOn) return
    this.#unfollow()
    this.#news.turns()
  }

  async #follow(): Promise<void> {
    if (this.#following) return this.#unfollow()
    this.#rotation.set(false)
    const following = new AbortController()
    this.#following = following
    const follows = await followDevice(
      (direction) => this.#held(direction),
      () => this.#unfollow(true),
      following.signal,
    )
    if (follows) this.#controls.showDevice(true)
    else if (!following.signal.aborted) this.#unfollow(true)
  }

  /** What was in the middle stays there when it begins. */
  #held({ yaw, pitch, roll }: Direction): void {
    this.#north ??= this.#camera.yaw - yaw
    this.#show({ yaw: around(yaw + this.#north), pitch, fov: this.#camera.fov }, roll)
  }

  #unfollow(isImpossible = false): void {
    if (!this.#following) return
    this.#following.abort()
    this.#following = undefined
    this.#north = undefined
    this.#controls.showDevice(isImpossible ? undefined : false)
    this.#show(this.#camera)
  }
}

function isSame(a: Camera, b: Camera): boolean {
  return a.yaw === b.yaw && a.pitch === b.pitch && a.fov === b.fov
}
