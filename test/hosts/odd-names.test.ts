import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { encodeAddress } from '../../src/publish/answers.js'
import { headerFilesOf } from '../../src/publish/hosts/header-forms.js'
import { folderRulesOf } from '../../src/publish/hosts/header-rules.js'
import { redirectFilesOf } from '../../src/publish/hosts/redirect-forms.js'
import type { RedirectRules } from '../../src/publish/redirects.js'
import { ODD, ODD_SUCCESSOR, oddRules } from '../publish/odd-names.js'
import { SERVERS, startServer, type WebServer } from './servers.js'

const rules: RedirectRules = {
  moved: [...oddRules.moved, { from: 'media/far.jpg', to: 'https://cdn.example/press/far%20%24away.jpg?a=1' }],
  gone: oddRules.gone,
}

/** Pages with odd names, and what each is to load first. The `try_files` of Caddy 2.6 itself loses a page with `?` in its name. */
const pages = ODD.filter((odd) => !odd.includes('?')).flatMap((odd, index) => [
  { page: `${odd}/index.html`, link: `</${index}>; rel=preload` },
  { page: `page ${odd}.html`, link: `</${index}.html>; rel=preload` },
])

describe.each(SERVERS)('%s', (name) => {
  let site: string
  let server: WebServer

  beforeAll(async () => {
    site = await mkdtemp(join(tmpdir(), 'renditions-odd-'))
    for (const { file, isRead } of redirectFilesOf([name])) {
      if (!isRead) continue
      await mkdir(dirname(join(site, file.path)), { recursive: true })
      await writeFile(join(site, file.path), file.compose(rules, '', '/').text)
    }
    const folders = folderRulesOf({ addresses: 'assets/media', stableAddresses: 'media' })
    for (const file of headerFilesOf([name])) {
      const current = await readFile(join(site, file.path), 'utf8').catch(() => '')
      await writeFile(join(site, file.path), file.compose({ folders, pages, stableAddresses: 'media' }, current, '/').text)
    }
    for (const { page } of pages) {
      await mkdir(dirname(join(site, page)), { recursive: true })
      await writeFile(join(site, page), page)
    }
    server = await startServer(name, site)
  })

  afterAll(async () => {
    await server?.close()
    await rm(site, { recursive: true, force: true })
  })

  test('leads every moved address to its successor, whatever their names', async () => {
    for (const odd of ODD) {
      const { status, headers } = await server.ask(`/media/was/${encodeAddress(odd)}`)
      const to = new URL(headers.location ?? '', 'http://x').pathname
      expect([odd, status, to]).toEqual([odd, 301, `/${encodeAddress(ODD_SUCCESSOR)}`])
    }
  })

  test('leads to the absolute URL of another target', async () => {
    const { status, headers } = await server.ask('/media/far.jpg')
    expect([status, headers.location]).toEqual([301, 'https://cdn.example/press/far%20%24away.jpg?a=1'])
  })

  test('answers 410 for what is gone, and 404 for what never was', async () => {
    for (const odd of ODD) expect([odd, (await server.ask(`/media/gone/${encodeAddress(odd)}`)).status]).toEqual([odd, 410])
    for (const path of [
      '/media/was/CASE.jpg',
      '/media/gone/cASE.jpg',
      '/media/was/Case_jpg',
      '/media/was/Case.jpgx',
      '/x/media/far.jpg',
    ])
      expect([path, (await server.ask(path)).status]).toEqual([path, 404])
  })

  test('tells every page what to load first, whatever their names', async () => {
    for (const { page, link } of pages) {
      for (const path of [page, page.replace(/(?<=\/)index\.html$/, '')]) {
        const { status, headers } = await server.ask(`/${encodeAddress(path)}`)
        expect([path, status, headers['link']]).toEqual([path, 200, link])
      }
    }
  })
})
