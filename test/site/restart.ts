import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { bootId } from '../../src/base/boot-id.js'

/** As if what is in the cache had been written before the machine was started. */
export function restart(root: string): void {
  for (const folder of ['.renditions', '.renditions/targets'])
    for (const name of readdirSync(join(root, folder)).filter((entry) => /\.json|\.quiet/.test(entry))) {
      const file = join(root, folder, name)
      const text = readFileSync(file, 'utf8')
      // One that does not say when it was written keeps its times.
      if (text.includes(bootId())) writeFileSync(file, text.replaceAll(bootId(), 'another-start'))
    }
}
