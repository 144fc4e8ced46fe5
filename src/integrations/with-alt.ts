/**
 * Markup with another text for what it shows: each picture that has the text of the first one gets it, since the members of a
 * set that have none of their own have the set's. The markup is what `rewrite/markup-tree.ts` writes.
 */
export function withAlt(html: string, alt: string | undefined): string {
  const said = / alt="[^"]*"/.exec(html)?.[0]
  return alt === undefined || said === undefined ? html : html.replaceAll(said, () => ` alt="${escaped(alt)}"`)
}

function escaped(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/"/g, '&quot;')
}
