import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { TEXT_NAMES } from '../../src/base/text-names.js'
import { controlTexts } from '../../src/viewers/base/control-texts.js'

type Table = Readonly<Record<string, Readonly<Record<string, string>>>>

const root = join(import.meta.dirname, '../../src/viewers')
const languages = ['de', 'en', 'es', 'fr', 'ja', 'zh']
const tables = await allTables()

/** Every table of texts by `file: export`. */
async function allTables(): Promise<Map<string, Table>> {
  const names = (await readdir(root, { recursive: true })).filter((name) => name.endsWith('.ts')).toSorted()
  const found = new Map<string, Table>()
  for (const name of names) {
    const declared = [...(await readFile(join(root, name), 'utf8')).matchAll(/^(export )?const (\w+): TextsByLanguage</gm)]
    if (declared.length === 0) continue
    const module = (await import(join(root, name))) as Readonly<Record<string, Table>>
    for (const [, , variable = ''] of declared) {
      expect(Object.keys(module), `${name} exports its table`).toContain(variable)
      found.set(`${name}: ${variable}`, module[variable]!)
    }
  }
  return found
}

test('the names that a site may give words for are those that viewers say, no more and no less', () => {
  const said = new Set([...tables.values()].flatMap((table) => Object.keys(table['en'] ?? {})))
  expect([...TEXT_NAMES].toSorted()).toEqual([...said].toSorted())
  expect(new Set(TEXT_NAMES).size).toBe(TEXT_NAMES.length)
})

describe.each([...tables])('%s', (_, table) => {
  test('has every word in each built-in language, with the same places for values', () => {
    expect(Object.keys(table).toSorted()).toEqual(languages)
    const english = Object.entries(table['en'] ?? {}).toSorted()
    for (const language of languages) {
      const words = Object.entries(table[language] ?? {}).toSorted()
      expect(words.map(([name, text]) => [name, placesIn(text)])).toEqual(english.map(([name, text]) => [name, placesIn(text)]))
      expect(words.filter(([, text]) => text.trim() === '')).toEqual([])
    }
  })
})

test('a name means the same in every viewer, so that one word of a site suits all', () => {
  const meanings = new Map<string, Set<string>>()
  for (const table of tables.values()) {
    for (const [name, text] of Object.entries(table['en'] ?? {})) {
      // What controls are called may be said in more detail: "Next", "Next picture".
      if (!Object.hasOwn(controlTexts.en, name)) meanings.set(name, (meanings.get(name) ?? new Set()).add(text))
    }
  }
  expect([...meanings].filter(([, texts]) => texts.size > 1)).toEqual([])
})

function placesIn(text: string): string[] {
  return Array.from(text.matchAll(/\{\w+\}/g), ([place]) => place).toSorted()
}
