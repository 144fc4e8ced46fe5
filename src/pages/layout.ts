import { stemOf } from '../base/site-path.js'

/** Stands in when a site names no layout of its own. */
export const DEFAULT_LAYOUT = `<!DOCTYPE html>
<html lang="{{ lang }}">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>{{ title }}</title>
  </head>
  <body>
    <main>
{{ content }}
    </main>
  </body>
</html>
`

export interface LayoutFields {
  /** The page's HTML, put in as it is. */
  content: string
  frontmatter: Readonly<Record<string, unknown>>
  title: string
}

/**
 * Fills a layout: `{{ content }}` with the page, `{{ title }}` and `{{ field.sub }}` with front matter, escaped for
 * HTML text and quoted attributes. What is missing, or is a list of fields itself, becomes nothing; lists are joined with
 * commas; `{{ lang }}` is `en` unless front matter says otherwise. The content's own braces are left alone.
 */
export function fillLayout(layout: string, { content, frontmatter, title }: LayoutFields): string {
  return layout.replace(/\{\{\s*([\p{L}\p{N}_$.-]+)\s*\}\}/gu, (_, path: string) => {
    if (path === 'content') return content
    if (path === 'title') return escapeHtml(title)
    const value = textOf(fieldAt(frontmatter, path.split('.')))
    return escapeHtml(value === '' && path === 'lang' ? 'en' : value)
  })
}

/** The front matter's title, else the first heading, else the file's name. */
export function titleOf(
  frontmatter: Readonly<Record<string, unknown>>,
  headings: readonly { text: string }[],
  file: string,
): string {
  const given = textOf(frontmatter['title'])
  return given || headings.find(({ text }) => text !== '')?.text || stemOf(file)
}

function fieldAt(value: unknown, [name, ...rest]: readonly string[]): unknown {
  if (name === undefined) return value
  if (value === null || typeof value !== 'object' || !Object.hasOwn(value, name)) return undefined
  return fieldAt((value as Record<string, unknown>)[name], rest)
}

function textOf(value: unknown): string {
  if (value instanceof Date) return value.toISOString()
  if (Array.isArray(value)) return value.map(textOf).filter(Boolean).join(', ')
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? String(value) : ''
}

function escapeHtml(text: string): string {
  const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }
  return text.replace(/[&<>"']/g, (character) => entities[character] ?? character)
}
