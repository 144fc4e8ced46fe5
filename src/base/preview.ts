/** Ends the name of a folder that holds a preview, so that no deployment of the real one takes it. */
const SUFFIX = '-preview'

/** True when unpublished assets are asked for. */
export function isPreview(): boolean {
  return process.env['RENDITIONS_PREVIEW'] === '1'
}

/** The folder a preview goes to instead of an output folder. */
export function previewFolder(outDir: string): string {
  return outDir.replace(/[\\/]+$/, '') + SUFFIX
}

/** The opposite of `previewFolder`; undefined when it is no folder of a preview. */
export function previewedFolder(folder: string): string | undefined {
  return folder.endsWith(SUFFIX) ? folder.slice(0, -SUFFIX.length) : undefined
}
