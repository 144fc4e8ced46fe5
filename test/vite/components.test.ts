import { mkdir, readFile, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Browser, Page } from 'playwright-core'
import { createServer } from 'vite'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import renditions from '../../src/index.js'
import type { Options } from '../../src/config/options.js'
import { launchBrowser, openPage } from '../e2e/browser.js'
import { serveFolder, STRICT_CSP, type StaticServer } from '../e2e/static-server.js'
import { page, photo, tempSite, type TempSite } from '../site/temp-site.js'

const small = { widths: [60], formats: ['webp', 'fallback'], effort: 0 } as const
const options = {
  assets: 'media',
  presets: { default: small, card: small, zoom: { ...small, widths: [120] } },
  pages: 'notes.md',
} as const satisfies Options

/** What a script imports of the site, by name, and what stands for it in a plain page. */
const PICTURES = `
import { html as boot } from './media/boot.jpg?preset=card&viewer=zoom'
import { html as boots } from './media/boot-*.jpg?viewer=carousel&preset=card'
import { html as plain } from './media/boot.jpg?preset=card'
export { boot, boots, plain }
`
const PLAIN_PAGE = `<img src="/media/boot.jpg?preset=card&amp;viewer=zoom"><img src="/media/boot-*.jpg?viewer=carousel&amp;preset=card"><img src="/media/boot.jpg?preset=card">`

/** A page whose parent renders again at the press of a button, and shows or hides the media at that of another. */
const REACT_APP = `
import { createElement as h, StrictMode, useEffect, useRef, useState } from 'react'
import { Media } from 'vite-plugin-renditions/react'
import { boot, boots, plain } from '../pictures.js'
function App() {
  const [count, setCount] = useState(0)
  const [shown, setShown] = useState(true)
  const place = useRef(null)
  useEffect(() => {
    const note = () => document.body.setAttribute('data-heard', '')
    place.current?.addEventListener('rendition:change', note)
  }, [])
  return h('main', null,
    h('button', { id: 'again', onClick: () => setCount(count + 1) }, 'Again ' + count),
    h('button', { id: 'toggle', onClick: () => setShown(!shown) }, 'Toggle'),
    shown && h('div', null,
      h(Media, { of: boot, alt: 'A <"boot">', className: 'own', id: 'boot' }),
      h('p', null, h(Media, { of: plain })),
      h(Media, { of: boots, as: 'div', ref: place })))
}
export const app = h(StrictMode, null, h(App))
`
const VUE_APP = `
import { createSSRApp, h, ref } from 'vue'
import { Media } from 'vite-plugin-renditions/vue'
import { boot, boots, plain } from '../pictures.js'
export const app = () => createSSRApp({
  setup() {
    const count = ref(0)
    const shown = ref(true)
    const note = () => document.body.setAttribute('data-heard', '')
    return () => h('main', [
      h('button', { id: 'again', onClick: () => count.value++ }, 'Again ' + count.value),
      h('button', { id: 'toggle', onClick: () => { shown.value = !shown.value } }, 'Toggle'),
      shown.value ? h('div', [
        h(Media, { of: boot, alt: 'A <"boot">', class: 'own', id: 'boot' }),
        h('p', [h(Media, { of: plain })]),
        h(Media, { of: boots, as: 'div', 'onRendition:change': note })]) : null])
  },
})
`
const SERVER = `
import { renderToString as react } from 'react-dom/server'
import { renderToString as vue } from 'vue/server-renderer'
import { app as reactApp } from './react/app.js'
import { app as vueApp } from './vue/app.js'
import * as pictures from './pictures.js'
export const render = async () => ({ react: react(reactApp), vue: await vue(vueApp()), pictures })
`
const frame = (script: string, body: string): string =>
  page(`<div id="root">${body}</div>`, `<link rel="icon" href="data:,"><script type="module" src="${script}"></script>`)

let site: TempSite
let server: StaticServer
let browser: Browser
let rendered: { react: string; vue: string; pictures: Record<'boot' | 'boots' | 'plain', string> }
beforeAll(async () => {
  const numbers = [1, 2, 3]
  const frames = await Promise.all(numbers.map(async (at) => [`media/boot-${at}.jpg`, await photo(120, 80, at)] as const))
  site = await tempSite({
    'media/boot.jpg': await photo(120, 80),
    'media/boot.jpg.media.yaml': 'alt: The boot\n',
    'media/_media.yaml': 'alt: Boots\n',
    ...Object.fromEntries(frames),
    'package.json': '{ "type": "module" }',
    'pictures.js': PICTURES,
    'data.js': "import boot from './media/boot.jpg?preset=card&viewer=zoom'\ndocument.title = boot.src\n",
    'react/app.js': REACT_APP,
    'react/main.js':
      "import { hydrateRoot } from 'react-dom/client'\nimport { app } from './app.js'\nhydrateRoot(document.getElementById('root'), app)\n",
    'vue/app.js': VUE_APP,
    'vue/main.js': "import { app } from './app.js'\napp().mount('#root')\n",
    'server.js': SERVER,
    'index.html': page(PLAIN_PAGE),
    'react.html': frame('/react/main.js', '<!--app-->'),
    'vue.html': frame('/vue/main.js', '<!--app-->'),
    'data.html': frame('/data.js', ''),
  })
  const root = join(import.meta.dirname, '../..')
  await mkdir(join(site.root, 'node_modules'))
  for (const name of ['react', 'react-dom', 'vue'])
    await symlink(join(root, 'node_modules', name), join(site.root, 'node_modules', name), 'dir')
  await symlink(root, join(site.root, 'node_modules/vite-plugin-renditions'), 'dir')
  const input = ['index', 'react', 'vue', 'data'].map((name) => join(site.root, `${name}.html`))
  // Frameworks tell of mismatches while developing only.
  const define = {
    'process.env.NODE_ENV': '"development"',
    __VUE_OPTIONS_API__: 'false',
    __VUE_PROD_DEVTOOLS__: 'false',
    __VUE_PROD_HYDRATION_MISMATCH_DETAILS__: 'true',
  }
  await site.build(options, { define, build: { rolldownOptions: { input } } })
  await site.build(options, { build: { ssr: 'server.js', outDir: 'dist-server' } })
  const module = (await import(pathToFileURL(join(site.root, 'dist-server/server.js')).href)) as {
    render(): Promise<typeof rendered>
  }
  rendered = await module.render()
  for (const name of ['react', 'vue'] as const) {
    const file = join(site.root, `dist/${name}.html`)
    await writeFile(
      file,
      (await readFile(file, 'utf8')).replace('<!--app-->', () => rendered[name]),
    )
  }
  ;[server, browser] = await Promise.all([serveFolder(join(site.root, 'dist'), { csp: STRICT_CSP }), launchBrowser()])
}, 90_000)
afterAll(async () => {
  await Promise.all([browser?.close(), server?.close()])
  await site?.dispose()
})

describe('an import with html', () => {
  test('gives on the server what an image in a page becomes', async () => {
    const html = await site.read('dist/index.html')
    const { boot, boots, plain } = rendered.pictures
    // Relative to where the script runs, or from the root: here, both are the same.
    for (const text of [boot, boots, plain]) expect(html).toContain(text)
    expect(boot).toMatch(/^<rendition-zoom><a [^>]*><picture>.*alt="The boot".*<\/rendition-zoom>$/)
    expect(boots.match(/<img /g)).toHaveLength(3)
    expect(plain).toMatch(/^<picture>/)
  })

  test('brings its viewers and their styles along, and nothing where a script wants the data alone', async () => {
    const styles = /<link rel="stylesheet"[^>]*href="([^"]+)"/g
    const linked = [...(await site.read('dist/react.html')).matchAll(styles)].map(([, href]) => href ?? '')
    const css = (await Promise.all(linked.map((href) => site.read(`dist${href}`)))).join('')
    expect(css).toContain('rendition-carousel')
    const data = await site.read('dist/data.html')
    const [, script = ''] = /<script type="module"[^>]*src="([^"]+)"/.exec(data) ?? []
    expect(data).not.toMatch(styles)
    expect(data.match(/href="[^"]+\.js"/g)).toEqual([expect.stringContaining('modulepreload-polyfill')])
    expect(await site.read(`dist${script}`)).not.toMatch(/rendition-|<picture/)
  })
})

describe.each(['react', 'vue'] as const)('the component for %s', (name) => {
  async function on(steps: (page: Page) => Promise<void>): Promise<void> {
    const visit = await openPage(browser, [server.origin], { reducedMotion: 'reduce' })
    try {
      await visit.page.goto(`${server.origin}/${name}.html`)
      await steps(visit.page)
      expect(visit.problems()).toEqual([])
    } finally {
      await visit.close()
    }
  }

  test('renders the same on the server, with words and attributes of its own', () => {
    const html = rendered[name]
    expect(html).toContain(rendered.pictures.plain)
    expect(html).toContain(rendered.pictures.boots)
    expect(html).toContain(rendered.pictures.boot.replaceAll('alt="The boot"', 'alt="A &lt;&quot;boot&quot;>"'))
    expect(html).toMatch(/<span [^>]*class="own"/)
  })

  test('takes the page over as it is, leaves alone what viewers do, and hears of it', async () => {
    await on(async (page) => {
      const next = page.locator('rendition-carousel [part~=next]')
      await next.waitFor()
      await page.locator('rendition-zoom:defined').waitFor({ state: 'attached' })
      await next.click()
      await page.locator('body[data-heard]').waitFor()
      const index = (): Promise<number> =>
        page.locator('rendition-carousel').evaluate((one) => (one as unknown as { index: number }).index)
      await expect.poll(index).toBe(1)
      await page.locator('#boot img').evaluate((image) => image.setAttribute('data-kept', ''))
      await page.locator('#again').click()
      await page.getByText('Again 1').waitFor()
      expect(await page.locator('#boot img[data-kept]').count()).toBe(1)
      expect(await index()).toBe(1)
      expect(await page.locator('#boot img').getAttribute('alt')).toBe('A <"boot">')
    })
  })

  test('comes and goes, alive each time', async () => {
    await on(async (page) => {
      const next = page.locator('rendition-carousel [part~=next]')
      await next.waitFor()
      for (let at = 0; at < 3; at++) {
        await page.locator('#toggle').click()
        await next.waitFor({ state: 'detached' })
        await page.locator('#toggle').click()
        await next.waitFor()
      }
      await page.locator('#boot a').click()
      await page.locator('.pswp--open').waitFor()
    })
  })
})

test('while serving, the markup, its viewer and style are modules as well', async () => {
  await site.write({
    'plain.html': frame('/plain.js', ''),
    'plain.js': "import { boot } from './pictures.js'\ndocument.getElementById('root').innerHTML = boot\n",
  })
  const dev = await createServer({
    root: site.root,
    configFile: false,
    logLevel: 'silent',
    plugins: [renditions(options)],
    // Nothing may load the page anew in between.
    optimizeDeps: { noDiscovery: true, include: [] },
    server: { port: 0, hmr: false, watch: null },
  })
  await dev.listen()
  const origin = dev.resolvedUrls?.local[0]?.replace(/\/$/, '') ?? ''
  const visit = await openPage(browser, [origin])
  try {
    await visit.page.goto(`${origin}/plain.html`)
    await visit.page.locator('rendition-zoom:defined img').waitFor()
    await visit.page.waitForFunction(() => [...document.images].every((image) => image.complete && image.naturalWidth > 0))
    expect(visit.problems()).toEqual([])
  } finally {
    await visit.close()
    await dev.close()
  }
})
