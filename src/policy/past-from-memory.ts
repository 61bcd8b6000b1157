import type { CompiledSet } from '../engine/set.ts'
import type { Snapshot } from '../engine/snapshot.ts'
import type { Revision } from '../model/change.ts'
import type { OrgId } from '../model/id.ts'
import type { PolicySnapshot } from '../ports/policy-store.ts'
import type { PastParts } from './past.ts'

/** Where more rules differ than about half of an organisation's, reading all of them costs no more: two rules are about so many bytes in memory. */
const BYTES_OF_TWO_RULES = 160

interface Wanted {
  readonly org: OrgId
  readonly revision: Revision
  /** Snapshots of the past that may be gone on from. */
  readonly others: readonly Snapshot[]
}

/** The one of the organisation that is fewest revisions away. */
const nearest = (now: Snapshot, { org, revision, others }: Wanted): Snapshot =>
  [now, ...others.filter(({ organisation }) => organisation.id === org)].reduce((near, each) =>
    Math.abs(each.revision - revision) < Math.abs(near.revision - revision) ? each : near,
  )

/** A past revision from what is in memory, by the rules that differ; undefined where these are too many, or their order decides. */
export const fromMemory = async (parts: PastParts, wanted: Wanted): Promise<Snapshot | undefined> => {
  const { org, revision } = wanted
  const now = await parts.view(org)
  if (!now || revision < 1 || revision > now.revision) return undefined
  const set = await setThen(parts, { organisation: now.organisation, revision })
  const from = nearest(now, wanted)
  if (!set.indexed || !from.decidesBy(set)) return undefined
  const most = Math.ceil(now.bytes / BYTES_OF_TWO_RULES)
  const change = await parts.store.policy.diffWithin(most, org, from.revision, revision)
  return change && (await from.beside(revision, change)).withOrganisation(now.organisation)
}

/** The version of the set that decided then; today's where that was not noted yet. */
export const setThen = (
  { compiled, compiledVersion }: PastParts,
  { organisation, revision }: Pick<PolicySnapshot, 'organisation' | 'revision'>,
): Promise<CompiledSet> => {
  const version = organisation.set_versions?.findLast(({ since }) => since <= revision)
  return version ? compiledVersion(version.policy_set, version.digest) : compiled(organisation.policy_set)
}
