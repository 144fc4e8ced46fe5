import { byCodeUnit } from '../base/by-code-unit.js'
import { builtInAudioPresets, builtInPresets, builtInVideoPresets } from './defaults.js'
import type { ViewerName } from '../types.js'
import type { Config } from './types.js'

/**
 * Text of the generated declaration file: types of `import lake from './lake.jpg?preset=hero'` for every preset of the
 * site. A script, not a module (no import or export at the top), because only there do `declare module` patterns hold
 * everywhere. It builds on the package's own `client` types, which declare the built-in presets as the only parameter:
 * a pattern declared twice is an error where `skipLibCheck` is off. A pattern has one `*`, so `preset` has to be the
 * last parameter: `./lake.jpg?width=640&preset=hero`. Or `viewer`, for `html` in that viewer.
 */
export function presetTypes(config: Pick<Config, 'presets' | 'videoPresets' | 'audioPresets' | 'viewers'>): string {
  return [
    '// Written by vite-plugin-renditions from the presets of this site; changes are overwritten.',
    '// "preset" or "viewer" has to be the last parameter of an import: "./lake.jpg?width=640&preset=hero".',
    '/// <reference types="vite-plugin-renditions/client" />',
    ...family(Object.keys(config.presets), ['default', ...Object.keys(builtInPresets)], 'RenditionData'),
    ...family(Object.keys(config.videoPresets), ['film', ...Object.keys(builtInVideoPresets)], 'FilmData'),
    ...family(Object.keys(config.audioPresets), ['sound', ...Object.keys(builtInAudioPresets)], 'SoundData'),
    ...Object.keys(config.viewers)
      .toSorted(byCodeUnit)
      .flatMap((name) => viewerDeclarations(name, config.viewers[name]?.viewer)),
    '',
  ].join('\n')
}

/** The presets of one family; those that are built in are declared by the package where they are the only parameter. */
function family(presets: readonly string[], builtIn: readonly string[], data: string): string[] {
  const names = presets.toSorted(byCodeUnit)
  return [
    ...names.filter((name) => !builtIn.includes(name)).map((name) => declaration(`*?preset=${name}`, data)),
    ...names.map((name) => declaration(`*&preset=${name}`, data)),
  ]
}

/** Viewers of one picture, whose data an import gives as well. */
const OF_PICTURES: ReadonlySet<ViewerName | undefined> = new Set(['zoom', 'inline-zoom', 'flyout', 'deep-zoom', 'panorama'])

function viewerDeclarations(name: string, viewer: ViewerName | undefined): string[] {
  const data = OF_PICTURES.has(viewer) ? 'RenditionData' : undefined
  return [declaration(`*?viewer=${name}`, data), declaration(`*&viewer=${name}`, data)]
}

function declaration(pattern: string, data: string | undefined): string {
  return [
    `declare module '${pattern}' {`,
    ...(data === undefined ? [] : [`  const rendition: import('vite-plugin-renditions').${data}`, '  export default rendition']),
    '  export const html: string',
    '}',
  ].join('\n')
}
