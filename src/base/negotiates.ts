/** Hosts that can choose a file by what the browser accepts, with rules of ours. */
const NEGOTIATING: readonly string[] = ['nginx', 'apache', 'caddy']

/** Extensions of stable addresses that are chosen for, and of what may be chosen in their place, the better one first. */
export const NEGOTIATED: { readonly from: readonly string[]; readonly to: readonly string[] } = {
  from: ['jpg', 'png', 'gif'],
  to: ['avif', 'webp'],
}

/** True when a stable address may be answered in a better format than its name says. */
export function negotiates(hosts: readonly string[]): boolean {
  return hosts.some((host) => NEGOTIATING.includes(host))
}
