import type { Artifact, PlaceholderData, Rendition, Transcript } from '../types.js'

/** What the markup needs to know beyond the plan. The only thing that differs between dev and build. */
export interface View {
  /** Final URL of a rendition, as seen from the document it is written into. */
  address(rendition: Rendition): string
  /** URL of a stable address, given its path below `base`. */
  stableAddress(path: string): string
  /** URL of a file that the site itself puts there, given its path below `base`. */
  siteAddress(path: string): string
  /** The finished artifact of a rendition's key; undefined where sizes are not known yet (dev). */
  artifact(key: string): Artifact | undefined
  placeholder(key: string): PlaceholderData | undefined
  /** What is said in a film or sound; undefined where it is not read yet, or has no place. */
  transcript?(key: string): Transcript | undefined
  /** A film or sound that is being encoded, and that this page does without. */
  isPending?(key: string): boolean
  /** False under a strict CSP: placeholders may not use `style`. */
  inlineStyle: boolean
  /** Search engines are told what is shown. */
  structuredData?: boolean
  /** Absolute origin of the deployed site, for addresses that other sites read. */
  site?: string
}
