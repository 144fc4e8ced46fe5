import type { HmrContext, Plugin, ViteDevServer } from 'vite'
import { toSitePath } from '../base/site-path.js'
import type { Context } from './context.js'

const SIDECAR = /(?:\.media\.ya?ml|(?:^|\/)_media\.ya?ml)$/

/** A changed asset or sidecar reaches the pages and modules that show it. */
export function hotPlugin(context: Context): Plugin {
  return {
    name: 'renditions:hot',
    apply: 'serve',
    configureServer(server) {
      for (const event of ['add', 'unlink'] as const)
        server.watcher.on(event, (file) => void listed(context, server, event, file))
    },
    async handleHotUpdate({ file, server, modules }: HmrContext) {
      const path = toSitePath(context.vite.root, file)
      if (path === undefined) return modules
      return (await changed(context, server, path)) ? [] : modules
    },
  }
}

/** True when the page is reloaded and no module update is needed. */
async function changed(context: Context, server: ViteDevServer, path: string): Promise<boolean> {
  const open = await context.open()
  const isSidecar = SIDECAR.test(path)
  const isPage = path === context.config.pages?.layout || [...(context.pages?.values() ?? [])].includes(path)
  if (!isSidecar && !open.isAsset(path) && !isPage) return false
  open.invalidate(path)
  const documents = isSidecar
    ? [...context.documentsOf.values()].flatMap((files) => [...files])
    : [...(context.documentsOf.get(path) ?? [])]
  for (const document of new Set(documents)) invalidateModules(context, server, document)
  if (documents.length === 0 && !isPage) return false
  server.ws.send({ type: 'full-reload' })
  return true
}

async function listed(context: Context, server: ViteDevServer, event: 'add' | 'unlink', file: string): Promise<void> {
  const path = toSitePath(context.vite.root, file)
  if (path === undefined) return
  const open = await context.open()
  if (SIDECAR.test(path)) {
    await changed(context, server, path)
    return
  }
  if (!open.noticed(event, path)) return
  open.invalidate(path)
  server.ws.send({ type: 'full-reload' })
}

function invalidateModules(context: Context, server: ViteDevServer, document: string): void {
  for (const module of server.moduleGraph.getModulesByFile(`${context.vite.root}/${document}`) ?? []) {
    server.moduleGraph.invalidateModule(module)
  }
}
