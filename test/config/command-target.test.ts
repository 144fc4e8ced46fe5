import { describe, expect, test } from 'vitest'
import { fillPlaceholders, placeholdersIn } from '../../src/base/placeholders.js'
import { configOf, problemsOf } from './configs.js'

const url = 'https://cdn.example.org/'
const target = (fields: Record<string, unknown>): { targets: Record<string, never> } => ({
  targets: { cdn: { url, ...fields } as never },
})
const rsync = ['rsync', '-rt', '--delete-missing-args', '--files-from={paths}', '{folder}/', 'host:/srv/']

describe('a target that publishes by a command', () => {
  test('keeps its words as they are, also those that stand there twice', () => {
    const command = ['rsync', '--exclude', 'a', '--exclude', 'b', '', ...rsync.slice(1)]
    expect(configOf(target({ command })).targets).toEqual({ cdn: { kind: 'command', url, command, seconds: 3600 } })
  })

  test('may have commands of their own for removals and for reading', () => {
    const more = { remove: ['sh', 'rm.sh', '{list}'], read: ['ssh', 'host', 'cat', '/srv/{path}'], absent: [1], seconds: 60 }
    expect(configOf(target({ command: ['cp', '-r', '{folder}/.', '/srv'], ...more })).targets['cdn']).toMatchObject(more)
  })

  test.each([
    [{ command: [...rsync, '{folders}'] }, '{folders}', 'Did you mean "{folder}"?'],
    [{ command: [...rsync, '{path}'] }, '{path}', 'Did you mean "{paths}"?'],
    [{ command: rsync, read: ['cat', '{file}'] }, 'only {path} in braces', ''],
    [{ command: rsync, read: ['cat', 'x'] }, 'a command that names {path}', ''],
    [{ command: ['cp', '{folder}'] }, 'names {paths} or {list} to learn what to remove', ''],
    [{ command: ['true'], remove: ['rm', '{paths}'] }, 'names {folder}, {paths} or {list}', ''],
    [{ command: rsync, remove: ['rm', '{folder}'] }, 'names {paths} or {list}', ''],
    [{ command: rsync, absent: [3] }, 'a "read" command beside it', ''],
    [{ command: 'rsync -a' }, 'a program and its arguments', ''],
    [{ command: [] }, 'a program and its arguments', ''],
    [{ command: [' ', '{list}'] }, 'a program and its arguments', ''],
    [{ command: ['a\0b', '{list}'] }, 'a program and its arguments', ''],
    [{ command: rsync, comand: 1 }, 'comand', 'Did you mean "command"?'],
  ])('is refused when its command could not know what to do: %j', (fields, told, hint) => {
    const problems = problemsOf(target(fields))
    expect(problems.map(({ message }) => message).join('\n')).toContain(told)
    expect(problems.map((problem) => problem.hint ?? '').join('\n')).toContain(hint)
  })

  test('does not repeat the arguments of a command, which may hold credentials', () => {
    const problems = problemsOf(target({ command: ['curl', '-u', 'me:hunter2', '{folder}'] }))
    expect(JSON.stringify(problems)).not.toContain('hunter2')
  })
})

test('only braces around a word are placeholders', () => {
  const words = ['*.{jpg,png}', '{ print }', '{path}', 'a{path}b{path}', '{}', '{constructor}']
  expect(placeholdersIn(words)).toEqual(['path', 'constructor'])
  expect(fillPlaceholders(words, { path: '-x' })).toEqual(['*.{jpg,png}', '{ print }', './-x', 'a-xb-x', '{}', '{constructor}'])
})
