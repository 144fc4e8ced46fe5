/** True where people asked their system for less motion; then nothing moves by itself, and changes are at once. */
export function prefersLessMotion(): boolean {
  return matchMedia('(prefers-reduced-motion: reduce)').matches
}
