import type { Organisation, SetVersion } from '../model/organisation.ts'

/** So many changes of the set are remembered; before the oldest of them, the past is answered by today's set. */
const MAX_VERSIONS = 500

/** Which set decided until now. */
export interface Until {
  readonly policy_set: string
  readonly digest?: string | undefined
}

/** The organisation, with what decides from a revision on. */
export const decidingBy = (organisation: Organisation, next: SetVersion, before: Until): Organisation => {
  const { set_versions: known = first(before) } = organisation
  const last = known.at(-1)
  const same = last?.digest === next.digest && last.policy_set === next.policy_set
  const all = same ? known : [...known, next]
  return { ...organisation, policy_set: next.policy_set, set_versions: all.slice(-MAX_VERSIONS) }
}

const first = ({ policy_set, digest }: Until): readonly SetVersion[] =>
  digest === undefined ? [] : [{ since: 1, policy_set, digest }]
