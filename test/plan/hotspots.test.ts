import { describe, expect, test } from 'vitest'
import { panoramaExtent } from '../../src/base/panorama-extent.js'
import { formatProblem } from '../../src/errors.js'
import { placeHotspots } from '../../src/plan/hotspots.js'
import { planReference } from '../../src/plan/plan-reference.js'
import type { Hotspot, HotspotShape, ImagePreset, Operation, Reference, ViewerName } from '../../src/types.js'
import { extentOf } from '../../src/viewers/panorama/camera.js'
import { assetWith, presetWith, referenceWith } from './presets.js'

const place = { file: 'media/lake.jpg.media.yaml', line: 7, column: 3 }
const hotspot = (shape: HotspotShape, label = 'Spot'): Hotspot => ({ place, shape, label })
const point = (x: number, y: number): HotspotShape => ({ kind: 'point', at: [x, y] })

interface Setting {
  /** Of the source; 400 × 300 unless said. */
  size?: { width: number; height: number }
  preset?: Partial<ImagePreset>
  focal?: { x: number; y: number }
  viewer?: ViewerName
  reference?: Partial<Reference>
}

function placed(hotspots: readonly Hotspot[], { size, preset, focal, viewer, reference }: Setting = {}) {
  const planned = planReference({
    reference: referenceWith(reference),
    asset: assetWith(size ?? { width: 400, height: 300 }),
    sidecar: { files: [], hotspots, ...(focal && { focal }) },
    preset: presetWith({ widths: [200], ...preset }),
    viewer: viewer && { name: viewer, viewer, large: 'zoom', options: {} },
    largePreset: presetWith({ name: 'zoom', widths: [400] }),
    stable: undefined,
    negotiates: false,
    engineVersion: '1',
    stem: 'lake',
  })
  return placeHotspots(planned)
}

function shownOf(shape: HotspotShape, setting?: Setting) {
  return placed([hotspot(shape)], setting).hotspots?.[0]?.shown
}
const ops = (...operations: Operation[]): Partial<ImagePreset> => ({ operations })
const rotate = (angle: number): Operation => ({ name: 'rotate', angle })
const box = { widths: [], width: 100, height: 100 }

describe('a point of the source', () => {
  // oxfmt-ignore
  test.each<[string, Setting, [number, number], [number, number] | undefined]>([
    ['stays where it is without a crop',                {}, [0.25, 0.5], [0.25, 0.5]],
    ['moves with a crop at the centre',                 { preset: { ratio: 1, crop: 'centre' } }, [0.25, 0.5], [1 / 6, 0.5]],
    ['moves with a crop at the focal point',            { preset: { ratio: 1, crop: 'focal' }, focal: { x: 1, y: 0.5 } }, [0.5, 0.5], [1 / 3, 0.5]],
    ['moves with a crop at a point of the preset',      { preset: { ratio: 1, crop: { x: 0, y: 0 } } }, [0.25, 0.5], [1 / 3, 0.5]],
    ['moves with a box that is covered',                { preset: { ...box, fit: 'cover', crop: 'centre' } }, [0.25, 0.5], [1 / 6, 0.5]],
    ['lies on the edge of a crop',                      { preset: { ratio: 1, crop: 'centre' } }, [0.125, 1], [0, 1]],
    ['is cut off by a crop',                            { preset: { ratio: 1, crop: 'centre' } }, [0.1, 0.5], undefined],
    ['moves by the bars of a box that contains it',     { preset: { ...box, fit: 'contain' } }, [0.25, 0], [0.25, 0.125]],
    ['is stretched with a box that is filled',          { preset: { ...box, fit: 'fill' } }, [0.25, 0.2], [0.25, 0.2]],
    ['stays where it is inside a box',                  { preset: { ...box, fit: 'inside' } }, [0.25, 0.2], [0.25, 0.2]],
    ['stays where it is outside a box',                 { preset: { ...box, fit: 'outside' } }, [0.25, 0.2], [0.25, 0.2]],
    ['is mirrored by flip',                             { preset: ops({ name: 'flip' }) }, [0.25, 0.2], [0.25, 0.8]],
    ['is mirrored by flop',                             { preset: ops({ name: 'flop' }) }, [0.25, 0.2], [0.75, 0.2]],
    ['turns by 90 degrees',                             { preset: ops(rotate(90)) }, [0.25, 0.2], [0.8, 0.25]],
    ['turns by 180 degrees',                            { preset: ops(rotate(180)) }, [0.25, 0.2], [0.75, 0.8]],
    ['turns by 270 degrees',                            { preset: ops(rotate(270)) }, [0.25, 0.2], [0.2, 0.75]],
    ['stays in the middle at any angle',                { preset: ops(rotate(33)) }, [0.5, 0.5], [0.5, 0.5]],
    ['is turned, then cropped',                         { preset: { ratio: 1, crop: 'centre', ...ops(rotate(90)) } }, [0.25, 0.5], [0.5, 1 / 6]],
    ['is cropped, then mirrored',                       { preset: { ratio: 1, crop: { x: 0, y: 0 }, ...ops({ name: 'flop' }) } }, [0.25, 0.5], [2 / 3, 0.5]],
    ['is mirrored between bars',                        { preset: { ...box, fit: 'contain', ...ops({ name: 'flip' }) } }, [0.25, 0], [0.25, 0.875]],
    ['is not moved by what changes colours',            { preset: ops({ name: 'grayscale' }, { name: 'blur', sigma: 2 }) }, [0.25, 0.2], [0.25, 0.2]],
  ])('%s', (_, setting, [x, y], expected) => {
    const shown = shownOf(point(x, y), setting)
    if (!expected) return expect(shown).toBeUndefined()
    expect(shown?.at[0]).toBeCloseTo(expected[0], 5)
    expect(shown?.at[1]).toBeCloseTo(expected[1], 5)
  })
})

describe('a direction', () => {
  const direction = (yaw: number, pitch: number): HotspotShape => ({ kind: 'direction', yaw, pitch })

  // oxfmt-ignore
  test.each<[string, { width: number; height: number }, [number, number], [number, number] | undefined]>([
    ['of a whole sphere',                     { width: 400, height: 200 }, [90, -45], [0.75, 0.75]],
    ['straight ahead, in the middle',         { width: 400, height: 200 }, [0, 0], [0.5, 0.5]],
    ['of a band without top and bottom',      { width: 400, height: 100 }, [-90, 22.5], [0.25, 0.25]],
    ['above a band',                          { width: 400, height: 100 }, [0, 50], undefined],
    ['of a part of full height',              { width: 200, height: 200 }, [45, 0], [0.75, 0.5]],
  ])('%s is a point of the picture', (_, size, [yaw, pitch], expected) => {
    const at = shownOf(direction(yaw, pitch), { size, viewer: 'panorama' })?.at
    expect(at?.map((share) => Number(share.toFixed(5)))).toEqual(expected)
  })
  test('sees as much of a picture as the viewer says it covers', () => {
    for (const width of [100, 150, 199, 200, 201, 208, 209, 400])
      expect(panoramaExtent({ width, height: 100 })).toEqual(extentOf({ width, height: 100 }))
  })
})

describe('an area of the source', () => {
  const left: HotspotShape = {
    kind: 'polygon',
    points: [
      [0, 0],
      [0.5, 0],
      [0.5, 1],
      [0, 1],
    ],
  }

  test('loses what the crop cuts off, and its middle moves there', () => {
    const shown = shownOf(left, { preset: { ratio: 1, crop: 'centre' } })
    expect(shown).toMatchObject({ kind: 'polygon', at: [0.25, 0.5] })
    expect(shown?.kind === 'polygon' && new Set(shown.points.map(String))).toEqual(new Set(['0,0', '0.5,0', '0.5,1', '0,1']))
  })
  test('is cut off where less than a tenth of it is left', () => {
    const corner: HotspotShape = {
      kind: 'polygon',
      points: [
        [0, 0],
        [0.13, 0],
        [0.13, 1],
        [0, 1],
      ],
    }
    expect(shownOf(corner, { preset: { ratio: 1, crop: 'centre' } })).toBeUndefined()
  })
  test('stays a rectangle at right angles, and leans at others', () => {
    const turned = shownOf(left, { preset: ops(rotate(90)) })
    expect(turned?.kind === 'polygon' && turned.points.map((corner) => corner.map((at) => Number(at.toFixed(6)) + 0))).toEqual([
      [1, 0],
      [1, 0.5],
      [0, 0.5],
      [0, 0],
    ])
    const leaning = shownOf(
      {
        kind: 'polygon',
        points: [
          [0.4, 0.4],
          [0.6, 0.4],
          [0.6, 0.6],
          [0.4, 0.6],
        ],
      },
      { preset: ops(rotate(10)) },
    )
    expect(leaning?.kind === 'polygon' && new Set(leaning.points.map(([x]) => x.toFixed(3))).size).toBe(4)
  })
  test('a circle stays round on the screen, whatever the shape of the picture', () => {
    const circle: HotspotShape = { kind: 'circle', at: [0.5, 0.5], radius: 0.2 }
    const shown = shownOf(circle, {})
    expect(shown).toMatchObject({ kind: 'ellipse', at: [0.5, 0.5] })
    expect(shown?.kind === 'ellipse' && [shown.radii[0] * 400, shown.radii[1] * 300]).toEqual([60, 60])
  })
  test('a circle that is cut by an edge becomes the part that is left', () => {
    const circle: HotspotShape = { kind: 'circle', at: [0, 0.5], radius: 0.2 }
    const shown = shownOf(circle, {})
    expect(shown?.kind).toBe('polygon')
    expect(shown?.at[0]).toBeCloseTo(0.075, 5)
  })
})

describe('a planned reference', () => {
  const told = (...args: Parameters<typeof placed>): string[] => placed(...args).problems.map(formatProblem)

  test('keeps the order of the list, and says which hotspot is cut off, at the place in the sidecar', () => {
    const list = [hotspot(point(0.9, 0.5), 'Far'), hotspot(point(0.5, 0.5), 'Near'), hotspot(point(0.6, 0.5), 'Next')]
    const { hotspots, problems } = placed(list, { preset: { ratio: 1, crop: { x: 0.3, y: 0 } } })
    expect(hotspots?.map((one) => one.hotspot.label)).toEqual(['Near', 'Next'])
    expect(problems).toMatchObject([{ code: 'hotspot-cut-off', severity: 'warning', place }])
    expect(problems[0]?.message).toContain('"Far"')
    expect(problems[0]?.message).toContain('index.html:3')
  })
  test('knows where a hotspot is on the large picture, too, which is cropped otherwise', () => {
    const { hotspots } = placed([hotspot(point(0.25, 0.5))], { viewer: 'zoom', preset: { ratio: 1, crop: 'centre' } })
    expect(hotspots?.[0]?.large).toEqual({ kind: 'point', at: [0.25, 0.5] })
  })
  test.each(['deep-zoom', 'panorama'] as const)(
    'in %s keeps what its large picture shows, whatever the small one lacks',
    (viewer) => {
      const list = [hotspot(point(0.05, 0.5))]
      for (const preset of [
        { ratio: 1, crop: 'centre' },
        { ratio: 1, crop: 'attention' },
      ] as const) {
        const { hotspots, problems } = placed(list, { viewer, preset })
        expect(hotspots?.map(({ shown, large }) => [shown, large])).toEqual([[undefined, { kind: 'point', at: [0.05, 0.5] }]])
        expect(problems).toEqual([])
      }
    },
  )
  test('turns with the picture that is cut into tiles', () => {
    const { hotspots } = placed([hotspot(point(0.25, 0.2))], { viewer: 'deep-zoom', preset: ops(rotate(90)) })
    expect(hotspots?.[0]?.large?.at.map((at) => Number(at.toFixed(5)))).toEqual([0.8, 0.25])
  })
  test.each<[string, Partial<ImagePreset>]>([
    ['a crop by "attention"', { ratio: 1, crop: 'attention' }],
    ['a crop by "entropy"', { ratio: 1, crop: 'entropy' }],
    ['a crop by "saliency"', { ratio: 1, crop: 'saliency' }],
    ['"trim"', ops({ name: 'trim', threshold: 10 })],
  ])('has none after %s, and says so once', (what, preset) => {
    const list = [hotspot(point(0.5, 0.5)), hotspot(point(0.6, 0.5))]
    expect(placed(list, { preset }).hotspots).toBeUndefined()
    expect(told(list, { preset })).toEqual([expect.stringContaining(what)])
  })
  test.each<[string, Setting]>([
    ['inside a link', { reference: { insideLink: true } }],
    ['inside a <picture> of yours', { reference: { insidePicture: true } }],
    ['viewer "document" does not show them', { viewer: 'document' }],
  ])('has none where it is %s, and says so', (where, setting) => {
    expect(placed([hotspot(point(0.5, 0.5))], setting).hotspots).toBeUndefined()
    expect(told([hotspot(point(0.5, 0.5))], setting)).toEqual([expect.stringContaining(where)])
  })
  test('knows where a hotspot is where a media query has another crop, and keeps what can be seen there alone', () => {
    const art = [{ media: '(max-width: 600px)', ratio: 1, crop: { x: 1, y: 0 } }]
    const { hotspots, problems } = placed([hotspot(point(0.9, 0.5))], { preset: { ratio: 1, crop: { x: 0, y: 0 }, art } })
    expect(hotspots?.[0]?.shown).toBeUndefined()
    expect(hotspots?.[0]?.art?.[0]?.at[0]).toBeCloseTo(0.8667, 3)
    expect(problems).toHaveLength(1)
  })
  test('of a lone address has none, and nothing is said', () => {
    expect(placed([hotspot(point(0.5, 0.5))], { reference: { role: 'address' } })).toEqual({ problems: [] })
  })
})
