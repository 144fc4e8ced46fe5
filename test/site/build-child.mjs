// Builds a site in a process of its own, from the built package: `node build-child.mjs ROOT OPTIONS`, both as JSON.
// The last line on the standard output is `{ error?, warnings, info }`.
import { build, createLogger } from 'vite'
import renditions from '../../dist/index.js'

const [root, options] = process.argv.slice(2).map((text) => JSON.parse(text))
const log = { warnings: [], info: [] }
const customLogger = createLogger('info')
customLogger.info = (message) => void log.info.push(message)
customLogger.warn = (message) => void log.warnings.push(message)
customLogger.warnOnce = customLogger.warn
customLogger.error = () => undefined
try {
  await build({ root, configFile: false, customLogger, plugins: [renditions(options)] })
} catch (error) {
  log.error = error instanceof Error ? error.message : String(error)
}
process.stdout.write(`\n${JSON.stringify(log)}\n`)
