import type { RenditionData } from 'vite-plugin-renditions'
import night from '~media/night.jpg?preset=card'
import lake from '../media/lake.jpg?preset=card'
import plain from '../media/marmot.png?url'
import map from '../media/map.svg?raw'

const ridge = new URL('../media/ridge.jpg?preset=thumb', import.meta.url).href
const press = import.meta.glob<RenditionData>('../media/press/*.jpg', { query: '?preset=thumb', import: 'default', eager: true })

const grid = document.querySelector('#from-script')
grid?.append(
  picture(lake),
  picture(night, 'Moonlight on the lake'),
  image(ridge, 'Green ridges'),
  image(plain, 'A marmot, as it is'),
)
for (const data of Object.values(press)) grid?.append(picture(data, 'From the press folder'))
grid?.append(drawing(map))

/** An imported picture, in all its formats. */
function picture(data: RenditionData, alt = data.alt): HTMLPictureElement {
  const element = document.createElement('picture')
  for (const { type, srcset } of data.sources) {
    element.append(Object.assign(document.createElement('source'), { type, srcset, sizes: data.sizes }))
  }
  const { src, srcset, sizes, width, height } = data
  element.append(Object.assign(document.createElement('img'), { src, srcset, sizes, width, height, alt }))
  return element
}

function image(src: string, alt: string): HTMLImageElement {
  return Object.assign(document.createElement('img'), { src, alt, width: 240, height: 240 })
}

/** The map as part of the page, from its text. */
function drawing(svg: string): Node {
  return document.importNode(new DOMParser().parseFromString(svg, 'image/svg+xml').documentElement, true)
}
