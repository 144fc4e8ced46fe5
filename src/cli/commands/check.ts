import { errorOf, RenditionsError, warningOf } from '../../errors.js'
import type { Problem } from '../../types.js'
import type { Finding } from '../check/finding.js'
import type { Command } from '../command.js'
import { readDocuments } from '../documents.js'
import { loadSite, type LoadedSite } from '../load-site.js'

export const command: Command = {
  summary: 'Find broken references, unused assets, orphans, name clashes, private data',
  usage: '',
  arguments: [0, 0],
  flags: { sarif: { type: 'boolean', describes: 'Print a SARIF 2.1.0 log, for code scanning' } },
  example: ['renditions check', 'exits with 1 when something is broken; unused assets alone are no error'],
  findings: 'something is broken',
  notes: ['Nothing is built or changed. An asset counts as unused when nothing that can be read refers to it; code may still.'],
  async run(call, reporter) {
    const isSarif = call.has('sarif')
    if (isSarif && call.has('json')) throw new RenditionsError(errorOf('wrong-arguments', { command: 'check', reason: ONE_FORM }))
    const site = await loadSite(call)
    const found = inOrder(await findAll(site))
    const findings = found.map(({ problem }) => problem)
    const errors = findings.filter((problem) => problem.severity === 'error').length
    const warnings = findings.length - errors
    if (isSarif) {
      reporter.document(await sarifText(found, site.root))
      return errors > 0 ? 1 : 0
    }
    reporter.data({ errors, warnings, findings })
    for (const problem of findings) reporter.problem(problem)
    reporter.line(
      findings.length === 0
        ? 'Nothing found.'
        : `${errors} ${errors === 1 ? 'error' : 'errors'}, ${warnings} ${warnings === 1 ? 'warning' : 'warnings'}.`,
    )
    return errors > 0 ? 1 : 0
  },
}

const ONE_FORM = '--json and --sarif are two forms of one answer'

async function sarifText(findings: readonly Finding[], root: string): Promise<string> {
  const [{ sarifLog }, { catalogueRules }, { packageVersion }, { prefixInRepository }] = await Promise.all([
    import('../check/sarif.js'),
    import('../../errors.js'),
    import('../package-version.js'),
    import('../change/git.js'),
  ])
  const source = { version: packageVersion(), rules: catalogueRules(), prefix: await prefixInRepository(root) }
  return `${JSON.stringify(sarifLog(findings, source), null, 2)}\n`
}

async function findAll(site: LoadedSite): Promise<Finding[]> {
  const { root, config, outDir, context } = site
  const [{ createCatalogue }, { viewRecords }, { checkReferences }, { checkTarget }, assetChecks] = await Promise.all([
    import('../../discover/catalogue.js'),
    import('../../wiring.js'),
    import('../check/check-references.js'),
    import('../check/check-target.js'),
    import('../check/check-assets.js'),
  ])
  const [{ documents, unreadable }, records, catalogue] = await Promise.all([
    readDocuments(root, config),
    viewRecords(site),
    createCatalogue({ root, assets: config.assets, publicDir: config.publicDir, ignore: config.ignore }),
  ])
  const assets = catalogue.all()
  const open = await context.open()
  try {
    const { parts } = open.site
    const movedTo = (url: string, from: string): Promise<string | undefined> => open.publisher.movedTo(url, from)
    const references = await checkReferences(documents, { parts, movedTo }, assets)
    return [
      ...plain(config.problems),
      ...plain(records.problems),
      ...unreadable.map((path) => ({ problem: warningOf('document-unreadable', { path }), file: path })),
      ...plain(references.problems),
      ...assetChecks.checkNames(catalogue),
      ...plain(await assetChecks.checkSidecars(assets, parts)),
      ...plain(await checkTarget(outDir, records.target, records.manifest, records.ledger, [config.addresses])),
      ...(await assetChecks.checkPrivacy(assets, config.publicDir, records, parts)),
      ...(await assetChecks.checkCredentials(assets, records, parts)),
      ...assetChecks.checkUnused(assets, references.used, records.ledger, config.publicDir),
    ]
  } finally {
    await open.close()
  }
}

function plain(problems: readonly Problem[]): Finding[] {
  return problems.map((problem) => ({ problem }))
}

/** Errors before warnings; within each, by file and line, and what has no place last. */
function inOrder(findings: readonly Finding[]): Finding[] {
  const unique = [...new Map(findings.map((finding) => [JSON.stringify(finding.problem), finding])).values()]
  const keyOf = ({ problem: { severity, place } }: Finding): string => {
    const at = place
      ? `${place.file}\0${String(place.line).padStart(9, '0')}\0${String(place.column).padStart(9, '0')}`
      : '\uffff'
    return `${severity}\0${at}`
  }
  return unique.toSorted((a, b) => (keyOf(a) < keyOf(b) ? -1 : keyOf(a) > keyOf(b) ? 1 : 0))
}
