import { describe, expect, test } from 'vitest'
import { controlTexts } from '../../src/viewers/base/control-texts.js'
import { fillIn, textsFor } from '../../src/viewers/base/texts.js'

const OWN = Symbol.for('vite-plugin-renditions.texts')
const table = { en: { close: 'Close', next: 'Next' }, de: { close: 'Schließen', next: 'Weiter' } }

function withOwn<T>(own: Record<string, Record<string, string>>, read: () => T): T {
  Object.assign(globalThis, { [OWN]: own })
  try {
    return read()
  } finally {
    delete (globalThis as Record<symbol, unknown>)[OWN]
  }
}

describe('words', () => {
  test('are those of the primary language, else English', () => {
    expect(textsFor(table, 'de-AT')).toEqual({ close: 'Schließen', next: 'Weiter', language: 'de' })
    expect(textsFor(table, 'nl')).toMatchObject({ close: 'Close', language: 'en' })
    expect(textsFor(table, '__proto__')).toMatchObject({ close: 'Close', language: 'en' })
  })

  test('of the site come first, the whole tag before its language, and need not be complete', () => {
    const own = { de: { close: 'Zu' }, 'de-at': { next: 'Na weiter' }, nl: { close: 'Sluiten' }, en: { next: 'Onwards' } }
    withOwn(own, () => {
      expect(textsFor(table, 'de-AT')).toEqual({ close: 'Zu', next: 'Na weiter', language: 'de-at' })
      expect(textsFor(table, 'nl')).toEqual({ close: 'Sluiten', next: 'Next', language: 'nl' })
      expect(textsFor(table, 'xx')).toEqual({ close: 'Close', next: 'Onwards', language: 'en' })
    })
  })

  test('get their values filled in, and keep what nobody filled', () => {
    expect(fillIn('{index} of {count} {rest}', { index: 1, count: 3 })).toBe('1 of 3 {rest}')
  })

  test('of the controls are there in every built-in language', () => {
    const names = Object.keys(controlTexts.en).sort()
    for (const [language, texts] of Object.entries(controlTexts))
      expect([language, Object.keys(texts).sort()]).toEqual([language, names])
  })
})
