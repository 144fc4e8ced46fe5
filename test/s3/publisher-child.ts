/**
 * One `renditions publish` in a process of its own, so that it can be killed: reads what to publish and where from the file
 * it is given. Renditions are files named after their keys; the pages go live, as one file, between the two halves.
 */
import { readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Claim, claimedTarget } from '../../src/publish/edge/claim.js'
import { targetFiles } from '../../src/publish/edge/publish-files.js'
import { NO_HEADERS } from '../../src/publish/hosts/header-rules.js'
import { parseStage } from '../../src/publish/stage.js'
import { createS3Target } from '../../src/publish/targets/s3/target.js'
import type { S3TargetOptions } from '../../src/config/options.js'
import { openTargetPublish } from '../../src/publisher/target-publisher.js'

/** What the child is told. */
export interface ChildOrder {
  s3: S3TargetOptions
  /** Folder of the machine: its cache, its renditions (`blobs/`), its stage (`staged.json`). */
  machine: string
  /** File that holds the paths the live pages name, one a line. */
  page: string
  /** Milliseconds. */
  lease: number
  grace: { days: number; builds: number }
  verify?: boolean
}

const NAME = 'cdn'

async function publish({ s3, machine, page, lease, grace, verify = false }: ChildOrder): Promise<void> {
  const stage = parseStage(readFileSync(join(machine, 'staged.json'), 'utf8'))
  const target = createS3Target({ name: NAME, ...s3, patience: { tries: 4, pause: 20, idle: 3000, total: 6000 } })
  const claim = new Claim({ target, lease })
  const run = await openTargetPublish(
    {
      name: NAME,
      target: claimedTarget(target, claim),
      claim,
      ...targetFiles(join(machine, 'cache'), join(machine, 'dist'), NAME),
      fileOf: async ({ key }) => join(machine, 'blobs', key),
      stubs: 'pages',
      hosts: [],
      headers: NO_HEADERS,
      urls: { base: '/', site: 'https://example.org', targets: { [NAME]: { url: s3.url } } },
      grace,
      now: () => Date.now(),
      confirm: true,
      verify,
    },
    stage,
  )
  try {
    await run.put()
    const named = stage.wanted.flatMap(({ files }) => files.map(({ path }) => path))
    writeFileSync(`${page}.new`, named.join('\n'))
    renameSync(`${page}.new`, page)
    await run.finish()
  } finally {
    await run.release()
  }
  const errors = run.decision.problems.filter(({ severity }) => severity === 'error')
  if (errors.length > 0) throw new Error(JSON.stringify(errors))
}

publish(JSON.parse(readFileSync(process.argv[2] ?? '', 'utf8')) as ChildOrder).then(
  () => process.exit(0),
  (error: unknown) => {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'crashed'
    process.stderr.write(`${code} ${error instanceof Error ? error.stack : String(error)}\n`)
    process.exit(code === 'crashed' ? 2 : 1)
  },
)
