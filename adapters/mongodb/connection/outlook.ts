import type { MongoClient } from 'mongodb'

const ANSWERS: ReadonlySet<string> = new Set(['RSPrimary', 'Mongos', 'LoadBalancer'])

/** True while no primary has been known for a while: whoever asks then need not wait to hear so. */
export const createOutlook = (client: MongoClient, told: (up: boolean) => void): (() => boolean) => {
  // As long as the driver would look for a primary: an election is waited out, what lasts longer is an outage.
  const patience = client.options.serverSelectionTimeoutMS
  let without: number | undefined
  client.on('topologyDescriptionChanged', ({ newDescription }) => {
    const primary = [...newDescription.servers.values()].some(({ type }) => ANSWERS.has(type))
    if (primary !== (without === undefined)) told(primary)
    without = primary ? undefined : (without ?? performance.now())
  })
  return () => without !== undefined && performance.now() - without > patience
}
