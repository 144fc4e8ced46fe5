/**
 * Makes the photos, films and documents of this site, from nothing but numbers: the same on every machine, so none is in
 * git. Run by `npm run playground`; files that are there are kept, `--force` makes all anew.
 */
import { existsSync } from 'node:fs'
import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import sharp from 'sharp'
import { documents } from './make/documents.mjs'
import { day, round } from './make/film.mjs'
import { allRound } from './make/all-round.mjs'
import { hutModel } from './make/model.mjs'
import { landscape } from './make/landscape.mjs'
import { surveyMap } from './make/survey.mjs'
import { turned } from './make/turn.mjs'
import { marmot, sunrise } from './make/drawings.mjs'
import { bells } from './make/sound.mjs'

const folder = fileURLToPath(new URL('.', import.meta.url))

/** Where it was taken, by a camera that says too much: none of this may reach the web. */
const gps = {
  IFD0: { Make: 'Example', Model: 'Pocket 1', Artist: 'Ada Example', Copyright: '© Ada Example' },
  IFD3: { GPSLatitudeRef: 'N', GPSLatitude: '46/1 34/1 30/1', GPSLongitudeRef: 'E', GPSLongitude: '8/1 1/1 12/1' },
}

const TURN = 24
const hutTurn = Object.fromEntries(
  Array.from({ length: TURN }, (_, at) => [`media/hut-turn/hut-${at + 1}.jpg`, () => turned(at / TURN)]),
)

/** One view from the jetty, at five hours. */
const hours = Object.fromEntries(
  ['dawn', 'noon', 'dusk', 'mist', 'night'].map((hour) => [
    `media/hours/jetty-${hour}.jpg`,
    () => landscape({ seed: 8, width: 1200, height: 800, hour, lake: true }),
  ]),
)

/** The survey map, drawn once for two pictures: one with all its pixels, one for a page. */
let survey
const surveyed = () => (survey ??= surveyMap({ seed: 17 }))

/** Made of what is made before. */
const films = { 'media/day.mp4': day, 'media/round.mp4': round }

/** Path below this folder → how its bytes are made. */
const files = {
  'media/lake.jpg': () => landscape({ seed: 7, width: 2400, height: 1600, hour: 'dawn', lake: true }),
  'media/ridge.jpg': () => landscape({ seed: 21, width: 2400, height: 1600, hour: 'noon' }),
  'media/forest.jpg': () => landscape({ seed: 3, width: 1400, height: 2100, hour: 'noon', trees: 90, orientation: 6 }),
  'media/hut.jpg': () => landscape({ seed: 12, width: 2000, height: 1336, hour: 'dusk', trees: 40, exif: gps }),
  'media/Summit Cross.JPG': () => landscape({ seed: 33, width: 2000, height: 1334, hour: 'noon', cross: true }),
  'media/über-dem-nebel.jpg': () => landscape({ seed: 44, width: 2000, height: 1000, hour: 'mist' }),
  'media/trail #7.jpg': () => landscape({ seed: 55, width: 1600, height: 1067, hour: 'noon', trees: 60 }),
  'media/shore-wide.jpg': () => landscape({ seed: 8, width: 2400, height: 1200, hour: 'dusk', lake: true }),
  'media/shore-tall.jpg': () => landscape({ seed: 8, width: 1200, height: 1800, hour: 'dusk', lake: true }),
  'media/night.jpg': () => landscape({ seed: 66, width: 2000, height: 1331, hour: 'night', lake: true }),
  'media/press/boat.jpg': () => landscape({ seed: 70, width: 2000, height: 1333, hour: 'mist', lake: true }),
  'media/press/north-wall.jpg': () => landscape({ seed: 81, width: 1400, height: 1750, hour: 'noon' }),
  'media/drafts/next-year.jpg': () => landscape({ seed: 90, width: 1500, height: 1000, hour: 'dawn' }),
  ...hours,
  ...hutTurn,
  'media/survey.jpg': surveyed,
  'media/walks.jpg': async () =>
    sharp(await surveyed())
      .resize(1600)
      .jpeg({ quality: 82 })
      .toBuffer(),
  'media/all-round.jpg': () => allRound({ seed: 5 }),
  'media/marmot.png': marmot,
  'media/sunrise.gif': sunrise,
  'media/bells.wav': bells,
  'media/hut.glb': hutModel,
  'media/press/press-kit.zip': () => documents.kit(),
  'media/trail-guide.pdf': () => documents.guide(),
  'public/postcard.jpg': () => landscape({ seed: 14, width: 1200, height: 800, hour: 'dawn', lake: true }),
}

const force = process.argv.includes('--force')
const isMissing = ([path]) => force || !existsSync(join(folder, path))
const missing = Object.entries(files).filter(isMissing)
const missingFilms = Object.entries(films).filter(isMissing)
const started = performance.now()
for (const [path, make] of missing) {
  const file = join(folder, path)
  await mkdir(dirname(file), { recursive: true })
  await writeFile(file, await make())
}
await Promise.all(missingFilms.map(([path, make]) => make(join(folder, 'media'), join(folder, path))))
const count = missing.length + missingFilms.length
if (count > 0) {
  console.log(`${count} files made for the playground in ${((performance.now() - started) / 1000).toFixed(1)} s.`)
}
