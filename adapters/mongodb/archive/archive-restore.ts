import type { AnyBulkWriteOperation } from 'mongodb'
import type { Revision } from '../../../src/model/change.ts'
import type { OrgId } from '../../../src/model/id.ts'
import { Conflict, StoreUnusable } from '../../../src/ports/errors.ts'
import type { Connection } from '../connection/connection.ts'
import { changes } from '../policy/history.ts'
import { keepAll } from '../policy/past-kept.ts'
import { documentOf, keyOf, ruleOf } from '../policy/rule-document.ts'
import type { RuleDocument } from '../schema/collections.ts'

/** More than this that is wrong is not the work of a slip: a backup is the way back then. */
const MOST = 20_000

const MARK = { restoring: 1 } as const

/** Writes what differs and nothing else, in one transaction that holds while the head stands where it was read. */
export const restore = async (c: Connection, org: OrgId, revision: Revision): Promise<void> => {
  const expected = await expectedOf(c, org, revision)
  const writes = await differences(c, org, expected)
  if (writes.length > MOST)
    throw new StoreUnusable(`${writes.length} rules of ${org} are wrong: put a backup in its place`)
  await c.transact(
    async session => {
      const head = { _id: org, revision }
      // Written and taken back: a change that comes at the same time meets it, and one of the two is made again.
      const { matchedCount } = await c.in.organisations.updateOne(head, { $set: MARK }, { session })
      if (matchedCount === 0) throw new Conflict(`revision ${revision} is not the head of ${org}`)
      await c.in.organisations.updateOne(head, { $unset: MARK }, { session })
      await keepAll(c, org, session)
      if (writes.length > 0) await c.in.rules.bulkWrite(writes, { session, ordered: true })
    },
    async () => false,
  )
}

/** What the documents of an organisation's rules, present and past, should be: by rule and the revision that added it. */
const expectedOf = async (c: Connection, org: OrgId, until: Revision): Promise<Map<string, RuleDocument>> => {
  const all = new Map<string, RuleDocument>()
  const present = new Map<string, RuleDocument>()
  for await (const { revision, adds, removes } of changes(c, org, 0, until)) {
    for (const k of removes.map(keyOf)) {
      const document = present.get(k)
      if (document) all.set(placeOf(document), { ...document, until: revision })
      present.delete(k)
    }
    for (const [nth, rule] of adds.entries()) {
      const document = documentOf(rule, { org, since: revision, nth })
      present.set(document.k, document)
      all.set(placeOf(document), document)
    }
  }
  return all
}

const placeOf = ({ k, since }: Pick<RuleDocument, 'k' | 'since'>): string => `${k} ${since}`

type Write = AnyBulkWriteOperation<RuleDocument>

/** Deletions go first: what is to be inserted may be what stands in its way. */
const differences = async (
  c: Connection,
  org: OrgId,
  expected: Map<string, RuleDocument>,
): Promise<Write[]> => {
  const deletions: Write[] = []
  for await (const { _id, ...kept } of c.in.rules.find({ org })) {
    const wanted = expected.get(placeOf(kept))
    if (wanted && same(wanted, kept)) expected.delete(placeOf(kept))
    else deletions.push({ deleteOne: { filter: { _id } } })
  }
  const insertions = expected
    .values()
    .map((document): Write => ({ insertOne: { document } }))
    .toArray()
  return [...deletions, ...insertions]
}

const same = (one: RuleDocument, other: RuleDocument): boolean =>
  one.nth === other.nth &&
  one.until === other.until &&
  JSON.stringify(ruleOf(one)) === JSON.stringify(ruleOf(other)) &&
  keyOf(ruleOf(other)) === other.k
