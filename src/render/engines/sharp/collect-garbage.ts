import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

setFlagsFromString('--expose-gc')
const collect = runInNewContext('gc') as () => void

/**
 * Lets go of decoded pixels at once. V8 sees only the small objects in front of them and would keep
 * tens of megabytes for seconds; with this, a renderer's peak is 30 MB lower. Takes about 2 ms here.
 */
export function collectGarbage(): void {
  collect()
}
