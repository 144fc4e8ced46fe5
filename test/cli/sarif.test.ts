import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { Ajv } from 'ajv'
import { afterAll, expect, test } from 'vitest'
import { sarifLog } from '../../src/cli/check/sarif.js'
import { catalogueRules, errorOf, warningOf } from '../../src/errors.js'
import { cliSite, runCli, type CliSite } from './cli-site.js'

let site: CliSite | undefined
afterAll(() => site?.dispose())

/** The schema that OASIS published, as Microsoft's package carries it. Its draft 4 uses nothing that later drafts read otherwise. */
async function schemaCheck(): Promise<(log: unknown) => unknown> {
  const file = createRequire(import.meta.url).resolve('@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json')
  const { $schema: _, id: _id, ...schema } = JSON.parse(await readFile(file, 'utf8')) as Record<string, unknown>
  const validate = new Ajv({ strict: false, unicodeRegExp: false, validateFormats: false, allErrors: true }).compile(schema)
  return (log) => (validate(log) ? undefined : validate.errors)
}

interface Log {
  runs: [
    {
      tool: { driver: { rules: { id: string }[] } }
      results: { ruleId: string; ruleIndex: number; level: string; locations?: { physicalLocation: unknown }[] }[]
    },
  ]
}

test('every message of the catalogue is a rule with a text that holds no detail', () => {
  const rules = catalogueRules()
  expect(rules.length).toBeGreaterThan(70)
  for (const { code, message, hint } of rules) {
    expect(message, code).toMatch(/^[^]{10,}$/)
    expect(`${message} ${hint}`, code).not.toMatch(/undefined\b.*\{|\[object|NaN/)
  }
})

test('a log of findings of every kind is valid SARIF 2.1.0', async () => {
  const check = await schemaCheck()
  const log = sarifLog(
    [
      { problem: errorOf('asset-not-found', { url: 'x', tried: [] }, { file: 'pages/é #1.html', line: 3, column: 7 }) },
      { problem: warningOf('asset-unused', { path: 'media/a:b.jpg' }), file: 'media/a:b.jpg' },
      { problem: errorOf('target-changed', { target: 'cdn' }) },
    ],
    { version: '1.2.3', rules: catalogueRules(), prefix: 'site/' },
  )
  expect(check(log)).toBeUndefined()
  const broken = JSON.parse(JSON.stringify(log).replace('"level":"error"', '"level":"fatal"')) as unknown
  expect(check(broken)).toMatchObject([{ instancePath: '/runs/0/results/0/level' }])
  const [run] = (log as Log).runs
  expect(run.results.map(({ locations }) => locations?.[0]?.physicalLocation)).toEqual([
    {
      artifactLocation: { uri: 'site/pages/%C3%A9%20%231.html', uriBaseId: '%SRCROOT%' },
      region: { startLine: 3, startColumn: 7 },
    },
    { artifactLocation: { uri: 'site/media/a%3Ab.jpg', uriBaseId: '%SRCROOT%' }, region: { startLine: 1 } },
    undefined,
  ])
  for (const { ruleId, ruleIndex } of run.results) expect(run.tool.driver.rules[ruleIndex]?.id).toBe(ruleId)
})

test('check --sarif prints nothing but the log, with paths as the repository has them', async () => {
  site = await cliSite({
    'docs/vite.config.mjs': '',
    'docs/index.html': '<!doctype html>\n<img alt="" src="/media/gone.jpg?preset=thumb">\n',
    'docs/media/unused.jpg': 'x',
  })
  await site.write({ 'docs/vite.config.mjs': await site.read('vite.config.mjs') })
  site.git('init', '-q')
  expect(await runCli(['check', '--sarif', '--json'], { cwd: site.root })).toMatchObject({
    exit: 2,
    out: expect.stringMatching(/two forms/),
  })
  const { exit, out, errors } = await runCli(['check', '--sarif', '--root', 'docs'], { cwd: site.root })
  expect({ exit, errors }).toEqual({ exit: 1, errors: '' })
  const log = JSON.parse(out) as Log
  expect((await schemaCheck())(log)).toBeUndefined()
  expect(
    log.runs[0].results.map(({ ruleId, level, locations }) => [ruleId, level, JSON.stringify(locations?.[0]?.physicalLocation)]),
  ).toEqual([
    ['asset-not-found', 'error', expect.stringMatching(/"docs\/index\.html".*"startLine":2,"startColumn":18/)],
    ['asset-unused', 'warning', expect.stringContaining('"docs/media/unused.jpg"')],
  ])
})
