/** Takes the examples out of a part of the README. */

/** Something an author writes, and the viewers that have to come of it. */
export interface Example {
  kind: 'markdown' | 'html'
  text: string
}

/** A block of code: its language and its text. */
interface Block {
  language: string
  text: string
}

/** Of a chapter (`## …`) with all below it. */
export function chapterOf(readme: string, title: string): string {
  const start = readme.indexOf(`\n## ${title}\n`) + 1
  const end = readme.indexOf('\n## ', start)
  return readme.slice(start, end)
}

/** Every different example of what an author writes into pages: blocks, and lines in the text and in tables. */
export function examplesIn(text: string): Example[] {
  const blocks = blocksIn(text).flatMap(({ language, text }): Example[] => {
    if (language === 'md') return [{ kind: 'markdown', text }]
    return language === 'html' ? [{ kind: 'html', text }] : []
  })
  const lines = codesIn(text).flatMap((code): Example[] => {
    if (/^!\[|^:{1,3}media/.test(code)) return [{ kind: 'markdown', text: code }]
    return code.startsWith('<img src=') ? [{ kind: 'html', text: code }] : []
  })
  return [...new Map([...blocks, ...lines].map((example) => [example.text, example])).values()]
}

/** YAML files whose first line is a comment with their path. */
export function yamlFilesIn(text: string): Record<string, string> {
  const files = blocksIn(text).flatMap(({ language, text }) => {
    const path = language === 'yaml' ? /^# ([\w./-]+)/.exec(text)?.[1] : undefined
    return path === undefined ? [] : [[path, text] as const]
  })
  return Object.fromEntries(files)
}

/** The block of YAML that begins with a field. */
export function yamlWith(text: string, field: string): string {
  return blocksIn(text).find(({ language, text }) => language === 'yaml' && text.startsWith(`${field}:`))?.text ?? ''
}

/** What the examples of a config say, all of them together: blocks that call `renditions`, and single options in the text. */
export function optionsIn(text: string): Record<string, unknown> {
  const calls = blocksIn(text).filter(({ language }) => language === 'ts')
  const single = codesIn(text).filter((code) => /^(?:sets|texts): [[{]/.test(code))
  const objects = [
    ...calls.map(({ text }) => /^renditions\((.+)\)\s*$/s.exec(text)?.[1] ?? ''),
    ...single.map((code) => `{${code}}`),
  ]
  return Object.assign({}, ...objects.map((object) => new Function(`return ${object}`)() as object)) as Record<string, unknown>
}

/** Files of media that a text names, relative to its folder or from the root; patterns as they are. */
export function mediaIn(text: string): string[] {
  return [...new Set(Array.from(text.matchAll(/[\w*./-]+\.(?:jpg|png|gif|mp4|mp3|pdf|glb|vtt|m3u8)\b/g), ([name]) => name))]
}

/** The viewer that an image or directive has to become: the one it names, or else that of what it shows. */
export function viewersIn({ text }: Example, sets: Readonly<Record<string, string>>): string[] {
  // What stands inside a set is of the set.
  const single = text.replace(/^(:::media-set.*)$[^]*?^:::$/gm, '$1')
  return single.split('\n').flatMap((line) => {
    if (!/^!\[|^:{2,3}media|^<img /.test(line)) return []
    const named = /viewer="?([\w-]+)/.exec(line)?.[1]
    const path = /[\w*./-]+\.[\w.]+/.exec(line.replace(/^!\[[^\]]*\]/, ''))?.[0] ?? ''
    return [named ?? sets[path] ?? ofExtension[path.slice(path.lastIndexOf('.') + 1)] ?? 'picture']
  })
}

const ofExtension: Readonly<Record<string, string>> = { mp4: 'video', mp3: 'audio', pdf: 'document', glb: 'model', gif: 'moving' }

function blocksIn(text: string): Block[] {
  return Array.from(text.matchAll(/^```(\w+)\n([^]*?)^```$/gm), ([, language = '', text = '']) => ({ language, text }))
}

function codesIn(text: string): string[] {
  const prose = text.replace(/^```\w+\n[^]*?^```$/gm, '')
  return Array.from(prose.matchAll(/`([^`\n]+)`/g), ([, code = '']) => code)
}
