import { resolveConfig } from '../../src/config/resolve-config.js'
import type { Config, Surroundings } from '../../src/config/types.js'
import { RenditionsError } from '../../src/errors.js'
import type { Problem } from '../../src/types.js'

/** A usual Vite site. */
export const around: Surroundings = {
  root: '/site',
  command: 'build',
  publicDir: '/site/public',
  outDir: 'dist',
  assetsDir: 'assets',
  ci: false,
}

/** A config where every file an option names is there. */
export function configOf(options?: unknown, changes: Partial<Surroundings> = {}): Config {
  return resolveConfig(options, { ...around, ...changes }, () => true)
}

/** What is wrong with options that must be refused. */
export function problemsOf(options: unknown, changes: Partial<Surroundings> = {}): readonly Problem[] {
  try {
    configOf(options, changes)
  } catch (error) {
    if (error instanceof RenditionsError) return error.problems
    throw error
  }
  throw new Error('These options were accepted.')
}

/** The messages, with their hints. */
export function findingsOf(options: unknown, changes: Partial<Surroundings> = {}): string[] {
  return problemsOf(options, changes).map(({ message, hint }) => (hint ? `${message} ${hint}` : message))
}
