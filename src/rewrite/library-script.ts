/**
 * A script that tells a viewer's classic script where what it loads later is (`viewers/model/library.ts` reads it). `url` is
 * relative to that script.
 */
export function libraryScript(name: string, url: string): string {
  return `globalThis[Symbol.for('vite-plugin-renditions.${name}')] = ${JSON.stringify(url)};\n`
}
