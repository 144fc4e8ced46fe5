import { contentTypeOf } from '../../base/content-type.js'
import { sizeText } from '../../base/size-text.js'
import type { PlannedReference } from '../../types.js'
import { ownAttributes } from '../own-attributes.js'
import type { View } from '../view.js'
import { altOf, titleOf } from './large.js'
import { optionAttributes } from './option-attributes.js'
import { element, type Attribute, type Shown, type ViewerMarkup } from './shown.js'

/** Options that are paths of the site, and become addresses. */
const PATHS: readonly string[] = ['usdz', 'decoders']

/**
 * `<rendition-model>` around a link to the model: its poster, where the sidecar names one, its name, type and size. Where the
 * author has a link around it already, the element itself says where the model is.
 */
export const modelMarkup: ViewerMarkup = ({ planned, view, picture }: Shown) => {
  const { poster, main, reference, preset, preview } = planned
  const href = fileAddress(planned, view)
  const name = titleOf(planned) || altOf(planned) || main.stem
  const content = [
    ...(poster ? picture(named(poster, planned)) : []),
    element('span', [], [name]),
    element('span', [], [` ${main.extension.toUpperCase()}, ${sizeText(planned.asset.bytes)}`]),
  ]
  const own = ownAttributes(reference).filter(([attribute]) =>
    /^(?:class|id|style|dir|lang|hidden|translate|data-.+)$/.test(attribute),
  )
  const attributes: Attribute[] = [
    ...(preset.loading === 'eager' ? ([['loading', 'eager']] as const) : []),
    ...options(planned, view),
    ...own,
    ...(preview === undefined ? [] : ([['data-renditions-preview', preview]] as const)),
  ]
  if (reference.insideLink) return [element('rendition-model', [['src', href], ...attributes], content)]
  const type = contentTypeOf(`.${main.extension}`)
  const link: Attribute[] = [
    ['href', href],
    ['type', type],
  ]
  return [element('rendition-model', attributes, [element('a', link, content)])]
}

function options(planned: PlannedReference, view: View): Attribute[] {
  const said = optionAttributes(planned).map(([name, value]): Attribute =>
    PATHS.includes(name) ? [name, view.siteAddress(String(value).replace(/^\/+/, ''))] : [name, value],
  )
  return planned.usdz ? [...said, ['usdz', fileAddress(planned.usdz, view)]] : said
}

/** People copy links to files, so they get the address that stays. */
function fileAddress({ stable, main }: PlannedReference, view: View): string {
  return stable === undefined ? view.address(main) : view.stableAddress(stable)
}

/** A poster shows what the model shows. */
function named(poster: PlannedReference, planned: PlannedReference): PlannedReference {
  const others = (poster.reference.attributes ?? []).filter(([name]) => name !== 'alt' && name !== 'title')
  const alt: [string, string] = ['alt', altOf(planned)]
  return { ...poster, sidecar: { files: poster.sidecar.files }, reference: { ...poster.reference, attributes: [alt, ...others] } }
}
