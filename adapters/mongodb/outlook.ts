import type { MongoClient } from 'mongodb'

/** An election is waited out for this long; what lasts longer is an outage, and is said at once. */
const PATIENCE_MS = 2_000

const ANSWERS: ReadonlySet<string> = new Set(['RSPrimary', 'Mongos', 'LoadBalancer'])

/** True while no primary has been known for a while: whoever asks then need not wait to hear so. */
export const createOutlook = (client: MongoClient): (() => boolean) => {
  let without: number | undefined
  client.on('topologyDescriptionChanged', ({ newDescription }) => {
    const primary = [...newDescription.servers.values()].some(({ type }) => ANSWERS.has(type))
    without = primary ? undefined : (without ?? performance.now())
  })
  return () => without !== undefined && performance.now() - without > PATIENCE_MS
}
