/**
 * Many viewers on one page: how long until all of them are alive on a slow machine, and whether anything stays behind after
 * they come and go. `node bench/viewers-page.mjs`, after `vite build playground`; prints JSON.
 */
import { readFile } from 'node:fs/promises'
import { loadavg } from 'node:os'
import { fileURLToPath } from 'node:url'
import { chromium } from 'playwright-core'
import { preview } from 'vite'

const VIEWERS = 30
const SLOWER = 4
const ROUNDS = 100
const playground = fileURLToPath(new URL('../playground/', import.meta.url))

const server = await preview({ root: playground, logLevel: 'silent', preview: { port: 0, host: '127.0.0.1' } })
const origin = `http://127.0.0.1:${server.httpServer.address().port}`
const browser = await chromium.launch({
  executablePath: process.env['CHROMIUM_PATH'] ?? '/usr/bin/chromium',
  args: ['--no-sandbox'],
})
try {
  const context = await browser.newContext({ reducedMotion: 'reduce' })
  const page = await context.newPage()
  await page.route('**/viewers.html', async (route) => route.fulfill({ contentType: 'text/html', body: await repeated() }))
  const devtools = await context.newCDPSession(page)
  await devtools.send('Performance.enable')
  // Once to fill the cache: what is measured is the page, not the disk.
  await page.goto(`${origin}/viewers.html`, { waitUntil: 'networkidle' })
  await devtools.send('Emulation.setCPUThrottlingRate', { rate: SLOWER })
  await page.goto(`${origin}/viewers.html`, { waitUntil: 'commit' })
  const alive = await page.waitForFunction(allAlive, undefined, { polling: 10 })
  const { count, ms } = await alive.jsonValue()
  await devtools.send('Emulation.setCPUThrottlingRate', { rate: 1 })
  await comeAndGo(page, 5)
  const before = await left(devtools)
  await comeAndGo(page, ROUNDS)
  const after = await left(devtools)
  console.log(
    JSON.stringify({ viewers: count, slower: SLOWER, ms: Math.round(ms), rounds: ROUNDS, before, after, load: loadavg()[0] }),
  )
} finally {
  await browser.close()
  await server.close()
}

/** The playground's page of viewers, its sections again and again until there are enough. */
async function repeated() {
  const html = await readFile(`${playground}dist/viewers.html`, 'utf8')
  const sections = html.match(/<section[^]*?<\/section>/g) ?? []
  const own = sections.join('').match(/<rendition-(?!hotspots)/g)?.length ?? 0
  const more = sections.join('\n').replace(/ (?:id|aria-labelledby)="[^"]*"/g, '')
  return html.replace('</main>', `${more.repeat(Math.ceil(VIEWERS / Math.max(own, 1)) - 1)}</main>`)
}

/** Runs in the page: milliseconds since navigation, once each viewer is defined, and has its controls if it is not lazy. */
function allAlive() {
  const viewers = [...document.querySelectorAll('*')].filter(({ localName }) => localName.startsWith('rendition-'))
  const bare = /^rendition-(?:zoom|audio|deep-zoom|panorama|model)$/
  const isAlive = (one) => one.matches(':defined') && (bare.test(one.localName) || one.shadowRoot?.querySelector(':not(slot)'))
  return document.readyState !== 'loading' && viewers.length > 0 && viewers.every(isAlive)
    ? { count: viewers.length, ms: performance.now() }
    : false
}

/** Takes all of it out of the page and puts it back. */
async function comeAndGo(page, rounds) {
  await page.evaluate(async (times) => {
    const main = document.querySelector('main')
    const parent = main.parentNode
    for (let at = 0; at < times; at++) {
      main.remove()
      await new Promise((resolve) => setTimeout(resolve))
      parent.append(main)
      await new Promise((resolve) => requestAnimationFrame(() => resolve()))
    }
  }, rounds)
  await page.waitForTimeout(1000)
}

/**
 * What is still there. `objects` are those of scripts, functions among them: the heap as a whole also holds what the browser
 * compiles meanwhile and its timeline of long tasks, and grows by them for some hundred rounds.
 */
async function left(devtools) {
  const objects = await objectsOfScripts(devtools)
  const { metrics } = await devtools.send('Performance.getMetrics')
  const of = (wanted) => metrics.find(({ name }) => name === wanted)?.value
  return { listeners: of('JSEventListeners'), nodes: of('Nodes'), objects, heapKb: Math.round(of('JSHeapUsedSize') / 1024) }
}

/** Counts them in a snapshot (https://chromedevtools.github.io/devtools-protocol/tot/HeapProfiler/), which collects garbage first. */
async function objectsOfScripts(devtools) {
  const chunks = []
  const take = ({ chunk }) => chunks.push(chunk)
  devtools.on('HeapProfiler.addHeapSnapshotChunk', take)
  await devtools.send('HeapProfiler.takeHeapSnapshot', { reportProgress: false })
  devtools.off('HeapProfiler.addHeapSnapshotChunk', take)
  const { snapshot, nodes } = JSON.parse(chunks.join(''))
  const { node_fields: fields, node_types: types } = snapshot.meta
  const at = fields.indexOf('type')
  const wanted = ['object', 'closure'].map((type) => types[at].indexOf(type))
  let count = 0
  for (let node = at; node < nodes.length; node += fields.length) if (wanted.includes(nodes[node])) count++
  return count
}
