import { existsSync } from 'node:fs'
import { isAbsolute, relative, resolve } from 'node:path'
import type { BuildEnvironmentOptions, Plugin, Rollup } from 'vite'
import { formatProblem, RenditionsError } from '../errors.js'
import { emptyOutDir } from '../publish/empty-out-dir.js'
import type { Memo } from '../memo/memo.js'
import { enterOutput, sealPreview, survivorsOf } from '../wiring.js'
import { answerExpression, answerInString, answerSlot, decidesAtRunTime } from './answer.js'
import { outputOf, type Context, type OpenSite } from './context.js'
import { importedWishes } from './css.js'
import { headerFiles } from './headers.js'
import type { Host } from './output-url.js'
import { hasToken } from './slots.js'

/** Order that holds under any crash: rendered, published, then Vite writes the pages, then ledger and removals. */
export function buildPlugin(context: Context): Plugin {
  let opened: OpenSite | undefined
  /** Environments whose build has begun and not ended. */
  let building = 0
  let isWritten = false
  return {
    name: 'renditions:build',
    enforce: 'pre',
    apply: 'build',
    async buildStart() {
      building++
      isWritten = false
      opened = await context.open()
      if (!context.dryRun && publishes(context, this.environment)) await enterOutput(...outputOf(context))
    },
    // Not at `renderStart`: there, Vite 6 has copied publicDir already.
    async buildEnd(error) {
      if (error || !publishes(context, this.environment)) return
      // Records that cannot be used end the build, and must not cost the pages that stand there.
      if (opened && !opened.memo?.isUntouched && !context.dryRun) await opened.publisher.begin()
      emptyUnlessAskedNotTo(context, opened?.memo)
    },
    generateBundle: {
      order: 'post',
      async handler(_options, bundle) {
        const open = await context.open()
        await open.site.settle()
        const ssr = this.environment.config.consumer === 'server'
        for (const output of Object.values(bundle)) fillOutput(context, open, output, ssr)
        for (const css of stylesOf(bundle)) open.site.report(importedWishes(css, bundle))
        failOnErrors(context, open)
        if (!publishes(context, this.environment)) return
        const { files, problems } = headerFiles(context, bundle)
        open.site.report(problems)
        for (const { path, text } of files) {
          const emitted = bundle[path]
          if (emitted?.type === 'asset') emitted.source = text
          else this.emitFile({ type: 'asset', fileName: path, source: text })
        }
        await publish(context, open)
        failOnErrors(context, open)
      },
    },
    writeBundle() {
      isWritten ||= publishes(context, this.environment)
    },
    closeBundle: {
      order: 'post',
      sequential: true,
      async handler(error?: Error) {
        building--
        try {
          // Vite closes a build that failed, too, and does not always say so: no file goes before the pages that need it.
          if (!error && isWritten && publishes(context, this.environment)) await finish(context, await context.open())
        } finally {
          // Opened anew by the next environment, or when something was changed that is watched: nothing of this build is left.
          if (building <= 0) await context.close()
        }
      },
    },
  }
}

async function publish(context: Context, open: OpenSite): Promise<void> {
  const { memo, publisher } = open
  const outlook = context.dryRun ? await memo?.outlook(context.slots.answered) : undefined
  if (outlook) return publisher.foresee(outlook)
  if (memo?.isSettled(context.slots.answered) && !context.dryRun && (await publisher.isStaged())) return publisher.skip()
  publisher.wanted.restore((await memo?.wanted()) ?? [])
  if (context.dryRun) await publisher.outlook()
  else await publisher.put()
}

async function finish(context: Context, open: OpenSite): Promise<void> {
  if (!open.publisher.isPut()) return
  const { problems } = await open.publisher.finish()
  open.site.report(problems)
  if (context.config.preview) await sealPreview(outputOf(context)[0])
  await open.memo?.save(context.slots.answered, open.site.judgedPaths, open.publisher.rest())
  warnAll(context, open)
  context.vite.logger.info(open.report())
}

/** One environment publishes: the one whose output people visit. A server build only learns addresses. */
function publishes(
  context: Context,
  { name, config }: { name: string; config: { build: Pick<BuildEnvironmentOptions, 'ssr' | 'write'> } },
): boolean {
  return name === 'client' && !config.build.ssr && (config.build.write !== false || context.dryRun)
}

function fillOutput(context: Context, open: OpenSite, output: Rollup.OutputAsset | Rollup.OutputChunk, ssr: boolean): void {
  if (output.type === 'chunk') {
    if (!hasToken(output.code)) return
    const host: Host = { path: output.fileName, type: 'js', ssr }
    output.code = context.slots.fillScript(output.code, {
      expression: (slot, hash) => answerExpression(context, open, slot, host, hash),
      text: (slot, hash) => answerInString(context, open, slot, host, hash),
      atRunTime: decidesAtRunTime(context),
    })
    return
  }
  const isText = /\.(?:css|html|json|xml|txt|svg|js|webmanifest)$/.test(output.fileName)
  if (!isText) return
  const source = textOf(output)
  if (!hasToken(source)) return
  const host: Host = { path: output.fileName, type: output.fileName.endsWith('.css') ? 'css' : 'html', ssr }
  output.source = context.slots.fill(source, (slot, hash) => answerSlot(context, open, slot, host, hash))
}

function textOf({ source }: Rollup.OutputAsset): string {
  return typeof source === 'string' ? source : Buffer.from(source).toString('utf8')
}

function stylesOf(bundle: Rollup.OutputBundle): string[] {
  return Object.values(bundle).flatMap((output) =>
    output.type === 'asset' && output.fileName.endsWith('.css') ? [textOf(output)] : [],
  )
}

/** Ends the build with the complete list, not with the first finding. */
function failOnErrors(context: Context, open: OpenSite): void {
  const isLenient = context.config.onError === 'warn'
  // With a frozen ledger nothing was published, so no page may go out either.
  const errors = open.site
    .problems()
    .filter(({ severity, code }) => severity === 'error' && (!isLenient || code === 'ledger-frozen'))
  if (errors.length === 0) return
  warnAll(context, open, 'warning')
  const [first] = errors
  if (errors.length === 1 && first) throw new RenditionsError(first)
  const list = errors.map((problem) => `  ${formatProblem(problem)}`).join('\n')
  throw new RenditionsError({
    code: 'build-failed',
    severity: 'error',
    message: `${errors.length} references cannot be published:\n${list}\n`,
  })
}

function warnAll(context: Context, open: OpenSite, only?: 'warning'): void {
  for (const problem of open.site.problems()) {
    if (!only || problem.severity === only) context.vite.logger.warn(formatProblem(problem))
  }
  open.site.forgetProblems()
}

/** Does what Vite's `emptyOutDir` would, but lets files live that the target's manifest says are published. */
function emptyUnlessAskedNotTo(context: Context, memo: Memo | undefined): void {
  const { root, build, logger } = context.vite
  const outDir = resolve(root, build.outDir)
  if (context.emptyOutDir === false || !build.write || !existsSync(outDir)) return
  if (holds(outDir, root)) {
    logger.warn('outDir holds the site itself and will not be emptied.')
    return
  }
  const inside = relative(root, outDir)
  const isInside = inside !== '' && !inside.startsWith('..') && !isAbsolute(inside)
  if (!isInside && context.emptyOutDir !== true) {
    logger.warn('outDir is not inside the root and will not be emptied. Set build.emptyOutDir to true to empty it all the same.')
    return
  }
  // An untouched target need not be compared with its manifest, file by file.
  emptyOutDir(outDir, memo?.isUntouched ? (path) => memo.holds(path) : survivorsOf(outDir))
}

function holds(folder: string, path: string): boolean {
  const below = relative(folder, path)
  return below === '' || (below !== '..' && !/^\.\.[\\/]/.test(below) && !isAbsolute(below))
}
