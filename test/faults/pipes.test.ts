import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { cliSite, type CliSite } from '../cli/cli-site.js'
import { plainPhoto } from '../site/photo-site.js'
import { page } from '../site/temp-site.js'
import { CLI } from './faults.js'

let site: CliSite
beforeAll(async () => {
  const bytes = await plainPhoto(3)
  const names = Array.from({ length: 40 }, (_, index) => `media/p${index}.jpg`)
  site = await cliSite(
    {
      'index.html': page(names.map((name) => `<a href="/${name}?preset=tiny">${name}</a>`).join('')),
      'media/cdn/_media.yaml': 'publish: selective\ntarget: cdn\n',
      'media/cdn/c.jpg': bytes,
      'cdn.html': page('<img src="/media/cdn/c.jpg?preset=tiny" alt="">'),
      ...Object.fromEntries(names.map((name) => [name, bytes])),
    },
    `assets: 'media', presets: { tiny: { widths: [40], formats: ['webp', 'fallback'] } }, hosts: [],
     targets: { cdn: { folder: 'cdn', url: 'https://cdn.example.org/' } }`,
    `build: { rollupOptions: { input: ['index.html', 'cdn.html'] } },`,
  )
})
afterAll(() => site.dispose())

/** Runs words of a shell in the site, `renditions` being the built program; what came out, and on the error output. */
function shell(words: string): { out: string; errors: string } {
  const script = `renditions() { "${process.execPath}" "${CLI}" "$@"; echo "$?" >> codes; }\n${words}`
  const { stdout, stderr } = spawnSync('bash', ['-c', script], { cwd: site.root, encoding: 'utf8' })
  return { out: stdout, errors: stderr }
}

test('a build whose error output nobody reads is made; one that Vite ends for want of an output is made by the next run', () => {
  shell(`ln -s "${join(import.meta.dirname, '../../node_modules')}" node_modules`)
  const build = `"${process.execPath}" node_modules/vite/bin/vite.js build`
  shell(`${build} 2>&1 | true`)
  expect(shell(`(${build} 2>&1 > /dev/null; echo "ended $?" > ended) | true; cat ended`)).toEqual({
    out: 'ended 0\n',
    errors: '',
  })
  expect(shell(`rm -r .renditions; ${build} 2>&- > /dev/null; echo "$?"`)).toEqual({ out: '0\n', errors: '' })
})

test('a list of which only the first line is read ends quietly and well', async () => {
  const { out, errors } = shell('renditions status | head -1; renditions status | true; renditions status --json >&-')
  expect([out.split('\n')[0], errors]).toEqual([expect.stringMatching(/^Asset +State/), ''])
  expect(await site.read('codes')).toBe('0\n0\n0\n')
})

test('a publish that nobody listens to is done to its end', () => {
  const { errors } = shell('rm -f codes; renditions publish | true')
  expect(errors).toBe('')
  expect(shell('cat codes; ls cdn/assets/media').out).toMatch(/^0\nc-40\.\w+\.\w+\nc-40\.\w+\.\w+\n$/)
})

test('a full disk behind the output is told, and is a failure', () => {
  const { errors } = shell('rm -f codes; renditions status > /dev/full')
  expect(errors).toMatch(/^The output of this command cannot be written: ENOSPC\..*\n$/)
  expect(shell('cat codes').out).toBe('1\n')
})
