/**
 * A picture of a gigapixel through a whole build: `npm run build && node bench/deep-zoom.mjs [side]` (default 32768; Linux).
 * Makes the picture row by row, builds a page that shows it with `deep-zoom` twice, and tells how long that took, how much memory
 * the largest process had, and what came out.
 */
import { createWriteStream, readdirSync, readFileSync, statSync } from 'node:fs'
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { once } from 'node:events'
import { createDeflate, crc32, constants } from 'node:zlib'
import { build } from 'vite'

const side = Number(process.argv[2] ?? 32768)
const folder = await mkdtemp(join(tmpdir(), 'renditions-gigapixel-'))
const { default: renditions } = await import('../dist/index.js')

try {
  await mkdir(join(folder, 'media'))
  await timed('source', () => writePng(join(folder, 'media/map.png'), side))
  console.log(`source: ${((side * side) / 1e6).toFixed(0)} MP, ${megabytes(statSync(join(folder, 'media/map.png')).size)}`)
  await writeFile(
    join(folder, 'index.html'),
    '<!doctype html><html lang="en"><title>Map</title><img src="/media/map.png?viewer=deep-zoom" alt="Map">',
  )
  const watch = peakOfChildren()
  await timed('cold build', buildPage)
  console.log(
    `peak memory: ${megabytes(watch.end())} in one renderer, ${megabytes(process.resourceUsage().maxRSS * 1024)} in the build`,
  )
  await timed('warm build', buildPage)
  await writeFile(join(folder, 'index.html'), (await readFile(join(folder, 'index.html'), 'utf8')).replace('Map<', 'Maps<'))
  await timed('build of an edited page', buildPage)
  const files = readdirSync(join(folder, 'dist'), { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
  const bytes = files.reduce((sum, { parentPath, name }) => sum + statSync(join(parentPath, name)).size, 0)
  console.log(`output: ${files.length} files, ${megabytes(bytes)}`)
} finally {
  await rm(folder, { recursive: true, force: true })
}

async function buildPage() {
  await build({
    root: folder,
    configFile: false,
    logLevel: 'warn',
    build: { emptyOutDir: false },
    plugins: [renditions({ assets: 'media' })],
  })
}

async function timed(what, work) {
  const begun = performance.now()
  await work()
  console.log(`${what}: ${((performance.now() - begun) / 1000).toFixed(1)} s`)
}

/** The most memory any child of this process had, in bytes, looked at ten times a second. */
function peakOfChildren() {
  let most = 0
  const timer = setInterval(() => {
    for (const pid of readFileSync(`/proc/self/task/${process.pid}/children`, 'utf8').split(' ').filter(Boolean)) {
      try {
        const [, kilobytes = 0] = /^VmHWM:\s*(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? []
        most = Math.max(most, Number(kilobytes) * 1024)
      } catch {
        // It has ended.
      }
    }
  }, 100)
  return {
    end() {
      clearInterval(timer)
      return most
    },
  }
}

/** An RGB picture of stripes, discs and grain (PNG, https://www.w3.org/TR/png-3/), written row by row. */
async function writePng(file, size) {
  const out = createWriteStream(file)
  const chunk = (type, data) => {
    const head = Buffer.alloc(8)
    head.writeUInt32BE(data.length, 0)
    head.write(type, 4, 'latin1')
    const tail = Buffer.alloc(4)
    tail.writeUInt32BE(crc32(data, crc32(head.subarray(4))), 0)
    return Buffer.concat([head, data, tail])
  }
  const header = Buffer.alloc(13)
  header.writeUInt32BE(size, 0)
  header.writeUInt32BE(size, 4)
  header.set([8, 2, 0, 0, 0], 8)
  out.write(Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'))
  out.write(chunk('IHDR', header))
  const deflate = createDeflate({ level: 1, strategy: constants.Z_DEFAULT_STRATEGY })
  const copied = (async () => {
    for await (const data of deflate) if (!out.write(chunk('IDAT', data))) await once(out, 'drain')
  })()
  // Rows come from a few that differ, shifted, so that making them costs little.
  const rows = Array.from({ length: 64 }, (_, at) => rowOf(size, at))
  for (let y = 0; y < size; y++) {
    const row = rows[(y >> 3) % rows.length]
    row[1] = y & 255
    if (!deflate.write(Buffer.from(row))) await once(deflate, 'drain')
  }
  deflate.end()
  await copied
  out.end(chunk('IEND', Buffer.alloc(0)))
  await once(out, 'finish')
}

function rowOf(size, at) {
  const row = Buffer.alloc(1 + size * 3)
  for (let x = 0; x < size; x++) {
    // Repeats within the 32 kB that deflate looks back, so that the file stays small.
    const grain = Math.imul((x % 997) + at, 2654435761) >>> 27
    const base = ((x >> 9) * 37 + at * 3) & 127
    row[1 + x * 3] = base + grain
    row[2 + x * 3] = 200 - base + grain
    row[3 + x * 3] = 90 + grain
  }
  return row
}

function megabytes(bytes) {
  return `${(bytes / 2 ** 20).toFixed(0)} MB`
}
