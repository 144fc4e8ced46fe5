import { isSetPath } from '../base/set-path.js'
import { extensionOf } from '../base/site-path.js'
import { isTranscriptPath } from '../base/track-name.js'

const FILMS = ['mp4 m4v webm mov mkv ogv avi 3gp 3g2', 'mp3 m4a ogg oga opus wav flac aac'].join(' ').split(' ')

/** File extensions (lower case, no dot) a reference may lead to without saying that it means media. */
const MEDIA: ReadonlySet<string> = new Set(
  [
    'jpg jpeg jpe jfif pjpeg pjp png apng gif webp avif heic heif svg ico bmp tif tiff jxl jp2 psd',
    'vtt srt',
    'glb gltf usdz',
    'pdf zip epub doc docx xls xlsx ppt pptx odt ods odp',
  ]
    .join(' ')
    .split(' ')
    .concat(FILMS),
)

/** True when a path ends like a film or sound. */
export function isFilmPath(path: string): boolean {
  return FILMS.includes(extensionOf(path))
}

/** True when a path (no query, no fragment) ends like a picture, video, sound, caption track, model, document or set. Upper case counts too. */
export function isMediaPath(path: string): boolean {
  return MEDIA.has(extensionOf(path)) || isSetPath(path)
}

/** True for a file that is an asset by its name: media, and what is written down of films, though a link to that is one to a page. */
export function isAssetPath(path: string): boolean {
  return isMediaPath(path) || isTranscriptPath(path)
}
