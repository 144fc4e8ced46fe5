import { readFile } from 'node:fs/promises'
import { fromSitePath } from '../base/site-path.js'
import type { Reference } from '../types.js'
import { answerNow, slotFor } from './answer.js'
import { isServing, type Context } from './context.js'
import { noteDocument } from './html.js'
import { slotCall } from './slots.js'

type FrontMatter = Readonly<Record<string, unknown>>

/**
 * Front matter of a Markdown file as a JavaScript expression. A field that asks for something of ours
 * (`cover: ./lake.jpg?preset=hero`), at any depth, is the address of what it asks for; all others stay as written.
 */
export async function frontMatterScript(context: Context, file: string, frontmatter: FrontMatter): Promise<string> {
  const text = JSON.stringify(frontmatter)
  if (!/\?[^"]*=/.test(text)) return text
  const answers = new Map<string, string>()
  for (const reference of await fieldsThatAsk(context, file)) {
    const answer = await answerField(context, reference)
    if (answer !== undefined) answers.set(reference.url, answer)
  }
  // A key is matched with its colon, so that it is left alone.
  return text.replace(/"(?:[^"\\]|\\.)*":?/g, (literal) =>
    literal.endsWith(':') ? literal : (answers.get(JSON.parse(literal) as string) ?? literal),
  )
}

async function fieldsThatAsk(context: Context, file: string): Promise<Reference[]> {
  const { discoverMarkdown } = await import('../discover/markdown.js')
  const { references } = discoverMarkdown(await readFile(fromSitePath(context.vite.root, file), 'utf8'), file)
  return references
    .filter(({ escape, explicit }) => escape === 'yaml' && explicit)
    .map((reference) => ({ ...reference, escape: 'js' }))
}

async function answerField(context: Context, reference: Reference): Promise<string | undefined> {
  const open = await context.open()
  const bound = await open.site.bind(reference)
  if (bound.kind === 'left') return undefined
  if (bound.kind === 'planned') noteDocument(context, bound.planned, reference.place.file)
  return isServing(context) ? JSON.stringify(await answerNow(context, open, bound)) : slotCall(slotFor(context, open, bound))
}
