/** An element of an S3 answer: text, or elements. */
export interface XmlElement {
  name: string
  text: string
  children: XmlElement[]
}

const NAMED: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }

/**
 * Reads the XML that S3 answers with, and nothing else: elements, text, entities. Throws on all that is not whole, so that
 * a listing cut short, or an HTML page in its place, is never taken for a listing.
 */
export function parseXml(text: string): XmlElement {
  const root: XmlElement = { name: '', text: '', children: [] }
  const open = [root]
  const tag = /<(?:\?xml[^>]*\?|(\/)?([A-Za-z_][\w.:-]*)(?:\s[^<>]*?)?(\/)?)>/y
  let at = text.startsWith('\uFEFF') ? 1 : 0
  while (at < text.length) {
    const top = open.at(-1) ?? root
    const next = text.indexOf('<', at)
    const until = next < 0 ? text.length : next
    top.text += decode(text.slice(at, until))
    at = until
    if (next < 0) break
    tag.lastIndex = at
    const match = tag.exec(text)
    if (!match) throw new Error('it is not XML')
    const [whole, closing, name, empty] = match
    at += whole.length
    if (name === undefined) continue
    if (closing) {
      if (open.length < 2 || open.pop()?.name !== name) throw new Error(`</${name}> closes nothing`)
      continue
    }
    const element: XmlElement = { name, text: '', children: [] }
    top.children.push(element)
    if (!empty) open.push(element)
  }
  const [document] = root.children
  if (open.length > 1 || root.children.length !== 1 || !document || root.text.trim() !== '')
    throw new Error('it ends in the middle')
  return document
}

/** The text of a child, undefined without one; throws when there are several. */
export function textOf(element: XmlElement, name: string): string | undefined {
  const found = element.children.filter((child) => child.name === name)
  if (found.length > 1) throw new Error(`it has ${found.length} times <${name}>`)
  return found[0]?.text
}

function decode(text: string): string {
  if (!text.includes('&')) return text
  return text.replace(/&([^;&]*)(;?)/g, (whole, entity: string, end: string) => {
    const number = /^#(?:x([\da-f]{1,6})|(\d{1,7}))$/i.exec(entity)
    const code = number && parseInt(number[1] ?? number[2] ?? '', number[1] ? 16 : 10)
    const char = code !== null && code <= 0x10ffff ? String.fromCodePoint(code) : NAMED[entity]
    if (end === '' || char === undefined) throw new Error(`it has "${whole.slice(0, 20)}", which stands for nothing`)
    return char
  })
}
