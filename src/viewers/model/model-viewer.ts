/** The element of `@google/model-viewer`, wherever it was loaded from, as this viewer wants it. */
import { adoptStyle } from '../base/style.js'

/** What is used of the element; attributes do the rest. */
export interface ModelView extends HTMLElement {
  autoRotate: boolean
  cameraOrbit: string
  cameraTarget: string
  fieldOfView: string
  /** As if `+` (or `-`, below 0) had been pressed so many times. */
  zoom(presses: number): void
  resetTurntableRotation(): void
}

const TAG = 'rendition-model-view'

/** The name that the package takes. */
export const MODEL_VIEWER = 'model-viewer'

/** Where its decoders are looked for; read by every element as it is made. */
interface Locations {
  dracoDecoderLocation?: string
  ktx2TranscoderLocation?: string
  lottieLoaderLocation?: string
}

/** Leads nowhere: what is not said would be fetched from hosts of Google. */
const NOWHERE = 'data:,'

/** What this code said last, which is nobody else's word. */
let own: Locations = {}

/**
 * Makes the element that shows a model, by what `load` brings. `decoders` is the address of a folder with `draco/` and
 * `basis/` as three.js has them; without one, models that need them fail. A site's own `self.ModelViewerElement` comes first.
 */
export async function createModelView(
  load: () => Promise<CustomElementConstructor>,
  decoders: string | undefined,
): Promise<ModelView> {
  const said = saidBySite()
  // A page may have one of its own, and a name can be taken only once.
  const base = customElements.get(MODEL_VIEWER) ?? (await load())
  const folder = (name: string): string => (decoders === undefined ? NOWHERE : `${decoders.replace(/\/?$/, '/')}${name}/`)
  own = { dracoDecoderLocation: folder('draco'), ktx2TranscoderLocation: folder('basis'), lottieLoaderLocation: NOWHERE }
  // As a classic script it puts an object of its own there.
  const { ModelViewerElement } = globalThis as { ModelViewerElement?: object }
  Object.assign(globalThis, { ModelViewerElement: Object.assign(ModelViewerElement ?? {}, own, said) })
  define(base)
  return document.createElement(TAG) as ModelView
}

function saidBySite(): Locations {
  const said = Object.entries((globalThis as { ModelViewerElement?: Locations }).ModelViewerElement ?? {})
  return Object.fromEntries(said.filter(([name, value]) => name.endsWith('Location') && value !== own[name as keyof Locations]))
}

/** What every element with a life in pages has, and no type says. */
type LivingElement = new () => HTMLElement & { connectedCallback(): void }

/**
 * Its style is written in its markup, which strict policies forbid; as a constructed sheet it is allowed. What it adopted before
 * it came into the page, it drops then.
 */
function define(base: CustomElementConstructor): void {
  if (customElements.get(TAG)) return
  class View extends (base as LivingElement) {
    // Set while the constructor runs, which is before fields of this class would be.
    declare styles: string[]

    override attachShadow(init: ShadowRootInit): ShadowRoot {
      const root = super.attachShadow(init)
      const insert = root.insertBefore.bind(root)
      this.styles = []
      root.insertBefore = <T extends Node>(node: T, before: Node | null): T => {
        if (node instanceof DocumentFragment) this.styles.push(...takeStyles(node))
        return insert(node, before)
      }
      return root
    }

    override connectedCallback(): void {
      super.connectedCallback()
      const { shadowRoot } = this
      if (shadowRoot) for (const style of this.styles) adoptStyle(shadowRoot, style)
    }
  }
  customElements.define(TAG, View)
}

/** The texts of all styles in a fragment, which has none any more. */
function takeStyles(fragment: DocumentFragment): string[] {
  return [...fragment.querySelectorAll('style')].map((style) => {
    style.remove()
    return style.textContent
  })
}
