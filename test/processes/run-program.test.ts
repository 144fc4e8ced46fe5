import { spawn } from 'node:child_process'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { redact } from '../../src/processes/redact.js'
import { runProgram, type ProgramRun } from '../../src/processes/run-program.js'
import { Tail } from '../../src/processes/tail.js'
import { isRunning, until } from '../render/processes.js'
import { guard } from '../publish/command-world.js'
import { temporaryFolders } from '../publish/temporary-folder.js'

const fresh = temporaryFolders()

function run(base: string, parameters: string[], more: Partial<ProgramRun> = {}): ReturnType<typeof runProgram> {
  return runProgram({ program: 'sh', parameters, cwd: base, seconds: 30, guard, ...more })
}

/** A program that notes its id and that of a child of its own, and neither ends nor minds SIGTERM. */
const STUBBORN = `trap '' TERM; sh -c 'trap "" TERM; echo $$ > inner; while :; do sleep 0.1; done' & echo $$ > outer; wait; wait`

async function idsIn(base: string): Promise<number[]> {
  const text = await Promise.all(['inner', 'outer'].map((name) => readFile(join(base, name), 'utf8').catch(() => '')))
  return text.map(Number).filter((id) => id > 0)
}

async function bothRun(base: string): Promise<number[]> {
  let ids: number[] = []
  for (let tries = 0; ids.length < 2 && tries < 1000; tries++) {
    await new Promise((done) => setTimeout(done, 20))
    ids = await idsIn(base)
  }
  expect(ids).toHaveLength(2)
  return ids
}

describe('a program of the user', () => {
  test('gets the environment and no input, and is told by its exit code', async () => {
    const base = await fresh()
    process.env['RENDITIONS_TEST_WORD'] = 'from outside'
    const end = await run(base, ['-c', 'cat; echo "$RENDITIONS_TEST_WORD in $(pwd)"; echo oops >&2; exit 3'])
    delete process.env['RENDITIONS_TEST_WORD']
    expect(end.code).toBe(3)
    expect(end.output.split('\n').toSorted()).toEqual([`from outside in ${base}`, 'oops'])
  })

  test('that is not there, was killed or takes too long is told apart', async () => {
    const base = await fresh()
    expect(await run(base, [], { program: 'no-such-program-here' })).toEqual({ reason: 'ENOENT', output: '' })
    expect(await run(base, ['-c', 'kill -9 $$'])).toEqual({ reason: 'SIGKILL', output: '' })
    const late = await run(base, ['-c', 'sleep 60'], { seconds: 1 })
    expect(late).toEqual({ stopped: 'seconds', reason: 'it took over 1 s and was stopped', output: '' })
  })

  test('that goes on in the background does not hold up the publish', async () => {
    const began = performance.now()
    const base = await fresh()
    expect(await run(base, ['-c', 'sleep 60 & echo $! > inner; exit 0'])).toMatchObject({ code: 0 })
    expect(performance.now() - began).toBeLessThan(30_000)
    for (const id of await idsIn(base)) process.kill(id)
  })

  test('ends with us, and so does what it started, even when we are killed and it does not want to', async () => {
    const base = await fresh()
    const script = join(base, 'parent.mjs')
    const child = { program: 'sh', parameters: ['-c', STUBBORN] }
    await writeFile(
      script,
      `import { spawn } from 'node:child_process'
      const child = spawn(process.execPath, [${JSON.stringify(guard.pathname)}], { cwd: ${JSON.stringify(base)}, detached: true, stdio: ['ignore', 'ignore', 'ignore', 'ipc'] })
      child.send(${JSON.stringify(child)})
      setInterval(() => {}, 1000)`,
    )
    const parent = spawn(process.execPath, [script], { stdio: 'ignore' })
    const ids = await bothRun(base)
    parent.kill('SIGKILL')
    expect(await until(() => !ids.some(isRunning), 20_000)).toBe(true)
  })

  test('is stopped, with what it started, when it takes too much memory or is told to, also when it does not want to', async () => {
    const hungry = await run(await fresh(), ['-e', `const all = []; for (;;) all.push(Buffer.alloc(5e6, 1))`], {
      program: process.execPath,
      memory: 150e6,
    })
    expect(hungry).toMatchObject({ stopped: 'memory', reason: 'it needed over 150 MB and was stopped' })
    const base = await fresh()
    const controller = new AbortController()
    const end = run(base, ['-c', STUBBORN], { signal: controller.signal, patience: 0 })
    const ids = await bothRun(base)
    controller.abort()
    expect(await end).toEqual({ stopped: 'signal', reason: 'it was stopped', output: '' })
    expect(await until(() => !ids.some(isRunning), 20_000)).toBe(true)
  })

  test('does not outlive the process that watches over it', async () => {
    const base = await fresh()
    const end = run(base, ['-c', `echo $PPID > outer; ${STUBBORN.replace('> outer', '> own')}`])
    const [guardId = 0] = await bothRun(base)
    const own = Number(await readFile(join(base, 'own'), 'utf8'))
    process.kill(Number(await readFile(join(base, 'outer'), 'utf8')), 'SIGKILL')
    expect(await end).toMatchObject({ reason: 'it was killed' })
    expect(await until(() => ![guardId, own].some(isRunning), 20_000)).toBe(true)
  })

  test('that prints without end takes no memory, and its last lines are told', async () => {
    const end = await run(await fresh(), ['-c', 'head -c 30000000 /dev/zero | tr "\\\\0" x; echo; echo last'])
    expect(end.output.split('\n').at(-1)).toBe('last')
    expect(end.output.length).toBeLessThan(1000)
  })
})

test('what a program says is shown without what moves the cursor', () => {
  const tail = new Tail()
  tail.add(Buffer.from('10%\r50%\r\u001b[31m100%\u001b[0m\u0007 done\n\n'))
  tail.add(Buffer.from(Array.from({ length: 20 }, (_, index) => `line ${index}\n`).join('')))
  expect(tail.text().split('\n')).toEqual(Array.from({ length: 8 }, (_, index) => `line ${index + 12}`))
  const short = new Tail()
  short.add(Buffer.from('10%\r\u001b[31m100%\u001b[0m\u0007 done\n'))
  expect(short.text()).toBe('10%\n100% done')
})

test.each([
  ['sftp://me:hunter2@example.org/x', 'sftp://[hidden]example.org/x'],
  ['Authorization: Basic bWU6aHVudGVyMg==', 'Authorization: [hidden]'],
  ['sent bearer abcdef0123456789 away', 'sent bearer [hidden] away'],
  ['--sftp-password=hunter2 failed', '--sftp-password=[hidden] failed'],
  ['{"secret_access_key": "abc/def+g"}', '{"secret_access_key": "[hidden]"}'],
  ['?X-Amz-Signature=0123abc&x=1', '?X-Amz-Signature=[hidden]&x=1'],
  ['for AKIAIOSFODNN7EXAMPLE:', 'for [hidden]:'],
  ['-----BEGIN RSA PRIVATE KEY-----\nMII\n', '[hidden]'],
  ['key 7f3c-of-the-environment rejected', 'key [hidden] rejected'],
  ['the token bucket is empty: passwd file read', 'the token bucket is empty: passwd file read'],
])('credentials are not repeated: %s', (text, shown) => {
  expect(redact(text, { RCLONE_CONFIG_PASS: 'x', MY_SECRET: '7f3c-of-the-environment', HOME: '/root' })).toBe(shown)
})
