import { installedVersion } from '../installed-version.js'

/** `pdfium 2.1.13`; undefined where the package is not installed. */
export function pdfiumVersion(): string | undefined {
  const version = installedVersion('@hyzyla/pdfium')
  return version && `pdfium ${version}`
}
