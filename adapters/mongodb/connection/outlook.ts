import type { MongoClient } from 'mongodb'

const ANSWERS: ReadonlySet<string> = new Set(['RSPrimary', 'Mongos', 'LoadBalancer'])

/** True when no primary has been known for longer than an election takes: calls then fail at once. */
export const createOutlook = (client: MongoClient, told: (up: boolean) => void): (() => boolean) => {
  // As long as the driver looks for a primary: anything longer is an outage, not an election.
  const patience = client.options.serverSelectionTimeoutMS
  let without: number | undefined
  client.on('topologyDescriptionChanged', ({ newDescription }) => {
    const primary = [...newDescription.servers.values()].some(({ type }) => ANSWERS.has(type))
    if (primary !== (without === undefined)) told(primary)
    without = primary ? undefined : (without ?? performance.now())
  })
  return () => without !== undefined && performance.now() - without > patience
}
