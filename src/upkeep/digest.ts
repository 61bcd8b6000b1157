import { createHash } from 'node:crypto'
import { canonical } from '../model/canonical.ts'
import type { Revision } from '../model/change.ts'
import type { OrgId } from '../model/id.ts'
import type { ArchiveRecord, KeptOrganisation } from '../ports/archive.ts'
import type { Store } from '../ports/store.ts'

/** The digest of a part of a store: two stores with the same digest hold the same, in whatever order they list it. */
export interface Digest {
  /** Absent: what is kept beside organisations. */
  readonly org?: OrgId
  readonly revision?: Revision
  /** Rules at the head. */
  readonly rules?: number
  /** Changes and records; beside organisations, events of the trail, sign-ins, sets, secrets and receipts. */
  readonly records: number
  /** SHA-256, hex. */
  readonly digest: string
}

export type Digested = Pick<Store, 'policy' | 'archive'>

/** The digest of each organisation, in byte order, and at the end that of everything else; sign-ins that had ended by `at` are left out. */
export async function* digestsOf(store: Digested, at: Date): AsyncGenerator<Digest> {
  for await (const kept of store.archive.organisations()) yield await ofOrganisation(store, kept)
  const rest = createSum()
  for await (const record of store.archive.installation()) if (isAlive(record, at)) rest.add(record)
  yield { records: rest.count(), digest: rest.digest() }
}

/** Whether a copy of that moment keeps it: what has ended may be deleted at any time. */
export const isAlive = (record: ArchiveRecord, at: Date): boolean =>
  record.of !== 'sign_in' || record.value.expires_at > at

const ofOrganisation = async (store: Digested, kept: KeptOrganisation): Promise<Digest> => {
  const { id } = kept.organisation
  const sum = createSum()
  sum.add(kept)
  for await (const change of store.policy.changes(id, 0)) sum.add(change)
  for await (const record of store.archive.records(id)) sum.add(record)
  const { rules, count } = await rulesOf(store, id)
  const digest = createHash('sha256').update(rules).update(sum.digest()).digest('hex')
  return { org: id, revision: kept.revision, rules: count, records: sum.count(), digest }
}

/** The rules that decide, read as a replica reads them, in their order. */
const rulesOf = async (store: Digested, org: OrgId): Promise<{ rules: Buffer; count: number }> => {
  const hash = createHash('sha256')
  let count = 0
  const snapshot = await store.policy.snapshot(org)
  for await (const batch of snapshot?.rules ?? []) {
    count += batch.length
    for (const rule of batch) hash.update(canonical(rule))
  }
  return { rules: hash.digest(), count }
}

const WIDTH = 2n ** 256n

/** Sums the hashes of the values: their order does not matter, and a value that is there twice counts twice. */
const createSum = () => {
  let total = 0n
  let count = 0
  return {
    add: (value: unknown): void => {
      const hash = createHash('sha256').update(canonical(value)).digest('hex')
      total = (total + BigInt(`0x${hash}`)) % WIDTH
      count += 1
    },
    count: () => count,
    digest: () => total.toString(16).padStart(64, '0'),
  }
}
