import { errorOf, RenditionsError } from '../errors.js'

/** Why a file could not be written, in words, by a path that may be shown; what is no error of the system comes back as it is. */
export function writeProblem(error: unknown, path: string): unknown {
  const { code } = error as NodeJS.ErrnoException
  if (error instanceof RenditionsError || !(error instanceof Error) || typeof code !== 'string' || !/^E[A-Z]+$/.test(code))
    return error
  const problem =
    code === 'ENOSPC' || code === 'EDQUOT' ? errorOf('disk-full', { path }) : errorOf('unwritable', { path, reason: code })
  // Without its cause, whose text holds absolute paths and is shown by bundlers.
  return new RenditionsError(problem)
}
