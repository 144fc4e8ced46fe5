import { MODEL_VIEWER } from './model-viewer.js'

/**
 * Where the classic script of `@google/model-viewer` is, as an absolute URL. The publisher says it before this script, relative
 * to this script (`rewrite/library-script.ts`); undefined where it does not. Has to be asked while this script runs.
 */
export function libraryAddress(): string | undefined {
  const said = (globalThis as Record<symbol, unknown>)[Symbol.for('vite-plugin-renditions.model-viewer')]
  const { currentScript } = document
  return typeof said === 'string' && currentScript instanceof HTMLScriptElement && currentScript.src !== ''
    ? new URL(said, currentScript.src).href
    : undefined
}

let loading: Promise<CustomElementConstructor> | undefined

/** Loads it once, and gives the element it registers. Rejects where it cannot be loaded; then it may be asked for again. */
export function loadLibrary(address: string): Promise<CustomElementConstructor> {
  loading ??= load(address).catch((error: unknown) => {
    loading = undefined
    throw error
  })
  return loading
}

async function load(address: string): Promise<CustomElementConstructor> {
  const script = document.createElement('script')
  await new Promise((resolve, reject) => {
    script.addEventListener('load', resolve, { once: true })
    script.addEventListener('error', () => reject(new Error(`No script at ${address}`)), { once: true })
    script.src = address
    document.head.append(script)
  }).finally(() => script.remove())
  return customElements.whenDefined(MODEL_VIEWER)
}
