import type { RedirectRules } from '../../src/publish/redirects.js'

/** Names that mean something to some host's syntax. */
export const ODD: readonly string[] = [
  'old name.jpg',
  'q"u\'o.jpg',
  'semi;{colon}.jpg',
  '$uri $1.jpg',
  '{$HOME}{env.HOME}.jpg',
  '%{HTTP_HOST} %1.jpg',
  'ünï 日本.jpg',
  '100%25.jpg',
  'a*b:c?d#e.jpg',
  '(a|b)+[c]!^.jpg',
  '<b>&~`,.jpg',
  'Case.jpg',
  'case.jpg',
  `${'long-'.repeat(40)}.jpg`,
]

export const ODD_SUCCESSOR = 'media/new $1;"x" {ü} %2.jpg'

/** Every odd name moved to another odd one, and a gone one beside it. */
export const oddRules: RedirectRules = {
  moved: ODD.map((name) => ({ from: `media/was/${name}`, to: ODD_SUCCESSOR })),
  gone: ODD.map((name) => `media/gone/${name}`),
}
