import type { OrgId } from '../../../src/model/id.ts'
import type { Connection } from '../connection/connection.ts'
import { revisionAt } from './history.ts'
import { keepSince } from './past-kept.ts'

/** Documents per step. */
const STEP = 5_000

/** Deletes the past rules that were gone at that time. */
export const prunePast = async (c: Connection, before: Date): Promise<number> => {
  let total = 0
  let after = ''
  for (;;) {
    const next = { _id: { $gt: after } }
    const found = await c.ask(() =>
      c.in.organisations
        .find(next, { projection: { _id: 1 } })
        .sort({ _id: 1 })
        .limit(STEP)
        .toArray(),
    )
    for (const { _id } of found) total += await pruneOne(c, _id as OrgId, before)
    const last = found.at(-1)
    if (!last || found.length < STEP) return total
    after = last._id
  }
}

const pruneOne = async (c: Connection, org: OrgId, before: Date): Promise<number> => {
  const since = await revisionAt(c, org, new Date(before.getTime() - 1))
  const gone = { org, until: { $gt: 0, $lt: since + 1 } }
  const some = () =>
    c.ask(() =>
      c.in.rules
        .find(gone, { projection: { _id: 1 } })
        .sort({ until: 1, since: 1, nth: 1 })
        .limit(STEP)
        .toArray(),
    )
  let total = 0
  for (let found = await some(); found.length > 0; found = await some()) {
    await c.ask(async () => {
      if (total === 0) await keepSince(c, org, since)
      await c.in.rules.deleteMany({ _id: { $in: found.map(({ _id }) => _id) } })
    })
    total += found.length
  }
  return total
}
