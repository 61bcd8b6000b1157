import type { ClientSession, Filter } from 'mongodb'
import type { OidcRecord, OidcStore } from '../../src/ports/oidc-store.ts'
import { type Connection, inSession } from './connection/connection.ts'
import { isDuplicate } from './connection/faults.ts'
import { oidcDocument, oidcKey, oidcRecord } from './records/oidc-documents.ts'
import type { OidcDocument } from './schema/collections.ts'

/** What the embedded provider remembers. A TTL index deletes late, so every read asks for what has not expired. */
export const createOidcStore = (c: Connection): OidcStore => {
  const { oidc } = c.in
  const live = () => ({ expires_at: { $gt: c.now() } })
  const newest = async (filter: Filter<OidcDocument>) => {
    const [found] = await c.ask(() =>
      oidc
        .find({ ...filter, ...live() })
        .sort({ expires_at: -1 })
        .limit(1)
        .toArray(),
    )
    return found ? oidcRecord(found) : undefined
  }
  return {
    upsert: async record => {
      await again(() => write(c, record, { upsert: true }))
    },
    replace: record => write(c, record, { only: live() }),
    // A token that was denied must not be found good by a primary that was succeeded.
    find: (kind, id) =>
      c.prompt(async () => {
        const found = await oidc.findOne({ _id: oidcKey(kind, id), ...live() }, inSession())
        return found ? oidcRecord(found) : undefined
      }),
    findBy: (kind, by, value) => newest({ kind, [by]: value }),
    consume: (kind, id, at) =>
      c.ask(async () => {
        const unused = { _id: oidcKey(kind, id), consumed_at: { $exists: false }, ...live() }
        return (await oidc.updateOne(unused, { $set: { consumed_at: at } })).modifiedCount === 1
      }),
    destroy: async (kind, id) => {
      await c.ask(() => oidc.deleteOne({ _id: oidcKey(kind, id) }))
    },
    destroyByGrant: async (kind, grant) => {
      await c.ask(() => oidc.deleteMany({ grant, kind }))
    },
    count: (kind, id, expires_at) => again(() => countUp(c, { kind, id, expires_at })),
    listOfAccount: (kind, account, { limit, after }) =>
      c.ask(async () => {
        const beyond = after === undefined ? {} : { id: { $gt: after } }
        const found = await oidc
          .find({ account, kind, ...beyond, ...live() })
          .sort({ id: 1 })
          .limit(limit + 1)
          .toArray()
        const items = found.slice(0, limit).map(oidcRecord)
        const last = items.at(-1)
        return found.length > limit && last ? { items, next: last.id } : { items }
      }),
    prune: (before, limit) => prune(c, before, limit),
  }
}

/** All but `consumed_at`, which stays as it was: a record that was used is used, whatever is written over it. */
const write = async (
  c: Connection,
  record: OidcRecord,
  { only = {}, upsert = false }: { readonly only?: Filter<OidcDocument>; readonly upsert?: boolean },
): Promise<boolean> => {
  const { _id, consumed_at, ...fields } = oidcDocument(record)
  const absent = OPTIONAL.filter(name => fields[name] === undefined)
  const $set = { ...fields, ...(consumed_at ? { consumed_at } : {}) }
  const $unset = Object.fromEntries(absent.map(name => [name, '' as const]))
  const { matchedCount } = await c.ask(() =>
    c.in.oidc.updateOne({ _id, ...only }, { $set, $unset }, { upsert }),
  )
  return matchedCount === 1
}

const prune = (c: Connection, before: Date, limit: number): Promise<number> =>
  c.ask(async () => {
    const expired = { expires_at: { $lt: before } }
    const old = await c.in.oidc
      .find(expired, { projection: { _id: 1 } })
      .limit(limit)
      .toArray()
    if (old.length === 0) return 0
    return (await c.in.oidc.deleteMany({ ...expired, _id: { $in: old.map(({ _id }) => _id) } })).deletedCount
  })

const OPTIONAL = ['account', 'client', 'grant', 'session', 'uid', 'user_code'] as const

/** One more; from one again where the counter has expired and is not deleted yet. In a transaction: two never read one count. */
const countUp = async (
  c: Connection,
  { kind, id, expires_at }: Pick<OidcDocument, 'kind' | 'id' | 'expires_at'>,
): Promise<number> => {
  const { oidc } = c.in
  const _id = oidcKey(kind, id)
  let count = 0
  const work = async (session: ClientSession) => {
    const found = await oidc.findOne({ _id, expires_at: { $gt: c.now() } }, { session })
    count = (found?.count ?? 0) + 1
    const next = found ? { count } : { count, kind, id, expires_at, payload: '{}' }
    await oidc.updateOne({ _id }, { $set: next }, { session, upsert: true })
  }
  // Whether a count was taken cannot be told from its number: a lost answer counts as an outage.
  await c.transact(work, async () => false)
  return count
}

/** Two who make one record at once collide; the second finds it made. */
const again = async <T>(work: () => Promise<T>): Promise<T> =>
  work().catch(error => {
    if (isDuplicate(error)) return work()
    throw error
  })
