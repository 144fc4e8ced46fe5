import type { Reference } from '../types.js'

/** `og:` and `twitter:` metadata is read by other sites, so it gets a stable, absolute address. */
export function isSocial({ role, attributes = [] }: Reference): boolean {
  const valueOf = (name: string): string | undefined => attributes.find(([key]) => key === name)?.[1]
  return role === 'address' && /^(?:og|twitter):/i.test(valueOf('property') ?? valueOf('name') ?? '')
}
