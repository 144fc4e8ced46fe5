import type { CatalogueRule } from '../../errors.js'
import type { Finding } from './finding.js'

/** What a SARIF log says about where it comes from. */
export interface SarifSource {
  version: string
  rules: readonly CatalogueRule[]
  /** Path of the site's root below the repository's, with a slash at its end; `''` when they are the same. */
  prefix: string
}

const SCHEMA = 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json'

/**
 * Findings as a SARIF 2.1.0 log (https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html), as code-scanning
 * services read it: one run, every message of the catalogue as a rule, one result per finding. Paths are relative to the
 * repository's root.
 */
export function sarifLog(findings: readonly Finding[], source: SarifSource): object {
  const indexes = new Map<string, number>(source.rules.map(({ code }, index) => [code, index]))
  return {
    $schema: SCHEMA,
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name: 'vite-plugin-renditions',
            version: source.version,
            informationUri: 'https://www.npmjs.com/package/vite-plugin-renditions',
            rules: source.rules.map(ruleOf),
          },
        },
        columnKind: 'utf16CodeUnits',
        results: findings.map((finding) => resultOf(finding, indexes.get(finding.problem.code), source.prefix)),
      },
    ],
  }
}

function ruleOf({ code, message, hint }: CatalogueRule): object {
  const name = code.replace(/(?:^|-)(\w)/g, (_, letter: string) => letter.toUpperCase())
  return { id: code, name, shortDescription: { text: message }, ...(hint !== undefined && { help: { text: hint } }) }
}

function resultOf({ problem, file }: Finding, ruleIndex: number | undefined, prefix: string): object {
  const { code, severity, message, hint, place } = problem
  const region = place ? { startLine: place.line, startColumn: place.column } : { startLine: 1 }
  const path = place?.file ?? file
  return {
    ruleId: code,
    ...(ruleIndex !== undefined && { ruleIndex }),
    level: severity,
    message: { text: hint === undefined ? message : `${message} ${hint}` },
    ...(path !== undefined && {
      locations: [{ physicalLocation: { artifactLocation: { uri: uriOf(prefix + path), uriBaseId: '%SRCROOT%' }, region } }],
    }),
  }
}

/** A relative URI: a first segment with a colon must not be read as a scheme. */
function uriOf(path: string): string {
  return path.split('/').map(encodeURIComponent).join('/')
}
