import { execFileSync } from 'node:child_process'
import { copyFileSync, existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { basename, dirname, extname, join } from 'node:path'
import sharp from 'sharp'
import { seededRandom } from '../playground/make/seeded-random.mjs'

/**
 * Makes a git repository whose history is like that of real sites: pictures are added, moved alone and by folder, renamed,
 * edited, renamed and edited at once, converted to another format, copied, deleted, and spelled otherwise; several of
 * these in one commit. Gives its folder.
 */
export async function generateHistory(folder, seed, commits) {
  const random = seededRandom(seed)
  const pick = (list) => list[Math.floor(random() * list.length)]
  const files = []
  let count = 0
  mkdirSync(folder, { recursive: true })
  git('init', '--quiet')
  for (let index = 0; index < 12; index++) await add()
  commit('start')
  for (let index = 1; index < commits; index++) {
    for (let step = 0; step < 1 + Math.floor(random() * 3); step++)
      await pick([add, move, move, rename, edit, moveFolder, convert, copy, remove, respell, renameEdited])()
    commit(`change ${index}`)
  }
  return folder

  async function picture(file, brightness = random()) {
    const raw = Buffer.alloc(40 * 30 * 3)
    for (let at = 0; at < raw.length; at++) raw[at] = Math.floor(random() * 200 * brightness)
    mkdirSync(dirname(join(folder, file)), { recursive: true })
    const made = sharp(raw, { raw: { width: 40, height: 30, channels: 3 } })
    await (extname(file) === '.png' ? made.png() : extname(file) === '.webp' ? made.webp() : made.jpeg()).toFile(
      join(folder, file),
    )
  }
  function place() {
    return `${pick(['img', 'img/posts', 'content/a', 'content/b', 'static/photos', `content/p${Math.floor(random() * 6)}`])}/`
  }
  async function add() {
    const file = `${place()}${pick(['hero', 'image', 'photo', 'cover'])}-${count++}${pick(['.jpg', '.png', '.jpg'])}`
    await picture(file)
    files.push(file)
  }
  function moveTo(from, to) {
    if (from === to || existsSync(join(folder, to))) return false
    mkdirSync(dirname(join(folder, to)), { recursive: true })
    renameSync(join(folder, from), join(folder, to))
    files[files.indexOf(from)] = to
    return true
  }
  function move() {
    const from = pick(files)
    if (from) moveTo(from, place() + basename(from))
  }
  function rename() {
    const from = pick(files)
    if (from) moveTo(from, join(dirname(from), `${pick(['new', 'best', 'final'])}-${count++}${extname(from)}`))
  }
  async function renameEdited() {
    const from = pick(files)
    if (!from) return
    const to = join(dirname(from), `touched-${count++}${extname(from)}`)
    // A little more at its end: git still calls it a rename.
    if (moveTo(from, to)) writeFileSync(join(folder, to), Buffer.from([0]), { flag: 'a' })
  }
  async function edit() {
    const file = pick(files)
    if (file) await picture(file)
  }
  function moveFolder() {
    const from = pick(files)
    if (!from) return
    const old = dirname(from)
    const to = `${pick(['archive', 'img/old', 'content/moved'])}/${count++}`
    for (const file of files.filter((one) => dirname(one) === old)) moveTo(file, `${to}/${basename(file)}`)
  }
  async function convert() {
    const from = pick(files.filter((file) => extname(file) === '.png'))
    if (!from) return
    const to = from.replace(/\.png$/, '.webp')
    if (existsSync(join(folder, to))) return
    await sharp(join(folder, from)).webp().toFile(join(folder, to))
    rmSync(join(folder, from))
    files[files.indexOf(from)] = to
  }
  function copy() {
    const from = pick(files)
    if (!from) return
    const to = `${place()}copy-${count++}${extname(from)}`
    mkdirSync(dirname(join(folder, to)), { recursive: true })
    copyFileSync(join(folder, from), join(folder, to))
    files.push(to)
  }
  function remove() {
    if (files.length < 6) return
    const file = pick(files)
    rmSync(join(folder, file))
    files.splice(files.indexOf(file), 1)
  }
  function respell() {
    const from = pick(files)
    if (from)
      moveTo(
        from,
        join(
          dirname(from),
          basename(from).replace(/^[a-z]/, (letter) => letter.toUpperCase()),
        ),
      )
  }
  function commit(message) {
    git('add', '--all')
    git('commit', '--quiet', '--allow-empty', '--message', message)
  }
  function git(...words) {
    execFileSync('git', ['-c', 'user.name=History', '-c', 'user.email=history@example.org', ...words], { cwd: folder })
  }
}
