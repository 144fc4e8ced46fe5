import type { Reference } from '../types.js'
import { inOrder, hostOf, type Discovered } from './discovered.js'
import { discoverHtml } from './html.js'
import { discoverScript } from './script.js'

/** Astro's script between two lines of dashes at the top. */
const FENCE = /^\s*---[ \t]*\r?\n([^]*?)^---[ \t]*$/m

/**
 * Finds the paths to media in a `.vue`, `.svelte` or `.astro` file: attributes of the markup, scripts and styles, each
 * with its exact range. Their own compilers turn them into imports, so nothing here is for us to answer; it serves
 * moves, "used by" and the check for broken references. Expressions (`src={x}`) are computed, and left out.
 */
export function discoverComponent(text: string, file: string): Discovered {
  const fence = file.toLowerCase().endsWith('.astro') ? FENCE.exec(text) : null
  const script = fence?.[1] ?? ''
  const isTop = fence !== null && fence.index === 0
  const markup = isTop ? blank(fence[0]) + text.slice(fence[0].length) : text
  const host = hostOf(text, file, isTop ? fence[0].indexOf('\n', fence[0].indexOf('---')) + 1 : 0)
  const fromScript = isTop ? discoverScript(script, file, { host }).references : []
  const { references } = discoverHtml(markup, file, { everything: true, fragment: true })
  return { references: inOrder([...fromScript, ...references.map(asPath)]), problems: [] }
}

/** Keeps an import's wish; markup is the framework's. */
function asPath(reference: Reference): Reference {
  if (reference.escape === 'js') return reference
  return { ...reference, role: reference.role === 'css' ? 'css' : 'address', range: reference.urlRange }
}

/** Spaces of the same length, so that offsets stay. */
function blank(text: string): string {
  return text.replace(/[^\r\n]/g, ' ')
}
