// Builds a site when told to, in a process that can be killed: `node build-worker.mjs PLUGIN`, then one message
// `{ root, options, config }` from the parent. Loading is done before, so that all that is killed is the build.
import { build } from 'vite'

const { default: renditions } = await import(process.argv[2])
process.on('message', async ({ root, options, config }) => {
  await build({ root, configFile: false, logLevel: 'silent', ...config, plugins: [renditions(options)] })
  process.exit()
})
process.send('ready')
