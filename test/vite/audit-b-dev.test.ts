import { connect, type AddressInfo } from 'node:net'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { createServer, type ViteDevServer } from 'vite'
import renditions from '../../src/index.js'
import type { Options } from '../../src/config/options.js'
import { page, photo, tempSite, type TempSite } from '../site/temp-site.js'

let site: TempSite
const servers: ViteDevServer[] = []
afterEach(async () => {
  for (const server of servers.splice(0)) await server.close()
  await site?.dispose()
})

async function serve(
  options: Options = { presets: { hero: { widths: [100, 200], formats: ['webp', 'fallback'] } }, assets: 'media' },
): Promise<string> {
  const server = await createServer({
    root: site.root,
    configFile: false,
    logLevel: 'silent',
    plugins: [renditions(options)],
    server: { port: 0, host: '127.0.0.1' },
  })
  servers.push(server)
  await server.listen()
  return `http://127.0.0.1:${(server.httpServer?.address() as AddressInfo).port}`
}

/** What a server says to a request line as it is, which `fetch` would tidy up. */
function ask(origin: string, target: string, method = 'GET'): Promise<{ status: number; type: string; body: string }> {
  const { hostname, port, host } = new URL(origin)
  return new Promise((resolve, reject) => {
    let text = ''
    const socket = connect(Number(port), hostname, () =>
      socket.write(`${method} ${target} HTTP/1.1\r\nHost: ${host}\r\nAccept: */*\r\nConnection: close\r\n\r\n`),
    )
    socket.on('data', (chunk) => (text += chunk.toString('latin1')))
    socket.on('error', reject)
    socket.on('close', () => {
      const [head = '', body = ''] = text.split(/\r\n\r\n(.*)/s)
      resolve({ status: Number(head.slice(9, 12)), type: /content-type: ([^\r;]*)/i.exec(head)?.[1] ?? '', body })
    })
  })
}

test('keeps the secret that signs addresses from everyone who can reach the server', async () => {
  site = await tempSite({
    'index.html': page('<img src="/media/lake.jpg?preset=hero&width=50" alt="Lake">'),
    'media/lake.jpg': await photo(300, 200),
  })
  const origin = await serve()
  expect((await ask(origin, '/')).body).toContain('sig=')
  const files = (await site.list('.renditions')).filter((file) => file.startsWith('dev-secret'))
  expect(files).toHaveLength(1)
  const path = `.renditions/${files[0]}`
  const secret = await readFile(join(site.root, path), 'utf8')
  for (const at of [
    `/${path}`,
    `/@fs${site.root}/${path}`,
    `/${path.replace('.', '%2e')}`,
    `/${path}/`,
    `/${path}%00`,
    `/${path}::$DATA`,
    `/media/../${path}`,
    `//${path}`,
  ]) {
    for (const query of [
      '',
      '?raw',
      '?url',
      '?import',
      '?import&raw',
      '?raw??',
      '?import&url&inline',
      '?.svg',
      '?preset=hero',
      '?preset=hero&import',
    ]) {
      const { body } = await ask(origin, at + query)
      expect(body.includes(secret) || body.includes(Buffer.from(secret).toString('base64')), at + query).toBe(false)
    }
  }
})

test('signs no wish that no document of the site has', async () => {
  site = await tempSite({
    'index.html': page('<script type="module" src="/main.js"></script>'),
    'main.js': 'import lake from "./media/lake.jpg?preset=hero&width=60"\nconsole.log(lake)',
    'media/lake.jpg': await photo(300, 200),
  })
  const origin = await serve()
  for (const query of [
    '?preset=hero&width=77',
    '?preset=hero&width=77&import',
    '?import&preset=hero&width=77',
    '?viewer=zoom&width=77&import',
  ]) {
    const { body } = await ask(origin, `/media/lake.jpg${query}`)
    expect(body, query).not.toContain('sig=')
  }
  const imported = /from "([^"]+)"|import lake from '([^']+)'/.exec((await ask(origin, '/main.js')).body)?.[1] ?? ''
  const { body } = await ask(origin, imported)
  const url = /"src":"([^"]+)"/.exec(body)?.[1] ?? ''
  expect(url).toContain('sig=')
  expect(await ask(origin, url)).toMatchObject({ status: 200, type: 'image/jpeg' })
})

test('answers a soup of hostile addresses with nothing but refusals', async () => {
  site = await tempSite({
    'index.html': page('<img src="/media/lake.jpg?preset=hero" alt="Lake">'),
    'media/lake.jpg': await photo(300, 200),
    'media-secret/lake.jpg': await photo(300, 200, 2),
    'secret.jpg': await photo(300, 200, 3),
  })
  const origin = await serve()
  const url = /\/@renditions\/media\/lake\.jpg\?[^" ]*/.exec((await ask(origin, '/')).body)?.[0].replaceAll('&amp;', '&') ?? ''
  expect(await ask(origin, url)).toMatchObject({ status: 200, type: 'image/webp' })
  const query = url.slice(url.indexOf('?'))
  const paths = [
    '..%2fsecret.jpg',
    '%2fetc%2fpasswd',
    '/etc/passwd',
    'media/lake.jpg/',
    'media/lake.jpg/.',
    'media/lake.jpg%2f',
    'media\\lake.jpg',
    'media%5clake.jpg',
    'media/lake.jpg%00.png',
    'media/lake.jpg%0d%0aX: y',
    'media/lake.jpg::$DATA',
    'media-secret/lake.jpg',
    'secret.jpg',
    'media/../secret.jpg?',
    'media/%2e%2e/secret.jpg',
    'MEDIA~1/lake.jpg',
    '%',
    '%ff%fe.jpg',
    '%252e%252e/secret.jpg',
    'http://127.0.0.1/x.jpg',
    '%5c%5cserver%5cshare%5cx.jpg',
    `${'n'.repeat(5000)}.jpg`,
    'error/x',
    'error/',
    '',
    '__proto__',
    'constructor',
  ]
  const queries = [
    query,
    `${query}&raw`,
    `${query}?raw`,
    query.replace('?', '?raw&'),
    '?import&raw??',
    '?raw??',
    '?.svg?.wasm?init',
    `${query}#x`,
    '',
    `${query}&width=1`,
    '?preset=__proto__&width=1&height=1&format=webp',
    query.replace('hero', 'constructor'),
    query.replace('webp', 'original'),
  ]
  for (const path of paths) {
    for (const more of queries) {
      const { status, type } = await ask(origin, `/@renditions/${path}${more}`)
      // Vite answers paths of nobody with the index page, and tidies `..` away before it looks.
      if (type === 'text/html' || path.includes('/../')) continue
      expect(status, path + more).toBeGreaterThanOrEqual(400)
      expect(status, path + more).toBeLessThan(500)
    }
  }
  for (const method of ['POST', 'PUT', 'DELETE', 'OPTIONS'])
    expect((await ask(origin, url, method)).type, method).not.toBe('image/webp')
})
