import type { Revision } from '../model/change.ts'
import type { OrgId } from '../model/id.ts'
import type { KeptOrganisation, KeptRecord } from '../ports/archive.ts'
import type { Store } from '../ports/store.ts'
import { type LooseEnd, looseEnds } from './loose-ends.ts'
import { driftOf, replay } from './replay.ts'

export type Examined = Pick<Store, 'policy' | 'archive'>

export interface ExamineParts {
  readonly store: Examined
  /** The types of resources of the installed set of that name; undefined where none is installed. */
  typesOf(policySet: string): Promise<ReadonlySet<string> | undefined>
  readonly now: () => Date
}

/** What was found of one organisation. All of it is of one revision. */
export interface Examination {
  readonly org: OrgId
  readonly deleted: boolean
  readonly revision: Revision
  readonly rules: number
  readonly changes: number
  /** What nobody but a person with a backup can mend. */
  readonly faults: readonly string[]
  /** How the rules differ from what the changes come to; absent: they do not. */
  readonly drift?: string
  readonly looseEnds: readonly LooseEnd[]
}

const MAX_TRIES = 5

/** Looks at every organisation, deleted ones included, one after the other. Changes nothing. */
export async function* examine(parts: ExamineParts): AsyncGenerator<Examination> {
  for await (const kept of parts.store.archive.organisations()) yield await examineOne(parts, kept)
}

/** Records are read as they are now: when the head moved meanwhile, what was read is not of one moment, and is read again. */
export const examineOne = async (parts: ExamineParts, kept: KeptOrganisation): Promise<Examination> => {
  const { id } = kept.organisation
  for (let tries = 1; ; tries += 1) {
    const revision = tries === 1 ? kept.revision : await parts.store.policy.head(id)
    const found = await examineAt(parts, kept, revision)
    if ((await parts.store.policy.head(id)) === revision) return found
    if (tries === MAX_TRIES)
      return { ...found, looseEnds: [], faults: ['it changes too often to be looked at: try again later'] }
  }
}

const examineAt = async (
  { store, typesOf, now }: ExamineParts,
  { organisation }: KeptOrganisation,
  revision: Revision,
): Promise<Examination> => {
  const { id, policy_set, deleted_at } = organisation
  const { rules, changes, faults } = await replay(store.policy.changes(id, 0, revision), revision)
  const drift = await driftOf({ rules }, (await store.policy.snapshot(id, revision))?.rules ?? none())
  const types = await typesOf(policy_set)
  const records: KeptRecord[] = await Array.fromAsync(store.archive.records(id))
  const household = { org: id, rules: rules.values().toArray(), records, now: now() }
  return {
    org: id,
    deleted: deleted_at !== undefined,
    revision,
    rules: rules.size,
    changes,
    faults: types ? faults : [...faults, `its policy set ${policy_set} is not installed`],
    ...(drift === undefined ? {} : { drift }),
    // Nobody comes back to a deleted organisation, and no change is made to it.
    looseEnds: deleted_at ? [] : looseEnds({ ...household, types: types ?? new Set() }),
  }
}

async function* none() {}
