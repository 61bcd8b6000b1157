import { randomUUID } from 'node:crypto'
import type { ClientSession } from 'mongodb'
import { type AuditChain, BEGINNING, type ChainLink, linkedAll } from '../../../src/model/audit-chain.ts'
import type { Change, ChangeRecord, Revision } from '../../../src/model/change.ts'
import { changeEvents, changeRecord } from '../../../src/model/commit.ts'
import type { OrgId } from '../../../src/model/id.ts'
import { Conflict, ReceiptExists } from '../../../src/ports/errors.ts'
import { chainSet, chainsOf } from '../audit-lines.ts'
import { type Batch, createBatch } from '../connection/batch.ts'
import { type Connection, inSession } from '../connection/connection.ts'
import { held } from '../receipt-store.ts'
import { changeKey } from '../records/keys.ts'
import { writeRecord } from '../records/record-writes.ts'
import { auditDocument } from './audit-documents.ts'
import { CasbinRules } from './casbin-rules.ts'
import { changeDocuments } from './change-documents.ts'
import { organisationFields } from './organisations.ts'

/** What a slow server may take for each rule, record and line of the trail, beyond the usual. */
const MS_FOR_EACH = 1

/** The head is not where the change expects it, or was committed later than the change says of itself. */
class HeadMoved extends Error {}

/** One change on its way: the same in every attempt, so that its record tells whether any of them held. */
interface Attempt {
  readonly org: OrgId
  readonly change: Change
  /** Unique to this call. */
  readonly id: string
  readonly at: Date
}

/**
 * Commits a change in one transaction of three round trips: where the trail ends, every write as one command, and the commit.
 * @throws Conflict, RuleExists, RuleMissing, ReceiptExists, StoreUnavailable as PolicyStore.apply promises
 */
export const applyChange = async (
  c: Connection,
  org: OrgId,
  change: Change,
): Promise<{ revision: Revision; at: Date }> => {
  let attempt: Attempt = { org, change, id: randomUUID(), at: c.clock.begun() }
  for (;;) {
    try {
      await c.transact(
        session => send(c, attempt, session),
        async session => (await isOurs(c, attempt, session)) === true,
        sizeOf(change) * MS_FOR_EACH,
      )
      c.clock.made(attempt.at)
      return { revision: change.expected + 1, at: attempt.at }
    } catch (error) {
      const next = await resolve(c, attempt, error)
      if ('made' in next) {
        c.clock.made(next.made.at)
        return next.made
      }
      attempt = { ...attempt, ...next }
    }
  }
}

const sizeOf = ({ adds, removes, records, parts = [] }: Change): number =>
  adds.length + removes.length + records.length + parts.length

/** The lines of the change go on where the trail ends in the very transaction: nobody writes one in between. */
const send = async (c: Connection, attempt: Attempt, session: ClientSession): Promise<void> => {
  const { org, change } = attempt
  const chain = change.expected === 0 ? undefined : (await chainsOf(c, [org], session)).get(org)
  await c.send(await batchOf(c, attempt, chain), session)
}

const batchOf = async (
  c: Connection,
  { org, change, id, at }: Attempt,
  chain: AuditChain | undefined,
): Promise<Batch> => {
  const batch = createBatch()
  const record = changeRecord(org, change, { revision: change.expected + 1, at })
  writeReceipt(batch, c, record, change)
  const { lines, head } = linkedAll(chain?.head ?? BEGINNING, changeEvents(record, change))
  writeHead(batch, c, record, { change, chain, end: head })
  await writeRules(batch, c, record)
  const { document, parts } = changeDocuments(record, id)
  batch.insert(c.in.changes, document, () => new HeadMoved())
  for (const part of parts) batch.insert(c.in.change_parts, part)
  for (const line of lines) batch.insert(c.in.audit, auditDocument(line))
  for (const write of change.records) writeRecord(batch, c.in, org, write)
  return batch
}

const writeReceipt = (batch: Batch, c: Connection, { revision }: ChangeRecord, { receipt }: Change): void => {
  if (!receipt) return
  const lost = () => new ReceiptExists('the idempotency key is not held any more')
  batch.update(
    { meets: { count: 1, otherwise: lost } },
    { of: c.in.receipts, filter: held(receipt), set: { revision } },
  )
}

interface Heading extends Pick<Attempt, 'change'> {
  readonly chain: AuditChain | undefined
  /** Where the trail ends with the change. */
  readonly end: ChainLink
}

/** Every writer moves the head from where it expects it: this is the compare-and-set that all of them meet in. */
const writeHead = (
  batch: Batch,
  c: Connection,
  { org, revision, at }: ChangeRecord,
  { change: { expected, records }, chain, end }: Heading,
): void => {
  const value = records.findLast(write => 'put' in write && write.put === 'organisation')?.value
  const moved = () => new HeadMoved()
  if (expected === 0) {
    if (!value) throw new TypeError('the first change of an organisation puts the organisation')
    batch.insert(
      c.in.organisations,
      { _id: org, revision, at, ...chainSet(chain, end), ...organisationFields(value) },
      moved,
    )
    return
  }
  batch.update(
    { meets: { count: 1, otherwise: moved } },
    {
      of: c.in.organisations,
      filter: { _id: org, revision: expected, at: { $lte: at } },
      set: { revision, at, ...chainSet(chain, end), ...(value ? organisationFields(value) : {}) },
      ...(value && !value.deleted_at ? { unset: { deleted_at: '' } } : {}),
    },
  )
}

/** Removals go first: a rule that is removed and added at once moves to the end. */
const writeRules = async (
  batch: Batch,
  c: Connection,
  { org, revision, adds, removes }: ChangeRecord,
): Promise<void> => {
  if (adds.length + removes.length === 0) return
  const rules = new CasbinRules({ rules: c.in.rules, org, change: { batch, revision } })
  if (removes.length > 0) rules.retire(removes)
  await rules.add(adds)
}

/** Whether the revision that the change would make is this very change; undefined when nobody made it. */
const isOurs = async (
  c: Connection,
  { org, change, id }: Attempt,
  session?: ClientSession,
): Promise<boolean | undefined> => {
  const found = await c.in.changes.findOne(
    { _id: changeKey(org, change.expected + 1) },
    { projection: { change: 1 }, ...inSession(session) },
  )
  return found ? found.change === id : undefined
}

/**
 * The outcome of a failed attempt. An attempt whose commit held makes its own retry a conflict, so a refusal that rests on
 * the head or the receipt is only believed when the change record is another's.
 * @throws the error for the caller of `apply`
 */
const resolve = async (
  c: Connection,
  attempt: Attempt,
  error: unknown,
): Promise<{ made: { revision: Revision; at: Date } } | { at: Date }> => {
  if (!(error instanceof HeadMoved || error instanceof ReceiptExists)) throw error
  const { org, change, at } = attempt
  const ours = await c.ask(() => isOurs(c, attempt))
  if (ours) {
    c.note({ fact: 'outcome_resolved', held: true })
    return { made: { revision: change.expected + 1, at } }
  }
  if (error instanceof ReceiptExists) throw error
  if (ours === false) throw new Conflict(`revision ${change.expected + 1} was made by another writer`)
  const head = await c.ask(() =>
    c.in.organisations.findOne({ _id: org }, { projection: { revision: 1, at: 1 } }),
  )
  if (head?.revision !== change.expected || head.at <= at)
    throw new Conflict(`the head is ${head?.revision ?? 0}`)
  // A clock went backwards: the change is dated by the one before it.
  return { at: head.at }
}
