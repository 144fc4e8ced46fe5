import { altOf, titleOf } from './large.js'
import { isPending, sourceMarkup, sourcesOf } from './film-sources.js'
import { elementOptions, playerAttributes, trackMarkup, transcriptMarkup } from './playable.js'
import type { Rendition } from '../../types.js'
import type { View } from '../view.js'
import { element, type Shown, type ViewerMarkup } from './shown.js'
import { waitingMarkup } from './waiting.js'

/** `<rendition-audio>` around `<audio controls>`, with its title above and a link to its transcript below. */
export const audioMarkup: ViewerMarkup = ({ planned, view, picture }: Shown) => {
  if (isPending(planned, view)) return waitingMarkup(planned, picture)
  const { tracks = [], reference, sound } = planned
  const title = titleOf(planned) || altOf(planned)
  return [
    element('rendition-audio', elementOptions(planned), [
      ...(title === '' ? [] : [element('span', [], [title])]),
      ...(sound?.waveform ? [waveform(sound.waveform, view)] : []),
      element('audio', playerAttributes(planned), [
        ...sourcesOf(planned).map((one) => sourceMarkup(one, view)),
        ...tracks.map((track) => trackMarkup(track, view)),
      ]),
      ...(reference.insideLink ? [] : transcriptMarkup(planned, view)),
    ]),
  ]
}

/** Decoration: it says nothing to who cannot hear. */
function waveform(rendition: Rendition, view: View): ReturnType<typeof element> {
  const { width, height } = rendition.recipe
  return element('img', [
    ['src', view.address(rendition)],
    ['alt', ''],
    ['width', String(width)],
    ['height', String(height)],
    ['loading', 'lazy'],
  ])
}
