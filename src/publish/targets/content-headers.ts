/** How long what stands at a path may be cached: for good when it never changes, else for five minutes. */
export function cacheControlOf(immutable: boolean): string {
  return immutable ? 'public, max-age=31536000, immutable' : 'public, max-age=300'
}
