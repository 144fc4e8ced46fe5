import { describe, expect, test } from 'vitest'
import type { PlayerBinding } from '../../src/bind/bind-file.js'
import { playerFor, withCompanions } from '../../src/bind/bind-player.js'
import type { PlanInput } from '../../src/plan/plan-reference.js'
import type { Problem } from '../../src/types.js'
import { planned } from '../rewrite/example.js'

/** A site without anything to bind. */
function emptySite(documentVersion?: string): { site: PlayerBinding; told: Problem[] } {
  const told: Problem[] = []
  const engine = { version: 'sharp 1', documentVersion } as PlayerBinding['parts']['engine']
  const site: PlayerBinding = {
    parts: {
      engine,
      locate: () => ({ left: true }),
      namedTracks: () => [],
      asset: (path) => Promise.reject(new Error(`Nobody asks for ${path}.`)),
    },
    bind: () => Promise.resolve({ kind: 'left' }),
    mayShow: () => Promise.resolve(true),
    report: (problems) => void told.push(...problems),
  }
  return { site, told }
}

const paper = planned({ viewer: 'document', original: 'pdf', probe: { kind: 'document', format: 'pdf', width: 0, height: 0 } })
const input = { ...paper, stem: 'kit' } as unknown as PlanInput

describe('a document', () => {
  test('without the package that draws it is a link, and one sentence says what to install', async () => {
    const { site, told } = emptySite()
    const bound = await withCompanions(site, paper, input)
    expect(bound.kind === 'planned' && bound.planned.poster).toBeUndefined()
    expect(told).toMatchObject([
      { code: 'page-undrawn', severity: 'warning', hint: 'Run "npm install --save-dev @hyzyla/pdfium".' },
    ])
  })

  test('that the package cannot open needs no word about the package', async () => {
    const { site, told } = emptySite('pdfium 2')
    const bound = await withCompanions(site, paper, input)
    expect(bound.kind === 'planned' && bound.planned.poster).toBeUndefined()
    expect(told).toEqual([])
  })
})

test.each(['mov', 'avi', 'mkv'])('a film that browsers do not play (%s) is told', async (format) => {
  const { site, told } = emptySite()
  await withCompanions(site, planned({ viewer: 'video', original: 'mov', probe: { kind: 'video', format } }), input)
  expect(told.map(({ code }) => code)).toEqual(['film-unplayable'])
})

test('a poster that lies outside the site fails the film, where it is named', async () => {
  const { site, told } = emptySite()
  const place = { file: 'media/clip.mp4.media.yaml', line: 3, column: 1 }
  const film = planned({ viewer: 'video', original: 'mp4', sidecar: { poster: { url: '../../secret.jpg', place } } })
  expect((await withCompanions(site, film, input)).kind).toBe('failed')
  expect(told).toMatchObject([{ severity: 'error', place }])
})

describe('a film all round', () => {
  const viewers = { panorama: { viewer: 'panorama' }, video: { viewer: 'video' }, zoom: { viewer: 'zoom' } } as never
  const film = (spherical?: true): Parameters<typeof playerFor>[2] => {
    const video = { codec: 'h264', frameRate: [25, 1], bitrate: 0, transfer: 'sdr', interlaced: false, hasAlpha: false } as const
    const facts = { duration: 3, audio: [], video: { ...video, ...(spherical && { spherical }) } }
    const { asset } = planned({ viewer: 'video', original: 'mp4', probe: { kind: 'video', format: 'mp4' } })
    return { ...asset, probe: { ...asset.probe, film: facts } } as Parameters<typeof playerFor>[2]
  }
  const { reference } = planned({ viewer: 'video', original: 'mp4' })
  const asked = (viewer?: string): typeof reference => ({
    ...reference,
    wish: { overrides: {}, ...(viewer !== undefined && { viewer }) },
  })

  test('is shown so where it says that it is one, or where that is asked for', () => {
    expect(playerFor({ viewers }, asked(), film(true), undefined)).toEqual({ viewer: 'panorama' })
    expect(playerFor({ viewers }, asked('video'), film(true), 'video')).toEqual({ viewer: 'video' })
    expect(playerFor({ viewers }, asked('panorama'), film(), 'panorama')).toEqual({ viewer: 'panorama' })
    expect(playerFor({ viewers }, asked(), film(), undefined)).toEqual({ viewer: 'video' })
    expect(playerFor({ viewers }, asked('zoom'), film(), 'zoom')).toHaveProperty('problem.code', 'viewer-unfit')
  })
})
