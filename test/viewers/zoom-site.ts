import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import sharp from 'sharp'
import { addAxe, buildViewers } from './build-viewers.js'

/** Size of the large pictures; the small ones are a quarter as wide. */
export const LARGE = { width: 2400, height: 1600 }

/** A temporary folder with the built viewer, pictures and pages; `remove` deletes it. */
export async function makeZoomSite(): Promise<{ folder: string; remove: () => Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), 'renditions-zoom-'))
  await Promise.all([buildViewers(folder), addAxe(folder), ...['a', 'b', 'c'].map((name, at) => pictures(folder, name, at))])
  for (const [name, html] of Object.entries(pages)) await writeFile(join(folder, `${name}.html`), html)
  return { folder, remove: () => rm(folder, { recursive: true, force: true }) }
}

/** A page on another site with the embed script of `origin`, as someone would paste it. */
export function embedPage(origin: string): string {
  return page(
    'en',
    zoom('a', 'A red square', `${origin}/`).replace(
      '<rendition-zoom>',
      `<script src="${origin}/zoom-embed.js"></script><rendition-zoom>`,
    ),
    '',
  )
}

async function pictures(folder: string, name: string, hue: number): Promise<void> {
  const background = { r: 200, g: 60 + hue * 60, b: 90 }
  const large = sharp({ create: { ...LARGE, channels: 3, background } }).jpeg()
  const small = sharp({ create: { width: 600, height: 400, channels: 3, background } }).jpeg()
  await Promise.all([large.toFile(join(folder, `${name}.jpg`)), small.toFile(join(folder, `${name}-small.jpg`))])
}

function page(lang: string, body: string, script = '<script type="module" src="/zoom.js"></script>', dir = 'ltr'): string {
  return `<!doctype html><html lang="${lang}" dir="${dir}"><head><meta charset="utf-8"><title>Zoom</title>
<meta name="viewport" content="width=device-width"><link rel="icon" href="data:,">${script}</head>
<body><main><h1>Pictures</h1>${body}</main></body></html>`
}

function image(name: string, alt: string, base = ''): string {
  return `<picture><source type="image/jpeg" srcset="${base}${name}-small.jpg"><img src="${base}${name}-small.jpg" width="300" height="200" alt="${alt}"></picture>`
}

function zoom(name: string, alt: string, base = ''): string {
  const size = `data-width="${LARGE.width}" data-height="${LARGE.height}"`
  return `<rendition-zoom><a href="${base}${name}.jpg" ${size}>${image(name, alt, base)}</a></rendition-zoom>`
}

const ownSize = `width="${LARGE.width}" height="${LARGE.height}"`
const three = `${zoom('a', 'First')} ${zoom('b', 'Second')} ${zoom('c', 'Third')}`

const pages = {
  single: page('en', `<p id="before" tabindex="0">Before</p><p>${zoom('a', 'A red square')}</p>`),
  gallery: page(
    'en',
    `<div data-zoom-group>${three}</div><section class="media-set">${zoom('b', 'Other one')}${zoom('c', 'Other two')}</section>`,
  ),
  named: page('en', three.replaceAll('<rendition-zoom>', '<rendition-zoom data-zoom-group="x">') + zoom('a', 'Alone')),
  rtl: page('ar', `<div data-zoom-group>${three}</div>`, undefined, 'rtl'),
  german: page('en', `<div lang="de-AT">${zoom('a', 'Ein rotes Quadrat')}</div>${zoom('b', '')}`),
  japanese: page('ja', `<div data-zoom-group>${three}</div>`),
  dialog: page(
    'en',
    `<dialog id="outer" aria-label="Outer"><button id="other">Other</button>${zoom('a', 'In a dialog')}</dialog>
     <div id="tab" hidden>${zoom('b', 'In a tab')}</div>`,
  ),
  linked: page(
    'en',
    `<p><a id="picture" href="single.html"><rendition-zoom src="a.jpg" ${ownSize}>${image('a', 'Linked')}</rendition-zoom></a></p>
     <p><a id="card" href="single.html"><rendition-zoom src="b.jpg" ${ownSize}>${image('b', 'Card')}</rendition-zoom> <span>Read on</span></a></p>
     <p><rendition-zoom id="bare" src="c.jpg" ${ownSize}>${image('c', 'Bare')}</rendition-zoom></p>`,
  ),
  broken: page(
    'fr',
    `${zoom('a', 'Absente').replace('href="a.jpg"', 'href="missing.jpg"')}
     <rendition-zoom><a id="sizeless" href="single.html">${image('b', 'Sans taille')}</a></rendition-zoom>`,
  ),
}
