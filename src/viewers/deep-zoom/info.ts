/** The description of a picture in tiles, as far as it is looked at here (IIIF Image API 3). */
export interface ImageInfo {
  id: string
  width: number
  height: number
}

/**
 * A description that says of its tiles that they are where it came from: what it calls itself is its address on the site it was
 * made for, and pages are looked at from copies and other addresses as well. Undefined for what is no description.
 */
export function infoFrom(value: unknown, address: string): ImageInfo | undefined {
  const info = value as Partial<ImageInfo> | null
  if (typeof info !== 'object' || typeof info?.width !== 'number' || typeof info.height !== 'number') return undefined
  const { width, height } = info
  return { ...info, width, height, id: address.replace(/[?#].*$/s, '').replace(/\/info\.json$/, '') }
}
