import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Connect, Plugin } from 'vite'
import { isServing, type Context } from './context.js'
import { DEV_PREFIX } from './dev-address.js'
import { answerRendition, answerStable } from './dev-answer.js'
import { answerViewerPage } from './dev-viewer-page.js'
import { answerPage } from './pages.js'

type Answer = (context: Context, request: IncomingMessage, response: ServerResponse, url: URL) => Promise<boolean>

/** The dev and preview servers: renditions on request, Markdown pages, stable addresses and redirects. */
export function servePlugin(context: Context): Plugin {
  return {
    name: 'renditions:serve',
    configureServer(server) {
      context.server = server
      server.middlewares.use(middleware(context, [answerRendition, answerStable, answerViewerPage, answerRedirect, answerPage]))
    },
    async closeBundle() {
      // Vite calls this when the dev server closes; a build closes the site itself, after publishing.
      if (isServing(context)) await context.close()
    },
    configurePreviewServer(server) {
      server.httpServer.once('close', () => void context.close())
      server.middlewares.use(middleware(context, [answerRedirect]))
    },
  }
}

function middleware(context: Context, answers: readonly Answer[]): Connect.NextHandleFunction {
  return async function renditionsMiddleware(request, response, next) {
    const url = urlOf(context, request)
    if (!url || (request.method !== 'GET' && request.method !== 'HEAD')) return next()
    try {
      for (const answer of answers) if (await answer(context, request, response, url)) return
      next()
    } catch (error) {
      next(error)
    }
  }
}

/** The request's URL below `base`; undefined for what is no plain path (absolute form, `#`, another base). */
function urlOf(context: Context, request: IncomingMessage): URL | undefined {
  const target = request.originalUrl ?? request.url ?? ''
  if (!target.startsWith('/') || target.startsWith('//') || target.includes('#') || target.includes('\\')) return undefined
  const base = context.vite.base.startsWith('/') ? context.vite.base : '/'
  const below = target.startsWith(base) ? `/${target.slice(base.length)}` : target
  return URL.canParse(below, 'http://localhost') ? new URL(below, 'http://localhost') : undefined
}

/** Old stable addresses answer as they will on the host: 301 to where the asset went, 410 when it is gone for good. */
async function answerRedirect(context: Context, _request: IncomingMessage, response: ServerResponse, url: URL): Promise<boolean> {
  if (url.pathname.startsWith(DEV_PREFIX)) return false
  const { publisher } = await context.open()
  const found = await publisher.redirectOf(url.pathname.slice(1))
  if (!found) return false
  response.statusCode = found.status
  if (found.status === 301) response.setHeader('Location', found.to)
  response.end()
  return true
}

declare module 'node:http' {
  interface IncomingMessage {
    /** Set by connect: the target before any middleware changed `url`. */
    originalUrl?: string
  }
}
