import type { Db, ObjectId } from 'mongodb'
import { termsOf } from '../../../src/model/attributed.ts'
import type { Decision } from '../../../src/model/decision.ts'
import { blocksOf } from '../../../src/model/decision-block.ts'
import { folded } from '../../../src/model/folded.ts'
import { codeOf } from '../connection/faults.ts'
import { blockDocument } from '../decision-store.ts'
import type { DecisionBlockDocument } from './collections.ts'
import { ensureCollection, ensureIndexes } from './ensure.ts'
import { amongIndex, indexes } from './indexes.ts'
import { validators } from './validators.ts'

/**
 * The steps from an empty database to what this version expects. A step that was released is never changed; it may run twice,
 * because a process may have died after running it and before noting it.
 */
export interface Migration {
  readonly number: number
  readonly what: string
  run(db: Db, degraded: (what: string) => void): Promise<void>
}

export const migrations: readonly Migration[] = [
  {
    number: 1,
    what: 'collections, their validators and their indexes',
    run: async (db, degraded) => {
      await Promise.all(
        Object.entries(validators).map(([name, validator]) =>
          ensureCollection(db, name, { validator, degraded }),
        ),
      )
      await Promise.all(Object.entries(indexes).map(([name, wanted = []]) => ensureIndexes(db, name, wanted)))
    },
  },
  {
    number: 2,
    what: 'records by the rows of model/records.ts: the indexes of version 1 go, a verified domain says so in a field',
    run: async db => {
      await Promise.all(
        Object.entries(INDEXES_OF_1).flatMap(([collection, names]) =>
          names.map(name => db.collection(collection).dropIndex(name).catch(unlessGone)),
        ),
      )
      const unmarked = { verified_at: { $exists: true }, verified: { $exists: false } }
      for await (const { _id, id } of db.collection('email_domains').find(unmarked))
        await db.collection('email_domains').updateOne({ _id, ...unmarked }, { $set: { verified: id } })
    },
  },
  {
    number: 3,
    what: 'rules of the past and sign-ins by user code are read in the order of an index',
    run: async db => {
      for (const name of ['rules', 'oidc'] as const) await ensureIndexes(db, name, indexes[name] ?? [])
      for (const name of ['uid', 'user_code']) await db.collection('oidc').dropIndex(name).catch(unlessGone)
    },
  },
  {
    number: 4,
    what: 'invitations are found by who sent them, and clients by the service account that they act as',
    run: async db => {
      await ensureIndexes(db, 'invitations', [
        { name: 'by_invited_by', key: { org: 1, invited_by: 1, _id: 1 } },
      ])
      await ensureIndexes(db, 'clients', [
        {
          name: 'by_subject',
          key: { org: 1, subject: 1, _id: 1 },
          partialFilterExpression: { subject: { $exists: true } },
        },
      ])
    },
  },
  {
    number: 5,
    what: 'people are found by address, and by the external id that an admin gave them',
    run: async db => {
      await ensureIndexes(db, 'accounts', [foundBy('address'), foundBy('external_id')])
      const unmarked = { email: { $exists: true }, address: { $exists: false } }
      // In the order of `_id`: every account is looked at, once.
      const marked = [{ $set: { address: { $toLower: '$email' } } }]
      await db.collection('accounts').updateMany(unmarked, marked, { hint: { _id: 1 } })
    },
  },
  {
    number: 6,
    what: 'decisions were kept one by one: see 9',
    run: async () => {},
  },
  {
    number: 7,
    what: 'lines of the trail are chained',
    run: db => ensureIndexes(db, 'audit', indexes.audit ?? []),
  },
  {
    number: 8,
    what: 'people and resources are found by how their names begin',
    run: async db => {
      for (const name of ['accounts', 'resources'] as const) {
        await ensureIndexes(db, name, [foundBy('folded_name')])
        await foldNames(db, name)
      }
    },
  },
  {
    number: 9,
    what: 'decisions are kept in blocks',
    run: async (db, degraded) => {
      await ensureCollection(db, 'decision_blocks', { validator: validators.decision_blocks, degraded })
      await ensureIndexes(db, 'decision_blocks', indexes.decision_blocks ?? [])
      await gatherDecisions(db)
    },
  },
  {
    number: 10,
    what: 'lines of the trail are found by what was done, and those of refusals',
    run: db => ensureIndexes(db, 'audit', indexes.audit ?? []),
  },
  {
    number: 11,
    what: 'people and resources are found by each attribute',
    run: async db => {
      for (const name of ['accounts', 'resources'] as const) {
        await ensureIndexes(db, name, [amongIndex('attributed')])
        await noteAttributes(db, name)
      }
    },
  },
]

/** Those that were kept one by one go into blocks, some at a time: a step that was cut off goes on with the rest. */
const gatherDecisions = async (db: Db): Promise<void> => {
  const single = db.collection<Decision & { _id: ObjectId }>('decisions')
  for (;;) {
    const found = await single.find({}).sort({ _id: 1 }).limit(TOGETHER).toArray()
    if (found.length === 0) break
    const of = found[0]?._id.toHexString()
    const writes = blocksOf(found.map(({ _id, ...decision }) => decision)).map((block, nth) => {
      // By what it is made of: made again it is the same.
      const replacement = { ...blockDocument(block), _id: `0${of}.${nth}` }
      return { replaceOne: { filter: { _id: replacement._id }, replacement, upsert: true } }
    })
    await db.collection<DecisionBlockDocument>('decision_blocks').bulkWrite(writes)
    await single.deleteMany({ _id: { $in: found.map(({ _id }) => _id) } })
  }
  await single.drop().catch(unlessGone)
}

const foundBy = (name: string) => ({
  name: `by_${name}`,
  key: { org: 1, [name]: 1, _id: 1 } as const,
  partialFilterExpression: { [name]: { $exists: true } },
})

/** How many names are written at a time. */
const TOGETHER = 500

/** In the order of `_id`: every record is looked at, once. A name that changed meanwhile keeps what was written with it. */
const foldNames = async (db: Db, collection: 'accounts' | 'resources'): Promise<void> => {
  const kept = db.collection<{ _id: string; name: string }>(collection)
  const unmarked = { name: { $type: 'string' }, folded_name: { $exists: false } } as const
  let writes: Parameters<typeof kept.bulkWrite>[0][number][] = []
  const written = async () => {
    if (writes.length > 0) await kept.bulkWrite(writes, { ordered: false })
    writes = []
  }
  for await (const { _id, name } of kept.find(unmarked, { projection: { name: 1 }, hint: { _id: 1 } })) {
    const update = { $set: { folded_name: folded(name) } }
    writes.push({ updateOne: { filter: { _id, name, folded_name: { $exists: false } }, update } })
    if (writes.length === TOGETHER) await written()
  }
  await written()
}

/** The same for attributes, which are kept as a text. What is damaged is left. */
const noteAttributes = async (db: Db, collection: 'accounts' | 'resources'): Promise<void> => {
  const kept = db.collection<{ _id: string; attributes: string }>(collection)
  const unmarked = { attributes: { $type: 'string', $ne: '{}' }, attributed: { $exists: false } } as const
  let writes: Parameters<typeof kept.bulkWrite>[0][number][] = []
  const written = async () => {
    if (writes.length > 0) await kept.bulkWrite(writes, { ordered: false })
    writes = []
  }
  const found = kept.find(unmarked, { projection: { attributes: 1 }, hint: { _id: 1 } })
  for await (const { _id, attributes } of found) {
    const attributed = attributedIn(attributes)
    if (attributed.length === 0) continue
    writes.push({
      updateOne: {
        filter: { _id, attributes, attributed: { $exists: false } },
        update: { $set: { attributed } },
      },
    })
    if (writes.length === TOGETHER) await written()
  }
  await written()
}

const attributedIn = (text: string): readonly string[] => {
  try {
    return termsOf(JSON.parse(text))
  } catch {
    return []
  }
}

const INDEXES_OF_1: Readonly<Record<string, readonly string[]>> = {
  accounts: ['known'],
  invitations: ['token', 'email'],
  api_keys: ['hash', 'subject'],
  clients: ['id'],
  email_domains: ['verified'],
  identities: ['account', 'user_name'],
  scim_tokens: ['hash'],
  scim_groups: ['idp'],
}

/** NamespaceNotFound, IndexNotFound: it was dropped before, or never made. */
const GONE: ReadonlySet<number> = new Set([26, 27])

const unlessGone = (error: unknown): void => {
  if (!GONE.has(codeOf(error) ?? 0)) throw error
}

/** The schema that this version writes. */
export const LATEST = migrations.at(-1)?.number ?? 0
