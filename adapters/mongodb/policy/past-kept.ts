import type { ClientSession } from 'mongodb'
import type { Revision } from '../../../src/model/change.ts'
import type { OrgId } from '../../../src/model/id.ts'
import { PastPruned } from '../../../src/ports/errors.ts'
import { type Connection, inSession } from '../connection/connection.ts'

/** In `meta`: from which revision on the rules of an organisation are kept. */
const markOf = (org: OrgId): string => `past/${org}`

/** From which revision on the rules of an organisation are kept. */
export const keptSince = async (c: Connection, org: OrgId, session?: ClientSession): Promise<Revision> => {
  const found = await c.in.meta.findOne({ _id: markOf(org) }, inSession(session))
  return typeof found?.since === 'number' ? found.since : 1
}

/** @throws PastPruned when the rules of the revision are not kept any more */
export const requireKept = async (
  c: Connection,
  { org, revision }: { readonly org: OrgId; readonly revision: Revision },
  session?: ClientSession,
): Promise<void> => {
  const since = await keptSince(c, org, session)
  if (since > 1 && revision < since) throw new PastPruned(since)
}

/** Notes that older rules are to go: before they do, so that nobody reads a part. */
export const keepSince = async (c: Connection, org: OrgId, since: Revision): Promise<void> => {
  await c.in.meta.updateOne({ _id: markOf(org) }, { $max: { since } }, { upsert: true })
}

/** Everything is made as it was: nothing is missing any more. */
export const keepAll = async (c: Connection, org: OrgId, session: ClientSession): Promise<void> => {
  await c.in.meta.deleteOne({ _id: markOf(org) }, { session })
}
