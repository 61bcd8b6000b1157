/**
 * Work on a whole store, while it is served or not: copying it into another, and examining it. It uses
 * the ports alone, so one implementation serves every store. It decides nothing, and changes rules only through the
 * door that every change goes through.
 */

import { setTimeout as wait } from 'node:timers/promises'
import { counted } from '../model/counted.ts'
import type { ArchiveRecord } from '../ports/archive.ts'
import { StoreUnavailable, StoreUnusable } from '../ports/errors.ts'
import type { ReplicaStore } from '../ports/replica-store.ts'
import type { Store } from '../ports/store.ts'
import { type Digest, digestsOf, isAlive } from './digest.ts'

export interface CopyRequest {
  readonly from: Store
  readonly to: Store
  readonly now: () => Date
  /** Called from time to time with the number of records read so far. */
  readonly onProgress?: (records: number) => void
  /** The longest time between two beats of a living replica. */
  readonly silenceMs?: number
}

/**
 * Copies everything of a store that nobody serves into an empty one, and reads both again to compare them. The copy keeps
 * revisions, times, authors and the trail; its own id is another, so tokens of the old store are refused by the new one.
 * Answers the digest of each part, which is the same on both sides.
 * @throws StoreUnusable when `from` is served, `to` is not empty, or the two are not the same in the end; then `to` stays unusable
 */
export const copyStore = async (request: CopyRequest): Promise<readonly Digest[]> => {
  const { from, to, now, silenceMs = 3_000 } = request
  if (!(await to.archive.empty()))
    throw new StoreUnusable('the store to copy to is not empty: name a new one')
  await requireStill(from.replicas, silenceMs)
  const begun = now()
  let digests: readonly Digest[] = []
  await to.archive
    .fill(everything(request, begun), async () => {
      digests = await sameDigests(from, to, begun)
    })
    .catch(cutOff)
  return digests
}

const cutOff = (error: unknown): never => {
  if (!(error instanceof StoreUnavailable)) throw error
  throw new StoreUnavailable(
    `the copy was cut off (${error.message}): what was begun is no store; empty it and copy again`,
    { cause: error },
  )
}

const EVERY = 10_000

async function* everything({ from, onProgress }: CopyRequest, at: Date): AsyncGenerator<ArchiveRecord> {
  let read = 0
  for await (const record of recordsOf(from)) {
    if (!isAlive(record, at)) continue
    yield record
    read += 1
    if (read % EVERY === 0) onProgress?.(read)
  }
}

/** Organisations with everything of theirs, then what is kept beside them. */
async function* recordsOf({ archive, policy }: Store): AsyncGenerator<ArchiveRecord> {
  for await (const kept of archive.organisations()) {
    const { id } = kept.organisation
    yield { of: 'organisation', ...kept }
    for await (const value of policy.changes(id, 0)) yield { of: 'change', value }
    for await (const value of archive.records(id)) yield { of: 'record', org: id, value }
  }
  yield* archive.installation()
}

/** A living replica beats. A dead one left a beat that never moves. */
const requireStill = async (replicas: ReplicaStore | undefined, silenceMs: number): Promise<void> => {
  const before = new Map((await replicas?.beats())?.map(({ replica, count }) => [replica, count]))
  if (!replicas || before.size === 0) return
  await wait(silenceMs)
  const living = (await replicas.beats()).filter(({ replica, count }) => before.get(replica) !== count)
  if (living.length > 0)
    throw new StoreUnusable(
      `the store to copy from is being served (by ${counted(living.length, 'process', 'processes')}): stop that first`,
    )
}

const sameDigests = async (from: Store, to: Store, at: Date): Promise<readonly Digest[]> => {
  const [there, here] = await Promise.all([
    Array.fromAsync(digestsOf(from, at)),
    Array.fromAsync(digestsOf(to, at)),
  ])
  const known = new Map(there.map(digest => [digest.org, digest.digest]))
  const other = here.filter(({ org, digest }) => known.get(org) !== digest)
  if (other.length === 0 && here.length === there.length) return here
  const names = other.map(({ org = 'what is beside organisations' }) => org)
  throw new StoreUnusable(
    `the copy is not what was copied (${names.join(', ') || 'an organisation is missing'}): ` +
      'if nobody wrote meanwhile, run kasbah doctor on the first store',
  )
}
