/** What the planner of a real server did with the queries of a database, from its own profile of them. */
import { type Db, type Document, MongoClient } from 'mongodb'
import { databaseOf } from './mongodb-url.ts'

/** Collections of a few documents, which are read whole. */
const READ_WHOLE: ReadonlySet<string> = new Set(['beats'])

export interface Plans {
  /** Every kind of query that read a whole collection, or sorted in memory. */
  findings(): Promise<string[]>
  /** How many operations were looked at. */
  seen(): Promise<number>
  close(): Promise<void>
}

/** Begins to profile; undefined where the server has no profiler, or one that keeps no plans. */
export const watchPlans = async (url: string): Promise<Plans | undefined> => {
  const client = new MongoClient(url)
  const database = client.db(databaseOf(url))
  const profiled = await database
    .createCollection('system.profile', { capped: true, size: 100_000_000 })
    .then(
      () => database.command({ profile: 2 }),
      () => undefined,
    )
  if (!profiled || !(await keepsProfile(database))) {
    await client.close()
    return undefined
  }
  const profile = database.collection('system.profile')
  const ours = { ns: { $not: /\.(system\.|\$cmd)/ }, planSummary: { $exists: true } }
  return {
    findings: async () => {
      const bad = { ...ours, $or: [{ planSummary: 'COLLSCAN' }, { hasSortStage: true }] }
      const found = await profile.find(bad).toArray()
      return [
        ...new Set(found.filter(({ ns }) => !READ_WHOLE.has(collectionOf(ns))).map(describe)),
      ].toSorted()
    },
    seen: () => profile.countDocuments(ours),
    close: async () => {
      await database.command({ profile: 0 })
      await client.close()
    },
  }
}

/** Whether a query that was made now is in the profile, with its plan. */
const keepsProfile = async (database: Db): Promise<boolean> => {
  await database.collection('profile_probe').findOne({ probe: true })
  return (await database.collection('system.profile').countDocuments({ planSummary: { $exists: true } })) > 0
}

const collectionOf = (namespace: string): string => namespace.slice(namespace.indexOf('.') + 1)

/** The shape of a query, without its values. */
const describe = ({ ns, op, command, planSummary, hasSortStage }: Document): string => {
  const filter = command?.filter ?? command?.q ?? command?.query ?? command?.pipeline?.[0]?.$match ?? {}
  const sort = command?.sort ? ` sorted by ${JSON.stringify(command.sort)}` : ''
  const plan = hasSortStage ? `${planSummary}, sorted in memory` : planSummary
  return `${op} ${collectionOf(ns)} by ${Object.keys(filter).join(', ')}${sort}: ${plan}`
}
