import { copyFile, mkdir, symlink } from 'node:fs/promises'
import { join } from 'node:path'
import type { Frame, Page } from 'playwright-core'
import type { Options } from '../../src/config/options.js'
import type { ElementName, ViewerName } from '../../src/types.js'
import { photo } from '../site/temp-site.js'
import { glbOfSquare } from './glb.js'
import { ffmpeg, pdfOf } from './media-files.js'

/** Viewers of one picture, which all show `media/a.jpg` here. */
const OF_PICTURES = ['zoom', 'inline-zoom', 'flyout', 'deep-zoom', 'panorama'] as const
const OF_SETS = ['gallery', 'carousel', 'spin', 'mixed', 'compare'] as const
const OF_FILES = { video: 'film.mp4', audio: 'tone.wav', document: 'kit.pdf', model: 'boot.glb' } as const

/** What is shown in each viewer, relative to the root. */
export const ASSETS = {
  ...fromNames(OF_PICTURES, () => 'media/a.jpg'),
  ...fromNames(OF_SETS, (name) => `media/${name}.set.yaml`),
  ...fromNames(Object.keys(OF_FILES) as (keyof typeof OF_FILES)[], (name) => `media/${OF_FILES[name]}`),
} as Readonly<Record<ViewerName, string>>

/** Small pictures that cost little to make; a lightbox and a panorama need larger ones, too. */
const SMALL = { widths: [240], formats: ['webp', 'fallback'], effort: 0 } as const
export const OPTIONS = {
  presets: { small: SMALL, zoom: { ...SMALL, widths: [300] }, panorama: { ...SMALL, widths: [300] } },
  defaultPreset: 'small',
  assets: 'media',
} as const satisfies Options<'small' | 'zoom' | 'panorama'>

/** As an author writes it. */
export function reference(viewer: ViewerName): string {
  const isSet = ASSETS[viewer].endsWith('.set.yaml')
  return `<img src="/${ASSETS[viewer]}" alt="The ${viewer}"${isSet ? '' : ` data-viewer="${viewer}"`}>`
}

/** The files of `ASSETS`, but the film; and `media/pins.jpg`, which has hotspots. */
export async function mediaFiles(): Promise<Record<string, string | Uint8Array>> {
  const frames = Array.from({ length: 8 }, async (_, at) => [
    [`media/turn-${at}.jpg`, await photo(240, 160, at)] as const,
    [`media/turn-${at}.jpg.media.yaml`, `alt: The boot, ${at * 45}°\n`] as const,
  ])
  return {
    'media/a.jpg': await photo(300, 150),
    'media/a.jpg.media.yaml': 'alt: A boot\n',
    'media/pins.jpg': await photo(300, 150, 2),
    'media/pins.jpg.media.yaml': 'hotspots: [{ label: Lace, at: { x: 0.5, y: 0.5 }, dialog: Of cotton. }]\n',
    ...Object.fromEntries((await Promise.all(frames)).flat()),
    ...Object.fromEntries(OF_SETS.map((name) => [ASSETS[name], setOf(name)])),
    'media/tone.wav': silence(2),
    'media/kit.pdf': pdfOf(200, 280),
    'media/boot.glb': glbOfSquare(),
    'media/boot.glb.media.yaml': 'poster: a.jpg\n',
  }
}

/** The film of the playground, 320 × 180 or so, and a GIF that moves. */
export async function addFilm(root: string): Promise<void> {
  await mkdir(join(root, 'media'), { recursive: true })
  await ffmpeg(join(root, 'media'), '-f', 'lavfi', '-i', 'testsrc=size=64x48:rate=5:duration=1', 'waves.gif')
  await copyFile(join(import.meta.dirname, '../../playground/media/evening.mp4'), join(root, 'media/film.mp4'))
}

/** What draws models is a package of the site's own. */
export async function installModelViewer(root: string): Promise<void> {
  await mkdir(join(root, 'node_modules/@google'), { recursive: true })
  const library = join(import.meta.dirname, '../../node_modules/@google/model-viewer')
  await symlink(library, join(root, 'node_modules/@google/model-viewer'), 'dir')
}

/** Waits until a viewer has its controls. Those of the lightbox come with it, and sounds have the browser's own. */
export async function comesToLife(within: Page | Frame, viewer: ElementName): Promise<void> {
  await within.locator(`rendition-${viewer}`).first().scrollIntoViewIfNeeded()
  await within.waitForFunction((name) => {
    const found = document.querySelector(`rendition-${name}`)
    if (!found?.matches(':defined')) return false
    return name === 'zoom' || name === 'audio' || found.shadowRoot?.querySelector(':not(slot)')
  }, viewer)
}

function fromNames<Name extends string>(names: readonly Name[], give: (name: Name) => string): Record<Name, string> {
  return Object.fromEntries(names.map((name) => [name, give(name)])) as Record<Name, string>
}

function setOf(viewer: (typeof OF_SETS)[number]): string {
  const items = viewer === 'spin' ? ['turn-*.jpg'] : viewer === 'mixed' ? ['a.jpg', 'film.mp4'] : ['turn-1.jpg', 'turn-2.jpg']
  return `title: Boots\nviewer: ${viewer}\nitems: ${JSON.stringify(items)}\n`
}

/** Seconds of nothing, as PCM of 8 kHz (http://soundfile.sapp.org/doc/WaveFormat/). */
function silence(seconds: number): Buffer {
  const samples = seconds * 8000
  const head = Buffer.alloc(44)
  head.write('RIFF')
  head.writeUInt32LE(36 + samples, 4)
  head.write('WAVEfmt ', 8)
  head.writeUInt32LE(16, 16)
  head.writeUInt16LE(1, 20)
  head.writeUInt16LE(1, 22)
  head.writeUInt32LE(8000, 24)
  head.writeUInt32LE(8000, 28)
  head.writeUInt16LE(1, 32)
  head.writeUInt16LE(8, 34)
  head.write('data', 36)
  head.writeUInt32LE(samples, 40)
  return Buffer.concat([head, Buffer.alloc(samples, 128)])
}
