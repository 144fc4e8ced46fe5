import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { displayWidth, tableLines } from '../../src/cli/table.js'
import { runCli } from './cli-site.js'

const COMMANDS = ['status', 'plan', 'encode', 'publish', 'unpublish', 'mv', 'cp', 'rm', 'check', 'due', 'url', 'embed', 'gc']

describe('help', () => {
  test('lists every command with an example that names it', async () => {
    const { exit, out } = await runCli(['--help'])
    expect(exit).toBe(0)
    for (const command of COMMANDS) expect(out).toMatch(new RegExp(`^ +renditions ${command}\\b`, 'm'))
    expect(await runCli([])).toEqual({ exit: 0, out, errors: '' })
    expect(await runCli(['help'])).toEqual({ exit: 0, out, errors: '' })
  })

  test.each(COMMANDS)('of %s shows usage, example and flags without needing a site', async (command) => {
    const { exit, out } = await runCli([command, '--help'])
    expect(exit).toBe(0)
    expect(out).toContain(`Usage: renditions ${command}`)
    expect(out).toMatch(new RegExp(`Example:\n  renditions ${command}`))
    expect(out).toContain('--json')
    expect(out).toMatch(/^Exit code: 0 .+, 1 .+, 2 /m)
    expect(await runCli([command, '-h'])).toMatchObject({ out })
    expect(await runCli(['help', command])).toMatchObject({ out })
  })

  test('fits a terminal of 120 columns', async () => {
    for (const words of [['--help'], ...COMMANDS.map((command) => [command, '--help'])]) {
      const { out } = await runCli(words)
      expect(Math.max(...out.split('\n').map((line) => line.length)), words.join(' ')).toBeLessThanOrEqual(130)
    }
  })
})

describe('misuse ends with 2 and says what was meant', () => {
  test.each([
    [['stauts'], /no command "stauts"\. Did you mean "status"\?/],
    [['frobnicate'], /Commands: status, plan/],
    [['__proto__'], /no command "__proto__"/],
    [['status', '--jsno'], /no flag "--jsno"\. Did you mean "--json"\?/],
    [['mv', 'a.jpg', 'b.jpg', '--dryrun'], /Did you mean "--dry-run"\?/],
    [['mv', '-x', 'a', 'b'], /no flag "-x"/],
    [['mv', '--dry-run=yes', 'a', 'b'], /--dry-run takes no value/],
    [['mv', 'a'], /needs FROM and TO/],
    [['mv', '--fix', 'a'], /--fix takes no FROM/],
    [['url'], /it needs ASSET/],
    [['rm'], /it needs GLOB/],
    [['cp', 'a'], /it needs FROM TO/],
    [['due', '--days', 'soon'], /whole number from 0 to 36500, not "soon"/],
    [['url', 'a', 'b'], /takes only ASSET/],
    [['due', 'a'], /takes no arguments/],
    [['embed', 'a', '--viewer'], /--viewer needs a value \(--viewer NAME\)/],
    [['status', '--constructor'], /no flag "--constructor"/],
  ])('%j', async (words, message) => {
    expect(await runCli(words)).toMatchObject({ exit: 2, out: '', errors: expect.stringMatching(message) })
  })

  test('as data with --json', async () => {
    const { exit, out, errors } = await runCli(['stauts', '--json'])
    expect({ exit, errors }).toEqual({ exit: 2, errors: '' })
    expect(JSON.parse(out)).toMatchObject({
      error: { code: 'unknown-command', severity: 'error', hint: expect.stringContaining('status') },
    })
  })
})

describe('a folder that is no site', () => {
  test.each([
    ['no config', undefined, /There is no Vite config here/],
    ['a config without the plugin', 'export default {}', /"vite\.config\.mjs" does not use vite-plugin-renditions/],
    ['a config that throws', 'throw new Error("out of milk")', /Vite cannot load its config: out of milk/],
  ])('%s', async (_, config, message) => {
    const root = await mkdtemp(join(tmpdir(), 'renditions-none-'))
    try {
      if (config !== undefined) await writeFile(join(root, 'vite.config.mjs'), config)
      const ran = await runCli(['status', '--root', root])
      expect(ran).toMatchObject({ exit: 2, errors: expect.stringMatching(message) })
      expect(ran.errors).not.toContain(root)
    } finally {
      await rm(root, { recursive: true })
    }
  })
})

describe('colours', () => {
  test('stand only on a terminal that wants them', async () => {
    const escape = '\u001b['
    expect((await runCli(['nope'], { columns: 80 })).errors).toContain(escape)
    expect((await runCli(['nope'])).errors).not.toContain(escape)
    expect((await runCli(['nope'], { columns: 80, env: { NO_COLOR: '1' } })).errors).not.toContain(escape)
    expect((await runCli(['nope'], { columns: 80, env: { NO_COLOR: '' } })).errors).toContain(escape)
    expect((await runCli(['nope'], { columns: 80, env: { TERM: 'dumb' } })).errors).not.toContain(escape)
  })
})

describe('tables', () => {
  const columns = [
    { title: 'Asset', shrinksTo: 8 },
    { title: 'Size', align: 'right' as const },
  ]

  test('align, and are cut only when a terminal is too narrow', () => {
    const rows = [
      ['media/a-very-long-name.jpg', '12 kB'],
      ['b.jpg', '1 B'],
    ]
    expect(tableLines(columns, rows)).toEqual([
      'Asset                        Size',
      'media/a-very-long-name.jpg  12 kB',
      'b.jpg                         1 B',
    ])
    expect(tableLines(columns, rows, 20)).toEqual(['Asset           Size', 'medi…name.jpg  12 kB', 'b.jpg            1 B'])
    for (const line of tableLines(columns, rows, 5)) expect(displayWidth(line)).toBeLessThanOrEqual(15)
  })

  test('count wide characters as two and marks as none', () => {
    expect(displayWidth('日本.jpg')).toBe(8)
    expect(displayWidth('zu\u0308rich')).toBe(6)
    expect(tableLines(columns, [['日本日本日本.jpg', '1']], 16).map(displayWidth)).toEqual([16, 16])
  })

  test('show control characters instead of obeying them', () => {
    expect(tableLines(columns, [['a\u001b[31m\n\u202eb', '1']])[1]).toBe('a\ufffd[31m\ufffd\ufffdb     1')
  })
})
