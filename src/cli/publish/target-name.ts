import { nearestName } from '../../base/nearest-name.js'
import { errorOf, RenditionsError } from '../../errors.js'

/** Throws `wrong-arguments` with the nearest name unless it is a target's, or none was asked for. */
export function checkTargetName(command: string, name: string | undefined, known: readonly string[]): void {
  if (name === undefined || known.includes(name)) return
  const nearest = nearestName(name, known)
  const meant = nearest === undefined ? '' : `, perhaps "${nearest}"`
  throw new RenditionsError(errorOf('wrong-arguments', { command, reason: `there is no target "${name}"${meant}` }))
}
