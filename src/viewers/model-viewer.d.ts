/** The whole of `@google/model-viewer` in one file. It registers `<model-viewer>`. */
declare module '@google/model-viewer/dist/model-viewer.min.js' {
  export const ModelViewerElement: CustomElementConstructor
}
