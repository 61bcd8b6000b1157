import type { Filter } from 'mongodb'
import type { Revision } from '../../../src/model/change.ts'
import type { OrgId } from '../../../src/model/id.ts'
import type { Rule } from '../../../src/model/rule.ts'
import type { PolicySnapshot } from '../../../src/ports/policy-store.ts'
import type { Connection } from '../connection/connection.ts'
import { asFault } from '../connection/faults.ts'
import { type Reading, startReading } from '../connection/reading.ts'
import type { RuleDocument } from '../schema/collections.ts'
import { organisationOf } from './organisations.ts'
import { requireKept } from './past-kept.ts'
import { ruleOf } from './rule-document.ts'

const BATCH = 1_000
const BEGIN_WITHIN_MS = 10_000

/** An organisation and its rules at a revision, streamed: at no time is more than a batch of documents held here. */
export const readSnapshot = (
  c: Connection,
  org: OrgId,
  revision?: Revision,
): Promise<PolicySnapshot | undefined> =>
  c.ask(async () => {
    const reading = await startReading(c, session => c.in.organisations.findOne({ _id: org }, { session }))
    const { found } = reading
    const at = revision ?? found?.revision ?? 0
    if (!found || !Number.isInteger(at) || at < 1 || at > found.revision) {
      await reading.end()
      return undefined
    }
    const kept = at === found.revision ? undefined : requireKept(c, { org, revision: at }, reading.session)
    await kept?.catch(async error => {
      await reading.end()
      throw error
    })
    const filter = at === found.revision ? { org, until: 0 } : heldAt(org, at)
    // A reader that never begins must not hold the server to this moment.
    const unread = setTimeout(() => void reading.end(), BEGIN_WITHIN_MS).unref()
    const rules = stream(c, filter, { ...reading, begun: () => clearTimeout(unread) })
    return { organisation: organisationOf(found), revision: at, rules }
  })

/** The rules that held at an older revision: added by then, and not removed until after. */
const heldAt = (org: OrgId, at: Revision): Filter<RuleDocument> => ({
  org,
  since: { $lt: at + 1 },
  $or: [{ until: 0 }, { until: { $gt: at } }],
})

async function* stream(
  c: Connection,
  filter: Filter<RuleDocument>,
  { session, end, begun }: Pick<Reading<unknown>, 'session' | 'end'> & { begun(): void },
): AsyncGenerator<readonly Rule[]> {
  begun()
  const cursor = c.in.rules
    .find(filter, {
      session,
      projection: { _id: 0, org: 0, k: 0, until: 0 },
      batchSize: BATCH,
      allowDiskUse: true,
    })
    .sort({ since: 1, nth: 1 })
  try {
    while (await cursor.hasNext()) yield cursor.readBufferedDocuments().map(ruleOf)
  } catch (error) {
    throw asFault(error)
  } finally {
    await cursor.close().catch(() => {})
    await end()
  }
}
