import { warningOf } from '../../errors.js'
import type { Problem } from '../../types.js'
import type { Command } from '../command.js'
import { readDocuments } from '../documents.js'
import { loadSite, type LoadedSite } from '../load-site.js'

export const command: Command = {
  summary: 'Find broken references, unused assets, orphans, name clashes, private data',
  usage: '',
  arguments: [0, 0],
  flags: {},
  example: ['renditions check', 'exits with 1 when something is broken; unused assets alone are no error'],
  notes: ['Nothing is built or changed. An asset counts as unused when nothing that can be read refers to it; code may still.'],
  async run(call, reporter) {
    const site = await loadSite(call)
    const findings = inOrder(await findAll(site))
    const errors = findings.filter((problem) => problem.severity === 'error').length
    const warnings = findings.length - errors
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

async function findAll(site: LoadedSite): Promise<Problem[]> {
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
    const references = await checkReferences(documents, { parts, movedTo })
    return [
      ...config.problems,
      ...records.problems,
      ...unreadable.map((path) => warningOf('document-unreadable', { path })),
      ...references.problems,
      ...assetChecks.checkNames(catalogue),
      ...(await assetChecks.checkSidecars(assets, parts)),
      ...(await checkTarget(outDir, records.target, records.manifest, records.ledger, [config.addresses])),
      ...(await assetChecks.checkPrivacy(assets, config.publicDir, records, parts)),
      ...assetChecks.checkUnused(assets, references.used, records.ledger, config.publicDir),
    ]
  } finally {
    await open.close()
  }
}

/** Errors before warnings; within each, by file and line, and what has no place last. */
function inOrder(problems: readonly Problem[]): Problem[] {
  const unique = [...new Map(problems.map((problem) => [JSON.stringify(problem), problem])).values()]
  const keyOf = ({ severity, place }: Problem): string => {
    const at = place
      ? `${place.file}\0${String(place.line).padStart(9, '0')}\0${String(place.column).padStart(9, '0')}`
      : '\uffff'
    return `${severity}\0${at}`
  }
  return unique.toSorted((a, b) => (keyOf(a) < keyOf(b) ? -1 : keyOf(a) > keyOf(b) ? 1 : 0))
}
