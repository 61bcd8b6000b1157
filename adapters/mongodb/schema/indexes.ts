import type { IndexDescription } from 'mongodb'
import type { RecordRow } from '../../../src/model/record-row.ts'
import type { FixedCollections } from './collections.ts'

const DAY = 86_400

/** Only documents that have the field. */
const having = (field: string) => ({ partialFilterExpression: { [field]: { $exists: true } } })

/** The index of what records are found among: a value of the list, then in their order. */
export const amongIndex = (name: string): IndexDescription => ({
  name: `by_${name}`,
  key: { org: 1, [name]: 1, _id: 1 },
  ...having(name),
})

/** The indexes of a kind of record: one for each of its lookups, and of what it is found among. */
export const indexesOf = (row: RecordRow<never>): IndexDescription[] => [
  ...lookupIndexesOf(row),
  ...Object.keys(row.among ?? {}).map(amongIndex),
]

const lookupIndexesOf = ({ lookups }: RecordRow<never>): IndexDescription[] =>
  Object.entries(lookups).map(([name, { over, unique, within = [], of, optional }]) => {
    const fields =
      over === 'installation' ? (unique ? [name] : [name, 'org']) : ['org', ...within, name, '_id']
    return {
      name: `by_${name}`,
      key: Object.fromEntries(fields.map(field => [field, 1 as const])),
      ...(unique ? { unique } : {}),
      ...(of || optional ? having(name) : {}),
    }
  })

/**
 * Every other index beside `_id`, and what asks for it. Those of organisations begin with `org`, the key to shard by; the unique ones
 * without it are over secrets of 256 random bits or generated ids, and would be plain indexes on a sharded cluster.
 */
export const indexes: { readonly [name in keyof FixedCollections]?: readonly IndexDescription[] } = {
  rules: [
    // A rule holds at most once. Earlier times that it held differ in when they ended.
    { name: 'same', key: { org: 1, k: 1, until: 1 }, unique: true },
    // What holds, in its order.
    { name: 'order', key: { org: 1, until: 1, since: 1, nth: 1 } },
    // What held at a revision, in the same order: what was removed by then is passed over in the index.
    { name: 'past', key: { org: 1, since: 1, nth: 1, until: 1 } },
  ],
  changes: [{ name: 'moment', key: { org: 1, at: 1, _id: 1 } }],
  audit: [
    { name: 'trail', key: { org: 1, at: 1, _id: 1 } },
    { name: 'actor', key: { org: 1, actor: 1, at: 1, _id: 1 } },
    { name: 'target', key: { org: 1, target: 1, at: 1, _id: 1 } },
    { name: 'subjects', key: { org: 1, subjects: 1, at: 1, _id: 1 } },
    { name: 'operation', key: { org: 1, operation: 1, at: 1, _id: 1 } },
    {
      name: 'refused',
      key: { org: 1, outcome: 1, at: 1, _id: 1 },
      partialFilterExpression: { outcome: 'refused' },
    },
    { name: 'age', key: { at: 1 } },
    // A chain does not fork.
    { name: 'chain', key: { org: 1, 'chain.n': 1 }, unique: true, ...having('chain.n') },
  ],
  decision_blocks: [
    { name: 'time', key: { org: 1, until: 1, _id: 1 } },
    { name: 'age', key: { until: 1 } },
  ],
  receipts: [{ name: 'age', key: { at: 1 } }],
  oidc: [
    // Deletes what everyone already treats as gone.
    { name: 'expiry', key: { expires_at: 1 }, expireAfterSeconds: DAY },
    { name: 'account', key: { account: 1, kind: 1, id: 1 }, ...having('account') },
    { name: 'client', key: { client: 1 }, ...having('client') },
    { name: 'grant', key: { grant: 1, kind: 1 }, ...having('grant') },
    { name: 'session', key: { session: 1 }, ...having('session') },
    // The newest of those that bear it.
    { name: 'newest_uid', key: { kind: 1, uid: 1, expires_at: 1 }, ...having('uid') },
    { name: 'newest_user_code', key: { kind: 1, user_code: 1, expires_at: 1 }, ...having('user_code') },
  ],
}
