/** What every `rendition:*` event of the zoom viewer carries in `detail`. */
export interface ZoomDetail {
  /** Place of the picture in its gallery, from 0, and how many there are. */
  index: number
  count: number
  /** Absolute address, size in pixels and alternative text of the large picture. */
  src: string
  width: number
  height: number
  alt: string
  /** The `<rendition-zoom>` the shown picture belongs to; `target` is the one that was opened. */
  element: HTMLElement
}

export type ZoomEventName = 'rendition:open' | 'rendition:change' | 'rendition:close'

declare global {
  interface HTMLElementEventMap {
    'rendition:open': CustomEvent<ZoomDetail>
    'rendition:change': CustomEvent<ZoomDetail>
    'rendition:close': CustomEvent<ZoomDetail>
  }
}
