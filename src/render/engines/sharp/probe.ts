import type { Limits } from '../../../config/types.js'
import { warningOf } from '../../../errors.js'
import type { Digest, Probe, Problem } from '../../../types.js'
import { glbNeeds } from '../model/glb-needs.js'
import { filmSize } from '../film/film-size.js'
import { firstPageSize } from '../pdfium/first-page.js'
import { trackProblems } from '../captions/track-problems.js'
import { hasContentCredentials } from './content-credentials.js'
import { hasGps, hasSerial } from './exif.js'
import { readHeader, type Header } from './header.js'
import { extensionsOf } from './media-type.js'
import { reading, readSource, type Source } from './read-source.js'

export interface Probed {
  digest: Digest
  bytes: number
  probe: Probe
  problems: Problem[]
}

/** Reads a file once and says what it is, from its header alone. Rejects with `RenditionsError` for what may not be used. */
export async function probeFile(path: string, file: string, limits: Limits, alive: () => void): Promise<Probed> {
  const source = await readSource(path, file, limits, alive)
  const { kind, format, digest, size } = source
  const problems = extensionProblems(path, format)
  if (kind === 'image') {
    const probe = probeOf(await reading(source, () => readHeader(path, source, limits)))
    const isCredentialed = source.bytes !== undefined && hasContentCredentials(source.bytes, format)
    return { digest, bytes: size, probe: isCredentialed ? withCredentials(probe) : probe, problems }
  }
  if (format === 'vtt' || format === 'srt') problems.push(...(await trackProblems(path, file, format, digest)))
  const shown = await shownSize(path, file, source, limits)
  const needs = format === 'glb' ? await glbNeeds(file) : []
  const probe: Probe = { ...nothing, kind, format, width: shown.width, height: shown.height, ...(needs.length > 0 && { needs }) }
  return { digest, bytes: size, probe, problems: [...problems, ...shown.problems] }
}

/** Size of what a page shows of a film or document: its frame, its first page; 0 × 0 where nothing is known. */
async function shownSize(
  path: string,
  file: string,
  { kind, format, size }: Source,
  limits: Limits,
): Promise<{ width: number; height: number; problems: Problem[] }> {
  const unknown = { width: 0, height: 0, problems: [] }
  if (kind === 'video') return { ...(await filmSize(file, format)), problems: [] }
  if (format !== 'pdf') return unknown
  const page = size > limits.bytes ? { reason: 'it is too large' } : await firstPageSize(file)
  if (page === 'missing') return unknown
  return 'reason' in page
    ? { ...unknown, problems: [warningOf('page-damaged', { path, reason: page.reason })] }
    : { ...page, problems: [] }
}

const nothing: Omit<Probe, 'kind' | 'format'> = {
  width: 0,
  height: 0,
  pages: 1,
  hasAlpha: false,
  colour: 'srgb',
  metadata: { exif: false, gps: false, serial: false, gainMap: false },
}

function withCredentials(probe: Probe): Probe {
  return { ...probe, metadata: { ...probe.metadata, credentials: true } }
}

function probeOf(header: Header): Probe {
  const { format, pages, hasAlpha, beyond, exif, xmp, iptc, gainMap } = header
  const whole = format === 'svg' ? (value: number) => Math.round(value) : (value: number) => value
  return {
    kind: 'image',
    format,
    width: whole(header.width),
    height: whole(header.height),
    pages,
    hasAlpha,
    ...(beyond && { beyond }),
    colour: colourOf(header),
    metadata: {
      exif: exif !== undefined || xmp !== undefined || iptc !== undefined,
      gps: hasGps(exif) || (xmp?.includes('GPSLatitude') ?? false),
      // As Lightroom and others write them into XMP.
      serial: hasSerial(exif) || /SerialNumber|OwnerName/.test(xmp?.toString('latin1') ?? ''),
      gainMap,
    },
  }
}

function colourOf({ space, icc }: Header): Probe['colour'] {
  if (space === 'cmyk') return 'cmyk'
  if (space === 'b-w' || space === 'grey16') return 'grey'
  const name = icc ? profileName(icc) : 'sRGB'
  // `sP3C` and `c2ci` are the compact profiles that libvips has built in.
  if (/P3/.test(name)) return 'p3'
  return name === '' || /sRGB|c2ci|IEC ?61966/i.test(name) ? 'srgb' : 'other'
}

/** The description in an ICC profile (ICC.1:2022 §9.2.41): tag `desc`, as ASCII or UTF-16BE; '' when it has none. */
function profileName(icc: Buffer): string {
  const count = icc.length >= 132 ? Math.min(icc.readUInt32BE(128), 100) : 0
  for (let index = 0; index < count; index++) {
    const at = 132 + index * 12
    if (at + 12 > icc.length) break
    if (icc.toString('latin1', at, at + 4) !== 'desc') continue
    const start = icc.readUInt32BE(at + 4)
    const text = icc.subarray(start, start + Math.min(icc.readUInt32BE(at + 8), 400)).toString('latin1')
    return text.slice(4).replace(/[^\x20-\x7e]/g, '')
  }
  return ''
}

function extensionProblems(path: string, format: string): Problem[] {
  const known = Object.values(extensionsOf).flat()
  const extension = /\.([^./]+)$/.exec(path)?.[1]?.toLowerCase() ?? ''
  const allowed = extensionsOf[format]
  const wrong = allowed ? !allowed.includes(extension) : known.includes(extension)
  return wrong && extension !== '' ? [warningOf('asset-extension', { path, actual: format.toUpperCase() })] : []
}
