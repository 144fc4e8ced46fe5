import { panoramaExtent } from '../base/panorama-extent.js'
import { warningOf } from '../errors.js'
import type {
  FormatGroup,
  HotspotShape,
  PlannedHotspot,
  PlannedReference,
  Point,
  Problem,
  Recipe,
  ShownShape,
  ViewerName,
} from '../types.js'
import { areaOf, clipped, ellipseCorners, isInside, middleOf } from './outline.js'
import { projectionOf, type Projection } from './projection.js'

/** Of films and drawings that do not say: only circles depend on it. */
const UNKNOWN_SIZE = { width: 16, height: 9 }

/** Of an area less than this share is a sliver that nobody would find. */
const WORTH_SHOWING = 0.1

/**
 * The hotspots of the asset of a planned reference, as far as they can be seen on what it shows, and what is to be told of the
 * others. Nothing for a lone address, which has no markup.
 */
export function placeHotspots(planned: PlannedReference): { hotspots?: readonly PlannedHotspot[]; problems: Problem[] } {
  const { sidecar, reference, asset, preset, main, art = [] } = planned
  const wanted = sidecar.hotspots ?? []
  if (wanted.length === 0 || (reference.role !== 'picture' && reference.role !== 'viewer')) return { problems: [] }
  const shownAt = `${reference.place.file}:${reference.place.line}`
  const [{ place }] = wanted as [(typeof wanted)[number]]
  const told = { path: asset.path, preset: preset.name, shownAt }
  const where = obstacleTo(planned)
  if (where !== undefined) return { problems: [warningOf('hotspot-nowhere', { ...told, where }, place)] }
  const recipes = [main.recipe, ...art.map(({ groups }) => lastRecipe(groups.at(-1)) ?? main.recipe)]
  const size = asset.probe.width > 0 && asset.probe.height > 0 ? asset.probe : UNKNOWN_SIZE
  const projections = recipes.map((recipe) => projectionOf(recipe, size))
  const largeRecipe = planned.tiles?.recipe ?? lastRecipe(planned.large)
  const largeProjection = largeRecipe && projectionOf(largeRecipe, size)
  // What the small picture lacks can be found in the viewer.
  const counted = largeProjection && showsLarge(planned) ? [largeProjection] : projections
  const obstacles = new Set(counted.flatMap((one) => ('obstacle' in one ? [one.obstacle] : [])))
  const problems = [...obstacles].map((what) => warningOf('hotspot-unplaced', { ...told, what }, place))
  const hotspots: PlannedHotspot[] = []
  for (const hotspot of wanted) {
    const on = (projection: (typeof projections)[number] | undefined): ShownShape | undefined =>
      projection && 'unit' in projection ? shownShape(hotspot.shape, projection, size) : undefined
    const [shown, ...directed] = projections.map(on)
    const onLarge = on(largeProjection)
    const isCut = counted.some((projection) => 'unit' in projection && !on(projection))
    if (isCut) problems.push(warningOf('hotspot-cut-off', { ...told, label: hotspot.label }, hotspot.place))
    if (counted.every((projection) => !on(projection))) continue
    hotspots.push({
      hotspot,
      ...(shown && { shown }),
      ...(directed.length > 0 && { art: directed.map((shape) => shape ?? null) }),
      ...(onLarge && { large: onLarge }),
    })
  }
  return hotspots.length > 0 ? { hotspots, problems } : { problems }
}

function lastRecipe(group: FormatGroup | undefined): Recipe | undefined {
  return group?.candidates.at(-1)?.rendition.recipe
}

/** Viewers without a picture that is theirs: a sound has none, a model and a document only stand behind one. */
const WITHOUT_HOTSPOTS: readonly ViewerName[] = ['audio', 'model', 'document']

/** Viewers that show the large picture in the place of the small one. */
const SHOWS_LARGE: readonly ViewerName[] = ['deep-zoom', 'panorama']

function showsLarge({ viewer }: PlannedReference): boolean {
  return viewer !== undefined && SHOWS_LARGE.includes(viewer.viewer)
}

function obstacleTo({ reference, viewer }: PlannedReference): string | undefined {
  if (reference.insideLink) return 'the picture is inside a link, where no other link may stand'
  if (reference.insidePicture) return 'the picture is inside a <picture> of yours'
  const shownIn = viewer ?? reference.memberOf
  return shownIn && WITHOUT_HOTSPOTS.includes(shownIn.viewer) ? `the viewer "${shownIn.viewer}" does not show them` : undefined
}

/** Where a shape is on a picture; undefined where (nearly) all of it is cut off. */
function shownShape(
  shape: HotspotShape,
  { toShown, unit }: Projection,
  source: { width: number; height: number },
): ShownShape | undefined {
  if (shape.kind === 'polygon') return shownPolygon(shape.points.map(toShown))
  const at = toShown(shape.kind === 'direction' ? pointAt(shape, source) : shape.at)
  if (shape.kind !== 'circle') return isInside(at) ? { kind: 'point', at } : undefined
  const radius = shape.radius * Math.min(source.width, source.height)
  const radii: Point = [radius * unit[0], radius * unit[1]]
  const corners: Point[] = [
    [at[0] - radii[0], at[1] - radii[1]],
    [at[0] + radii[0], at[1] + radii[1]],
  ]
  return corners.every(isInside) ? { kind: 'ellipse', at, radii } : shownPolygon(ellipseCorners(at, radii))
}

/** Where a direction is on the picture of a panorama. */
function pointAt({ yaw, pitch }: { yaw: number; pitch: number }, size: { width: number; height: number }): Point {
  const { across, high } = panoramaExtent(size)
  return [0.5 + yaw / across, 0.5 - pitch / high]
}

function shownPolygon(points: readonly Point[]): ShownShape | undefined {
  const left = clipped(points)
  if (left.length < 3 || areaOf(left) < areaOf(points) * WORTH_SHOWING) return undefined
  return { kind: 'polygon', at: middleOf(left), points: left }
}
