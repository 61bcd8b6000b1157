import type { CompiledSet } from '../engine/set.ts'
import { loadSnapshot, type Snapshot } from '../engine/snapshot.ts'
import { MENDED } from '../model/change.ts'
import type { OrgId } from '../model/id.ts'
import type { Store } from '../ports/store.ts'

/** A snapshot that is more changes behind than this is read anew. */
const MAX_BEHIND = 1_000

interface LoadingParts {
  readonly store: Pick<Store, 'policy' | 'records'>
  compiled(name: string): Promise<CompiledSet>
}

/** Reads an organisation as it is now: by the changes since what is held, or whole. Undefined where there is none. */
export const createLoading = ({ store, compiled }: LoadingParts) => {
  const whole = async (org: OrgId): Promise<Snapshot | undefined> => {
    const stored = await store.policy.snapshot(org)
    return stored && loadSnapshot(await compiled(stored.organisation.policy_set), stored)
  }

  const caughtUp = async (org: OrgId, held: Snapshot): Promise<Snapshot | undefined> => {
    let snapshot = held
    let renamed = false
    for await (const change of store.policy.changes(org, held.revision)) {
      if (change.revision > held.revision + MAX_BEHIND || change.operation === MENDED) return undefined
      renamed ||= change.touched.includes('organisation')
      snapshot = await snapshot.advance(change)
    }
    if (!renamed) return snapshot
    const organisation = await store.records.organisation(org)
    // An organisation that has ended, or uses another set now, is read whole.
    if (organisation?.policy_set !== held.organisation.policy_set) return undefined
    // So is one whose set was installed anew: the change that says so touches the organisation and leaves its name for the set.
    if ((await compiled(organisation.policy_set)).catalogue !== held.catalogue) return undefined
    return snapshot.withOrganisation(organisation)
  }

  return async (org: OrgId, held: Snapshot | undefined): Promise<Snapshot | undefined> =>
    (held && (await caughtUp(org, held))) ?? whole(org)
}
