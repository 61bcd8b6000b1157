import type { Catalogue } from '../model/catalogue.ts'
import type { Revision } from '../model/change.ts'
import type { OrgId } from '../model/id.ts'
import type { KeptOrganisation, KeptRecord } from '../ports/archive.ts'
import { RecordDamaged } from '../ports/errors.ts'
import type { PolicySnapshot } from '../ports/policy-store.ts'
import type { Store } from '../ports/store.ts'
import { type LooseEnd, looseEnds } from './loose-ends.ts'
import { driftOf, replay } from './replay.ts'

export type Examined = Pick<Store, 'policy' | 'archive'>

export interface ExamineParts {
  readonly store: Examined
  /** The types of resources of the installed set of that name; undefined where none is installed. */
  typesOf(policySet: string): Promise<ReadonlySet<string> | undefined>
  /** The attributes that its matcher reads; absent, or undefined, when it reads none. */
  readsOf?(policySet: string): Promise<Catalogue['reads']>
  /** Why nothing can be decided on the organisation under its set; undefined when it can be loaded. */
  undecidable(stored: PolicySnapshot): Promise<string | undefined>
  readonly now: () => Date
}

/** What was found of one organisation. All of it is of one revision. */
export interface Examination {
  readonly org: OrgId
  readonly deleted: boolean
  readonly revision: Revision
  readonly rules: number
  readonly changes: number
  /** What `--repair` cannot mend: restore a backup, or install another version of the policy set. */
  readonly faults: readonly string[]
  /** How the rules, present or past, differ from what the changes made of them; absent: they do not. */
  readonly drift?: string
  readonly looseEnds: readonly LooseEnd[]
}

const MAX_TRIES = 5

/** Examines every organisation, deleted ones included, one after the other. Changes nothing. */
export async function* examine(parts: ExamineParts): AsyncGenerator<Examination> {
  for await (const kept of parts.store.archive.organisations())
    yield await examineOne(parts, kept).catch(unlessDamaged(kept))
}

/** A record that cannot be read ends the examination of its organisation, because the rest is unknown. */
const unlessDamaged =
  ({ organisation: { id, deleted_at }, revision }: KeptOrganisation) =>
  (error: unknown): Examination => {
    if (!(error instanceof RecordDamaged)) throw error
    const nothing = { rules: 0, changes: 0, looseEnds: [] }
    return { org: id, deleted: deleted_at !== undefined, revision, ...nothing, faults: [error.message] }
  }

/** Records are read as they are now. When the head moved meanwhile, what was read is not of one moment and is read again. */
export const examineOne = async (parts: ExamineParts, kept: KeptOrganisation): Promise<Examination> => {
  const { id } = kept.organisation
  for (let tries = 1; ; tries += 1) {
    const revision = tries === 1 ? kept.revision : await parts.store.policy.head(id)
    const found = await examineAt(parts, kept, revision)
    if ((await parts.store.policy.head(id)) === revision) return found
    if (tries === MAX_TRIES)
      return { ...found, looseEnds: [], faults: ['it changes too often to be examined: try again later'] }
  }
}

const examineAt = async (
  { store, typesOf, readsOf, undecidable, now }: ExamineParts,
  { organisation }: KeptOrganisation,
  revision: Revision,
): Promise<Examination> => {
  const { id, policy_set, deleted_at } = organisation
  const oldest = await store.policy.oldest(id)
  const replayed = await replay(store.policy.changes(id, 0), { head: revision, oldest })
  const { rules, past, changes, faults } = replayed
  const drift = await driftOf(
    { rules, past },
    {
      now: (await store.policy.snapshot(id, revision))?.rules ?? none(),
      ever: store.archive.rules(id),
      oldest,
    },
  )
  const types = await typesOf(policy_set)
  const stored = types && !deleted_at ? await store.policy.snapshot(id, revision) : undefined
  const why = stored && (await undecidable(stored))
  const records: KeptRecord[] = await Array.fromAsync(store.archive.records(id))
  const reads = types && (await readsOf?.(policy_set))
  const household = {
    org: id,
    rules: rules.values().toArray(),
    records,
    now: now(),
    ...(reads ? { reads } : {}),
  }
  return {
    org: id,
    deleted: deleted_at !== undefined,
    revision,
    rules: rules.size,
    changes,
    faults: [
      ...faults,
      ...(types ? [] : [`its policy set ${policy_set} is not installed, or cannot be used`]),
      ...(why === undefined ? [] : [`nothing can be decided on it: ${why}`]),
    ],
    ...(drift === undefined ? {} : { drift }),
    // A deleted organisation takes no changes, and nobody can return to it.
    looseEnds: deleted_at ? [] : looseEnds({ ...household, types: types ?? new Set() }),
  }
}

async function* none() {}
