/**
 * What ffmpeg says, as it may be shown anywhere: the film by its site path, other files by their names alone, since it names
 * all of them absolutely, and without the addresses of objects in its memory, which differ from run to run.
 */
export function withoutPaths(text: string, { asset, file, folder }: { asset: string; file: string; folder: string }): string {
  return text
    .replaceAll(`file:${file}`, asset)
    .replaceAll(file, asset)
    .replaceAll(`${folder}/`, '')
    .replace(/(?:file:)?(?<![\w.-])(?:\/[^\s/:'"]+)+\/([^\s/:'"]*)/g, (_, name: string) => name)
    .replace(/(?:file:)?\b[A-Za-z]:\\(?:[^\\:*?"<>|\r\n]+\\)*([^\\\s:*?"<>|]*)/g, (_, name: string) => name)
    .replace(/ @ (?:0x)?[0-9a-f]{6,}\]/g, ']')
}
