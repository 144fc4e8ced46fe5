/**
 * Makes a git repository out of the releases of an npm package that holds pictures, one commit each, oldest first: a history
 * of moves and renames that nobody made for us. `node bench/releases.mjs PACKAGE FOLDER [--most 60]`; then
 * `node bench/replay.mjs FOLDER`. Takes the releases from the registry npm is set to; runs none of their code.
 */
import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'

const [name, folder, ...flags] = process.argv.slice(2)
if (!name || !folder) throw new Error('node bench/releases.mjs PACKAGE FOLDER [--most 60]')
const most = flags[0] === '--most' ? Number(flags[1]) : 60
const RASTER = /\.(?:jpe?g|png|webp|gif|avif)$/i

const repository = resolve(folder)
const packed = mkdtempSync(join(tmpdir(), 'renditions-releases-'))
try {
  const commits = makeHistory(releases().slice(-most))
  console.log(JSON.stringify({ name, commits }))
} finally {
  rmSync(packed, { recursive: true, force: true })
}

/** Versions without pre-releases, oldest first by number. */
function releases() {
  const versions = JSON.parse(execFileSync('npm', ['view', name, 'versions', '--json'], { encoding: 'utf8' }))
  return [versions].flat().filter((version) => /^\d+\.\d+\.\d+$/.test(version))
}

function makeHistory(versions) {
  mkdirSync(repository, { recursive: true })
  git(['init', '--quiet', '--initial-branch=main'])
  let commits = 0
  for (const version of versions) {
    git(['rm', '-rq', '--ignore-unmatch', '.'])
    unpack(version)
    // Its own rules on what belongs into a repository are not ours.
    git(['add', '--all', '--force', '.'])
    if (git(['status', '--porcelain']) === '') continue
    git(['-c', 'user.name=releases', '-c', 'user.email=releases@localhost', 'commit', '--quiet', '-m', `${name} ${version}`])
    commits++
  }
  return commits
}

/** What a page could show, and nothing that builds would run. */
function unpack(version) {
  const [{ filename }] = JSON.parse(
    execFileSync('npm', ['pack', `${name}@${version}`, '--json', '--ignore-scripts', '--pack-destination', packed], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
      maxBuffer: 2 ** 28,
    }),
  )
  const archive = join(packed, filename.replace(/^@/, '').replaceAll('/', '-'))
  const files = execFileSync('tar', ['-tzf', archive], { encoding: 'utf8', maxBuffer: 2 ** 28 }).split('\n')
  const pictures = files.filter((path) => RASTER.test(path) && !/[\\*[\]]/.test(path))
  if (pictures.length > 0) {
    const list = join(packed, 'list')
    writeFileSync(list, pictures.join('\n'))
    execFileSync('tar', ['-xzf', archive, '-C', repository, '--strip-components=1', '-T', list])
  }
  if (readdirSync(repository).length === 1) writeFileSync(join(repository, 'empty'), '')
  rmSync(archive)
}

function git(words) {
  return execFileSync('git', words, { cwd: repository, encoding: 'utf8', maxBuffer: 2 ** 28 })
}
