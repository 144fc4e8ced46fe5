import { byCodeUnit } from '../base/by-code-unit.js'
import { builtInPresets } from './defaults.js'
import type { Config } from './types.js'

/**
 * Text of the generated declaration file: types of `import lake from './lake.jpg?preset=hero'` for every preset of the
 * site. A script, not a module (no import or export at the top), because only there do `declare module` patterns hold
 * everywhere. It builds on the package's own `client` types, which declare the built-in presets as the only parameter:
 * a pattern declared twice is an error where `skipLibCheck` is off. A pattern has one `*`, so `preset` has to be the
 * last parameter: `./lake.jpg?width=640&preset=hero`.
 */
export function presetTypes(config: Pick<Config, 'presets'>): string {
  const names = Object.keys(config.presets).sort(byCodeUnit)
  const own = names.filter((name) => name !== 'default' && !Object.hasOwn(builtInPresets, name))
  return [
    '// Written by vite-plugin-renditions from the presets of this site; changes are overwritten.',
    '// "preset" has to be the last parameter of an import: "./lake.jpg?width=640&preset=hero".',
    '/// <reference types="vite-plugin-renditions/client" />',
    ...own.map((name) => declaration(`*?preset=${name}`)),
    ...names.map((name) => declaration(`*&preset=${name}`)),
    '',
  ].join('\n')
}

function declaration(pattern: string): string {
  return [
    `declare module '${pattern}' {`,
    "  const rendition: import('vite-plugin-renditions').RenditionData",
    '  export default rendition',
    '}',
  ].join('\n')
}
