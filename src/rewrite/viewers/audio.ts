import { altOf, titleOf } from './large.js'
import { elementOptions, playerAttributes, trackMarkup, transcriptMarkup, typeOf } from './playable.js'
import { element, type Attribute, type Shown, type ViewerMarkup } from './shown.js'

/** `<rendition-audio>` around `<audio controls>`, with its title above and a link to its transcript below. */
export const audioMarkup: ViewerMarkup = ({ planned, view }: Shown) => {
  const { tracks = [], main, reference } = planned
  const type = typeOf(planned)
  const title = titleOf(planned) || altOf(planned)
  const source: Attribute[] = [['src', view.address(main)], ...(type === undefined ? [] : ([['type', type]] as const))]
  return [
    element('rendition-audio', elementOptions(planned), [
      ...(title === '' ? [] : [element('span', [], [title])]),
      element('audio', playerAttributes(planned), [
        element('source', source),
        ...tracks.map((track) => trackMarkup(track, view)),
      ]),
      ...(reference.insideLink ? [] : transcriptMarkup(planned, view)),
    ]),
  ]
}
