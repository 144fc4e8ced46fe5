/** The one door to `@google/model-viewer` (https://modelviewer.dev, Apache-2.0), which the site has to install. */
export async function loadPackage(): Promise<CustomElementConstructor> {
  return (await import('@google/model-viewer/dist/model-viewer.min.js')).ModelViewerElement
}
