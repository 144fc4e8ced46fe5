import { mkdir, readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { bundleFolder, formatBundle } from '../../../base/bundle.js'
import { spritePath, STORYBOARD } from '../../../base/stream-layout.js'
import { errorOf, RenditionsError } from '../../../errors.js'
import type { Artifact, BundleFile, Recipe } from '../../../types.js'
import { videoOf } from './encode-pictures.js'
import { jpegScale, spriteFilters, storyboardVtt, thumbnailCount, type StoryboardRecipe } from './storyboard-plan.js'
import { artifactOf, encode, inFolder, type Workplace } from './workplace.js'

/** Thumbnails of a film in sprites, and the cues that say which is where. Rejects with `RenditionsError`. */
export function makeStoryboard(
  place: Workplace,
  key: string,
  recipe: StoryboardRecipe,
  { quality }: Pick<Recipe, 'quality'>,
): Promise<Artifact> {
  return inFolder(place, async (_, temporary) => {
    const folder = bundleFolder(temporary)
    await mkdir(folder, { recursive: true })
    const video = videoOf(place)
    const { width, height, columns, rows, duration } = recipe
    const [numerator, denominator] = video.frameRate
    await encode(place, {
      // Nobody sees in a thumbnail that it is one of the frames that others depend on.
      before: ['-skip_frame', 'noref'],
      parameters: ['-map', '0:V:0', '-vf', spriteFilters(recipe, video), ...jpeg(quality), 'sprite-%d.jpg'],
      folder,
      seconds: duration,
      megapixels: (duration * numerator) / denominator,
      bitrate: width * height * 8,
    })
    const sprites = (await readdir(folder)).length
    if (sprites === 0) throw nothing(place)
    const thumbnails = Math.min(thumbnailCount(recipe), sprites * columns * rows)
    await writeFile(join(folder, STORYBOARD), storyboardVtt(recipe, thumbnails))
    const needed = Math.ceil(thumbnails / (columns * rows))
    const paths = [STORYBOARD, ...Array.from({ length: needed }, (__, index) => spritePath(index + 1))]
    const files: BundleFile[] = []
    for (const path of paths) {
      const { digest, bytes } = await artifactOf('', join(folder, path))
      files.push({ path, digest, bytes })
    }
    await writeFile(temporary, formatBundle(files))
    return place.cache.adoptBundle(key, temporary, await artifactOf(key, temporary, width, height))
  })
}

function jpeg(quality: number): string[] {
  return ['-c:v', 'mjpeg', '-q:v', String(jpegScale(quality)), '-fflags', '+bitexact', '-flags:v', '+bitexact', '-f', 'image2']
}

function nothing({ job }: Workplace): RenditionsError {
  return new RenditionsError(errorOf('encoder-failed', { path: job.asset, reason: 'it gave no thumbnails' }))
}
