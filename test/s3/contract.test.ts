import { afterAll, beforeAll, vi } from 'vitest'
import { describeTarget } from '../contract/target.js'
import { targetOn } from './bucket-target.js'
import { bucket } from './radosgw.js'

// Amazon's SDK looks for credentials by itself.
beforeAll(async () => {
  for (const [name, value] of Object.entries((await bucket()).env)) vi.stubEnv(name, value)
})
afterAll(() => {
  vi.unstubAllEnvs()
})

for (const client of ['fetch', 'aws-sdk'] as const) {
  describeTarget(`a bucket by ${client}`, async () => {
    const store = await bucket()
    return {
      target: targetOn(store, { client }),
      plant: (path, text) => store.put(`site/${path}`, text),
      look: async (path) => (await store.get(`site/${path}`))?.body.toString(),
    }
  })
}
