import {
  type Answered,
  type ChangeRequest,
  type Commit,
  type CommitFirst,
  type Committed,
  type Draft,
  type Drafting,
  RulesEnded,
} from '../change/commit.ts'
import type { CompiledSet } from '../engine/set.ts'
import type { Snapshot } from '../engine/snapshot.ts'
import { isOver, nextTurn } from '../engine/turns.ts'
import type { Change, ChangeRecord, Revision } from '../model/change.ts'
import { changeRecord } from '../model/commit.ts'
import type { OrgId } from '../model/id.ts'
import { Problem } from '../model/problems.ts'
import { Conflict, OutcomeUnknown, RuleExists, RuleMissing } from '../ports/errors.ts'
import type { Store } from '../ports/store.ts'
import { changeOf } from './change-of.ts'
import { type Freshness, tokenOf } from './freshness.ts'
import type { ObserveReplica } from './observe.ts'
import { createQueue } from './queue.ts'
import type { SnapshotCache } from './snapshot-cache.ts'
import { refused, type Taken, taken, takenFirst } from './taking.ts'
import { createUnderWay, type UnderWay } from './under-way.ts'

/** How often a change is computed again because another process was first. */
const MAX_TRIES = 20

interface Parts {
  readonly store: Store
  readonly cache: SnapshotCache
  readonly freshness: Freshness
  /** Takes in what was committed here, before it is acknowledged. */
  follow(change: ChangeRecord, made: Snapshot): void
  /** The compiled set of that name, as installed. */
  compiled(name: string): Promise<CompiledSet>
  /** The time by which rules end. */
  time(): number
  readonly observe: Pick<ObserveReplica, 'changed'>
}

export function createCommit(parts: Parts): {
  commit: Commit
  commitFirst: CommitFirst
  /** The snapshot that was made of a change that was committed here and comes back from the store. */
  madeOf(change: ChangeRecord): Snapshot | undefined
} {
  const inTurn = createQueue<OrgId>()
  const underWay = createUnderWay()

  const attempt = async <A>(
    { org, by, draft }: Asked<A>,
    letNext: () => void,
  ): Promise<{ readonly answered: Promise<Answered<A>> }> => {
    // What comes together would be drafted together, before anybody else is answered.
    if (isOver()) await nextTurn()
    const base = await baseOf(parts, underWay.newest(org), by, org)
    const { view } = base
    if (view.ended.length > 0 && !by.ending) throw new RulesEnded('rules have ended and are still stored')
    const { change, after, answer } = await drafted(view, by, draft).catch(async refusal => {
      await stillNewest(parts, org, base)
      throw refusal
    })
    if (after === view || by.dryRun) {
      await stillNewest(parts, org, base)
      const dryRun = by.dryRun === true
      const said = receipt(parts, { org, change, revision: view.revision, dryRun })
      return { answered: Promise.resolve({ ...said, after, answer }) }
    }
    const { held, committed } = apply(parts, { change, after })
    underWay.add(org, { change, after, held })
    const answered = committed.then(said => ({ ...said, after, answer }))
    if (parts.store.policy.inOrder && change.records.length === 0) letNext()
    return { answered }
  }

  /** Tried again when another writer was first, at once or, when the next change has begun already, in turn. */
  const commit = async <A>(org: OrgId, by: ChangeRequest, draft: Wanted<A>): Promise<Answered<A>> => {
    for (let tries = 1; tries <= MAX_TRIES; tries += 1) {
      const outcome = await inTurn(
        org,
        async letNext => (await attempt({ org, by, draft }, letNext)).answered,
      ).catch(beaten)
      if (!(outcome instanceof Error)) return outcome
      if (outcome instanceof Conflict) parts.cache.outdated(org)
      else parts.cache.forget(org)
    }
    throw new Problem('busy')
  }

  const commitFirst: CommitFirst = (org, by, draft) =>
    inTurn(org, async () => {
      const change = changeOf(by, draft, 0)
      const after = await takenFirst(parts.compiled, change)
      if (by.dryRun && (await parts.store.policy.head(org)) === 0)
        return receipt(parts, { org, change, revision: 0, dryRun: true })
      const outcome = by.dryRun
        ? new Conflict()
        : await apply(parts, { change, after }).committed.catch(beaten)
      if (outcome instanceof Error) throw new Problem('already_exists', undefined, { cause: outcome })
      return outcome
    })

  return { commit, commitFirst, madeOf: underWay.madeOf }
}

/** A draft, with what the call is answered when it says so. */
type Wanted<A> = Drafting<Draft & { readonly answer?: A }>

interface Asked<A> {
  readonly org: OrgId
  readonly by: ChangeRequest
  readonly draft: Wanted<A>
}

/** The rules that a change is drafted on, and the change under way that leads to them, if they are not stored yet. */
interface Base {
  readonly view: Snapshot
  readonly follows?: UnderWay
}

/** @throws Problem not_found, revision_mismatch */
const baseOf = async (
  parts: Parts,
  newestUnderWay: UnderWay | undefined,
  by: ChangeRequest,
  org: OrgId,
): Promise<Base> => {
  const goesOn =
    by.ahead && newestUnderWay?.change.records.length === 0 && newestUnderWay.after.endsAt > parts.time()
  const follows = goesOn ? newestUnderWay : undefined
  // Whoever handed it over is told when it fails; here it only has to be over.
  if (!follows) await newestUnderWay?.held.catch(() => undefined)
  const view = follows?.after ?? (await newest(parts, org, by.expected ?? 0))
  if (!view) throw new Problem('not_found')
  const base = follows ? { view, follows } : { view }
  if (by.expected !== undefined && by.expected !== view.revision) {
    await stillNewest(parts, org, base)
    throw new Problem('revision_mismatch', `the organisation is at revision ${view.revision}`)
  }
  return base
}

/** The change that the draft makes of these rules, the rules as it leaves them, and what it answers. */
const drafted = async <A>(view: Snapshot, by: ChangeRequest, draft: Wanted<A>) => {
  await by.guard?.(view)
  const wanted = await Promise.resolve(draft(view)).catch(refused)
  return { ...(await taken(view, changeOf(by, wanted, view.revision))), answer: wanted.answer as A }
}

/** The newest rules known here, and no older than those that the caller has seen, also at another replica. */
const newest = async (
  { cache, freshness }: Parts,
  org: OrgId,
  seen: Revision,
): Promise<Snapshot | undefined> =>
  cache.get(org, Math.max(seen, await freshness.atLeast(org, 'minimize_latency'))).catch(error => {
    const ahead = error instanceof Problem && error.code === 'not_yet_consistent' && seen > 0
    throw ahead ? new Problem('revision_mismatch', undefined, { cause: error }) : error
  })

/**
 * Writing a change shows whether another was first. Refusing one, or finding nothing to do, does not show it: a revoke
 * must not find nothing to revoke because the grant was made elsewhere a moment ago. Nor is anything refused because of a change that
 * never held.
 * @throws Conflict when there are other rules to ask
 */
const stillNewest = async ({ store }: Parts, org: OrgId, { view, follows }: Base): Promise<void> => {
  await follows?.held.catch(cause => {
    throw new Conflict('what it was drafted on was not made', { cause })
  })
  if ((await store.policy.head(org)) !== view.revision) throw new Conflict('there are newer rules')
}

/** Another writer was first, or what was held is not what is stored: both are mended by reading again. */
const beaten = (error: unknown): Conflict | RuleExists | RuleMissing => {
  if (error instanceof Conflict || error instanceof RuleExists || error instanceof RuleMissing) return error
  throw error
}

/** Stores a change that the engine has taken, and answers from the snapshot that was made of it. */
const apply = (
  parts: Parts,
  { change, after }: Taken,
): { readonly held: Promise<ChangeRecord>; readonly committed: Promise<Committed> } => {
  const held = hold(parts, { change, after })
  return { held, committed: held.then(record => acknowledged(parts, change, record)) }
}

/** Resolves when it is stored, and everybody here has heard of it. */
const hold = async (parts: Parts, { change, after }: Taken): Promise<ChangeRecord> => {
  const org = after.organisation.id
  const made = await parts.store.policy.apply(org, change).catch(error => {
    if (!(error instanceof OutcomeUnknown)) throw error
    parts.cache.outdated(org)
    throw new Problem('outcome_unknown', undefined, { cause: error })
  })
  const record = changeRecord(org, change, made)
  parts.follow(record, after)
  return record
}

const acknowledged = async (parts: Parts, change: Change, record: ChangeRecord): Promise<Committed> => {
  const propagated = change.narrows ? await parts.freshness.propagated(record) : true
  parts.observe.changed({ propagated })
  return {
    ...receipt(parts, { org: record.org, change, revision: record.revision, dryRun: false }),
    propagated,
  }
}

const receipt = (
  { store }: Parts,
  { org, change, revision, dryRun }: { org: OrgId; change: Change; revision: Revision; dryRun: boolean },
): Committed => ({
  revision,
  token: tokenOf(store.id, org, revision),
  propagated: true,
  adds: change.adds,
  removes: change.removes,
  dryRun,
})
