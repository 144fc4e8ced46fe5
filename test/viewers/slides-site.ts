import { join } from 'node:path'
import sharp from 'sharp'
import type { Markup } from '../../src/base/markup.js'
import { serialize } from '../../src/rewrite/markup-tree.js'
import { markupOf } from '../../src/rewrite/picture.js'
import type { PlannedReference, Rendition, ViewerName, ViewerPreset } from '../../src/types.js'
import { planned, view } from '../rewrite/example.js'

/** Shapes of the pictures: pixels of the large one; the small one has a quarter of them each way. */
export const SHAPES = { a: [1200, 800], b: [1200, 800], c: [1200, 800], tall: [800, 1200], wide: [1600, 400] } as const

export type PictureName = keyof typeof SHAPES

/** A member of a set that shows one of the pictures. */
export function member(
  name: PictureName,
  more: Partial<PlannedReference> & { alt?: string; title?: string } = {},
): PlannedReference {
  const { alt = `Picture ${name}`, title, ...rest } = more
  const [width, height] = SHAPES[name]
  const attributes: [string, string][] = [
    ['src', `${name}.jpg`],
    ['alt', alt],
  ]
  if (title !== undefined) attributes.push(['title', title])
  const made = planned({ formats: ['jpeg'], widths: [width / 4], viewer: 'zoom', attributes })
  const rendition = (of: Rendition, scale: number): Rendition => ({
    ...of,
    key: `${name}-${scale}`,
    stem: scale === 1 ? name : `${name}-small`,
    recipe: { ...of.recipe, width: width * scale, height: height * scale },
  })
  const { viewer: _viewer, ...bare } = made
  const small = rendition(made.main, 0.25)
  return {
    ...bare,
    main: small,
    groups: [{ format: 'jpeg', type: 'image/jpeg', candidates: [{ descriptor: '', rendition: small }] }],
    large: { format: 'jpeg', type: 'image/jpeg', candidates: [{ descriptor: '', rendition: rendition(made.main, 1) }] },
    width: small.recipe.width,
    height: small.recipe.height,
    ...rest,
  }
}

/** A set of members in a viewer. */
export function setOf(
  viewer: ViewerName,
  members: readonly PlannedReference[],
  options: ViewerPreset['options'] = {},
  alt = 'Boots',
): PlannedReference {
  const { main, width, height } = members[0] ?? planned()
  return { ...planned({ viewer, options, attributes: [['alt', alt]] }), groups: [], main, width, height, members }
}

/** As the build would write it, with the addresses of the pictures `drawPictures` makes. */
export function markup(set: PlannedReference): Markup[] {
  return markupOf(set, view({ address: ({ stem }) => `${stem}.jpg` }))
}

export function html(set: PlannedReference): string {
  return serialize(markup(set))
}

/** Draws the pictures: a frame and a cross, so that one can see whether all of it is there. */
export async function drawPictures(folder: string): Promise<void> {
  await Promise.all(Object.entries(SHAPES).map(([name, [width, height]], at) => draw(folder, name, width, height, at)))
}

async function draw(folder: string, name: string, width: number, height: number, at: number): Promise<void> {
  const svg = (scale: number): Buffer =>
    Buffer.from(
      `<svg xmlns="http://www.w3.org/2000/svg" width="${width * scale}" height="${height * scale}" viewBox="0 0 ${width} ${height}">
      <rect width="100%" height="100%" fill="hsl(${at * 67 + 200} 45% 55%)" stroke="white" stroke-width="40"/>
      <path d="M0 0 L${width} ${height} M${width} 0 L0 ${height}" stroke="white" stroke-width="4"/></svg>`,
    )
  await sharp(svg(1))
    .jpeg({ quality: 60 })
    .toFile(join(folder, `${name}.jpg`))
  await sharp(svg(0.25))
    .jpeg({ quality: 60 })
    .toFile(join(folder, `${name}-small.jpg`))
}
