import type { Markup } from '../../base/markup.js'
import { sizeText } from '../../base/size-text.js'
import type { PlannedReference } from '../../types.js'
import { ownAttributes } from '../own-attributes.js'
import { altOf, titleOf } from './large.js'
import { elementOptions } from './playable.js'
import { element, type Attribute, type Shown, type ViewerMarkup } from './shown.js'

/**
 * `<rendition-document>` around a link to the document: its first page, its name, its type and size. Where the author has a
 * link around it already, the element itself says where the document is.
 */
export const documentMarkup: ViewerMarkup = ({ planned, view, picture }: Shown) => {
  const { poster, main, stable, reference } = planned
  // People copy links to documents, so they get the address that stays.
  const href = stable === undefined ? view.address(main) : view.stableAddress(stable)
  const page = poster ? picture(silent(poster)) : []
  const content: Markup[] = [
    ...page,
    element('span', [], [nameOf(planned)]),
    element('span', [], [` ${main.extension.toUpperCase()}, ${sizeText(planned.asset.bytes)}`]),
  ]
  const own = ownAttributes(reference).filter(([name]) =>
    /^(?:class|id|style|dir|lang|hidden|role|translate|data-.+|aria-.+)$/.test(name),
  )
  const marks: Attribute[] = planned.preview === undefined ? [] : [['data-renditions-preview', planned.preview]]
  if (reference.insideLink)
    return [element('rendition-document', [['src', href], ...elementOptions(planned), ...own, ...marks], content)]
  const link = element('a', [['href', href], ['type', 'application/pdf'], ...own, ...marks], content)
  return [element('rendition-document', elementOptions(planned), [link])]
}

function nameOf(planned: PlannedReference): string {
  return titleOf(planned) || altOf(planned) || planned.main.stem
}

/** The picture says nothing that the name beside it does not say. */
function silent(poster: PlannedReference): PlannedReference {
  const { reference } = poster
  const attributes = (reference.attributes ?? []).filter(([name]) => name !== 'alt' && name !== 'title')
  return {
    ...poster,
    sidecar: { files: poster.sidecar.files },
    reference: { ...reference, attributes: [['alt', ''], ...attributes] },
  }
}
