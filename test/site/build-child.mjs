// Builds sites one after the other in a process of its own, from the built package:
// `node build-child.mjs OPTIONS ROOT…`, the options as JSON. The last line on the standard output is a list with
// `{ error?, warnings, info, seconds }` for each.
import { build, createLogger } from 'vite'
import renditions from '../../dist/index.js'

const [options, ...roots] = process.argv.slice(2)

async function buildOne(root) {
  const log = { warnings: [], info: [] }
  const customLogger = createLogger('info')
  customLogger.info = (message) => void log.info.push(message)
  customLogger.warn = (message) => void log.warnings.push(message)
  customLogger.warnOnce = customLogger.warn
  customLogger.error = () => undefined
  const begun = performance.now()
  try {
    await build({ root, configFile: false, customLogger, plugins: [renditions(JSON.parse(options))] })
  } catch (error) {
    log.error = error instanceof Error ? error.message : String(error)
  }
  return { ...log, seconds: (performance.now() - begun) / 1000 }
}

const logs = []
for (const root of roots) logs.push(await buildOne(root))
process.stdout.write(`\n${JSON.stringify(logs)}\n`)
