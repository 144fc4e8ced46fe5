/** The one door to `@google/model-viewer` (https://modelviewer.dev, Apache-2.0), which the site has to install. */
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

/** Where its decoders are looked for; read by every element as it is made. */
interface Locations {
  dracoDecoderLocation?: string
  ktx2TranscoderLocation?: string
  lottieLoaderLocation?: string
}

/** Leads nowhere: what is not said would be fetched from hosts of Google. */
const NOWHERE = 'data:,'

/**
 * Makes the element that shows a model. `decoders` is the address of a folder with `draco/` and `basis/` as three.js has them;
 * without one, models that need them fail. A site's own `self.ModelViewerElement` comes first.
 */
export async function createModelView(decoders: string | undefined): Promise<ModelView> {
  const said: Locations = { ...(globalThis as { ModelViewerElement?: Locations }).ModelViewerElement }
  const folder = (name: string): string => (decoders === undefined ? NOWHERE : `${decoders.replace(/\/?$/, '/')}${name}/`)
  const own: Locations = {
    dracoDecoderLocation: folder('draco'),
    ktx2TranscoderLocation: folder('basis'),
    lottieLoaderLocation: NOWHERE,
  }
  Object.assign(globalThis, { ModelViewerElement: { ...own, ...said } })
  if (!customElements.get(TAG)) define(await modelViewer())
  return document.createElement(TAG) as ModelView
}

/** A page may have one of its own, and a name can be taken only once. */
async function modelViewer(): Promise<CustomElementConstructor> {
  const known = customElements.get('model-viewer')
  return known ?? (await import('@google/model-viewer/dist/model-viewer.min.js')).ModelViewerElement
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
