import type { Call } from '../command.js'
import { loadSite, type LoadedSite } from '../load-site.js'
import { listAssets } from '../site-world.js'

/** How a command changes the site's files. */
export interface SiteChange<Plan> {
  /** Reads; changes nothing. `assets` are the site paths of all there are. */
  plan(site: LoadedSite, assets: readonly string[]): Promise<Plan>
  /** Left out with `--dry-run`. */
  perform(site: LoadedSite, plan: Plan): Promise<void>
}

/**
 * Loads the site, plans a change and performs it. No build of this machine publishes meanwhile: what it commits would be
 * half of the change. Rejects with `publish-locked` when a build beside does not end in time. A dry run waits for nobody.
 */
export async function changeSite<Plan>(call: Call, change: SiteChange<Plan>): Promise<{ plan: Plan; isDry: boolean }> {
  const site = await loadSite(call)
  const isDry = call.has('dry-run')
  const { lockOutput } = await import('../../wiring.js')
  const release = isDry ? undefined : await lockOutput(site)
  try {
    const plan = await change.plan(site, await listAssets(site))
    if (!isDry) await change.perform(site, plan)
    return { plan, isDry }
  } finally {
    release?.()
  }
}
