import { expect, test } from 'vitest'
import { discoverDocument, type Document } from '../../src/cli/documents.js'
import { relocateDocument } from '../../src/cli/move/relocate.js'
import { worldOf } from '../../src/cli/move/worlds.js'
import { locate, type World } from '../../src/discover/locate.js'

const DOCUMENTS = {
  'pages/a.html': `<img src="../m/plain.jpg?preset=hero&amp;width=9" alt="">
<img src='../m/plain.jpg' alt=""><img src=../m/plain.jpg alt=""><img alt="" srcset="../m/plain.jpg 1x,/m/plain.jpg 2x">
<a href="/m/plain.jpg#x">x</a><p style="background:url('../m/plain.jpg')">x</p>
<style>p { background: url(../m/plain.jpg) }</style><script type="module">const a = '../m/plain.jpg', b = \`/m/plain.jpg\`</script>
`,
  'pages/b.md': `---
image: ../m/plain.jpg
cover: "../m/plain.jpg"
hero: '/m/plain.jpg'
---

![a](../m/plain.jpg) ![b](<../m/plain.jpg> "Title") ![c][r] [d](/m/plain.jpg)

| a | b |
| - | - |
| ![e](../m/plain.jpg?preset=hero) | x |

[r]: ../m/plain.jpg

<img src="../m/plain.jpg" alt="">

::media[f]{src="../m/plain.jpg" preset="hero"}
`,
  'c.css': `a { background: url(m/plain.jpg) } b { background: url("m/plain.jpg?preset=hero") } c { background: image-set('m/plain.jpg' 1x) }\n`,
  'd.ts': `import a from './m/plain.jpg?preset=hero'\nconst b = new URL("./m/plain.jpg?preset=hero", import.meta.url)\nconst c = \`./m/plain.jpg\`\n`,
  'e.jsx': `export const e = <img alt="" src="/m/plain.jpg" />\n`,
  'f.vue': `<template><img alt="" src="./m/plain.jpg"></template>\n<script>import a from './m/plain.jpg?preset=hero'</script>\n`,
}

const NAMES = [
  'with space.jpg',
  "it's.jpg",
  'a"b.jpg',
  'a&b.jpg',
  'a&amp;b.jpg',
  'a<b>.jpg',
  'a(b.jpg',
  'a)b(c.jpg',
  'a[b]{c}.jpg',
  'a#b.jpg',
  'a?b.jpg',
  '100%.jpg',
  '%20.jpg',
  'a,b.jpg',
  ',a,.jpg',
  'a|b.jpg',
  'a`b$c.jpg',
  '$a{b}.jpg',
  '~a^b.jpg',
  'a*_b_*.jpg',
  '-a.jpg',
  '@a.jpg',
  '!a;b=c+d.jpg',
  'a:b.jpg',
  'zürich.jpg',
  'zu\u0308rich.jpg',
  '日本.jpg',
  '😀.jpg',
  'a\u00a0b.jpg',
  'a\u3000b.jpg',
  'UPPER.JPG',
]

test.each(NAMES)('%s is found from every document after a rename to it, and a rename back restores every byte', async (name) => {
  for (const [file, text] of Object.entries(DOCUMENTS)) {
    const there = await rename(file, text, 'm/plain.jpg', `m/${name}`)
    expect(await countReferences(file, there, `m/${name}`), there).toBe(await countReferences(file, text, 'm/plain.jpg'))
    expect(await rename(file, there, `m/${name}`, 'm/plain.jpg')).toBe(text)
  }
})

async function rename(file: string, text: string, from: string, to: string): Promise<string> {
  const style = { publicDir: 'public', aliases: [], base: '/' }
  const relocation = { files: new Map([[from, to]]), assets: [from], before: worldWith(from), after: worldWith(to), style }
  const { change, left } = relocateDocument(await documentOf(file, text), relocation)
  expect(left).toEqual([])
  return change.rewritten
}

/** How many references of a text lead to a path, discovered anew. */
async function countReferences(file: string, text: string, path: string): Promise<number> {
  const { references } = await documentOf(file, text)
  const located = references.map((reference) => locate(reference.url, file, worldWith(path)))
  return located.filter((found) => 'path' in found && found.path === path).length
}

async function documentOf(file: string, text: string): Promise<Document> {
  const document = await discoverDocument(file, text)
  if (!document) throw new Error(`no reader for ${file}`)
  return document
}

function worldWith(path: string): World {
  return worldOf([path], { assets: [''], publicDir: 'public' }, { base: '/', aliases: [] })
}
