import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

/**
 * Builds and serves a site with a given Vite and the built package, in a process of its own, and prints as JSON what
 * came out: `node build-and-serve.mjs <folder of the vite package> <root>`.
 */
const [viteFolder, root] = process.argv.slice(2)
const vite = await import(pathToFileURL(join(viteFolder, 'dist/node/index.js')).href)
const { default: renditions } = await import('../../dist/index.js')

const warnings = []
const customLogger = vite.createLogger('silent')
customLogger.warn = (message) => warnings.push(message)
customLogger.warnOnce = customLogger.warn

function config(options = {}) {
  const plugins = [renditions({ presets: { hero: { widths: [200, 400] } }, pages: 'content/**/*.md', ...options })]
  return { root, configFile: false, logLevel: 'silent', customLogger, plugins }
}

await vite.build({ ...config(), build: { sourcemap: true, manifest: true } })
await vite.build({
  ...config(),
  build: { ssr: 'main.js', outDir: 'server', rollupOptions: { output: { entryFileNames: 'main.mjs' } } },
})
const server = await import(pathToFileURL(join(root, 'server/main.mjs')).href)
const refused = await vite.build({ ...config({ presets: {} }), build: { outDir: 'refused' } }).then(
  () => '',
  (error) => error.message,
)

const devServer = await vite.createServer({ ...config(), server: { port: 0, host: '127.0.0.1' } })
await devServer.listen()
const origin = `http://127.0.0.1:${devServer.httpServer.address().port}`
async function get(path, accept = '*/*') {
  const response = await fetch(origin + path, { headers: { accept } })
  return { status: response.status, type: response.headers.get('content-type'), text: await response.text() }
}
const page = await get('/', 'text/html')
const served = {
  page,
  post: await get('/post', 'text/html'),
  script: await get('/main.js'),
  data: await get('/media/lake.jpg?preset=hero&import'),
  style: await get('/style.css?direct'),
  viewer: await get('/@renditions-viewers/zoom.js'),
  picture: await get(/\/@renditions\/[^"\s]+/.exec(page.text)?.[0].replaceAll('&amp;', '&') ?? '/none'),
}
await devServer.close()
console.log(JSON.stringify({ version: vite.version, warnings, server: { ...server }, refused, served }))
