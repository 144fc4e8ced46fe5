/**
 * A script that tells viewers the site's own words (`viewers/base/texts.ts` reads them); '' where there are none. Runs as a
 * module and as a classic script.
 */
export function textsScript(texts: Readonly<Record<string, Readonly<Record<string, string>>>>): string {
  if (Object.keys(texts).length === 0) return ''
  return `globalThis[Symbol.for('vite-plugin-renditions.texts')] = ${JSON.stringify(texts)};\n`
}
