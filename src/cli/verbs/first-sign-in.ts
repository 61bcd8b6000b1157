/** What becomes of imported people when they first sign in, as the organisation's identity providers stand. */
import type { OrgId } from '../../model/id.ts'
import type { PlannedPerson } from '../../policy/import/people-plan.ts'
import { askService, Refused } from '../ask-service.ts'
import type { Call } from '../verb.ts'

interface ListedIdp {
  readonly name: string
  readonly enabled: boolean
  readonly join_by: string
}

interface ListedDomain {
  readonly domain: string
  readonly verified_at?: string
}

/** Both lists are bounded, and come whole. */
const all = async <T>(call: Call, path: string): Promise<readonly T[]> =>
  (await askService(call, path)).items as readonly T[]

/** Sentences for the plan; none for a caller who may not read how people sign in. */
export const firstSignInOf = async (
  call: Call,
  org: OrgId,
  people: readonly PlannedPerson[],
): Promise<readonly string[]> => {
  const at = `/v1/orgs/${org}`
  try {
    const idps = await all<ListedIdp>(call, `${at}/identity-providers`)
    const domains = await all<ListedDomain>(call, `${at}/email-domains`)
    return sentences(idps, domains, people)
  } catch (error) {
    if (error instanceof Refused) return []
    throw error
  }
}

const sentences = (
  idps: readonly ListedIdp[],
  domains: readonly ListedDomain[],
  people: readonly PlannedPerson[],
): readonly string[] => {
  const joining = idps.filter(({ enabled, join_by }) => enabled && join_by !== 'none')
  if (idps.length === 0)
    return [
      'no identity provider is connected: connect one with join_by before they sign in (docs/identity.md)',
    ]
  if (joining.length === 0)
    return [
      'no identity provider joins people who were prepared: each gets a second account at their first sign-in, until one has join_by (docs/identity.md)',
    ]
  const said = joining.map(({ name, join_by }) => `${name} joins them by ${join_by}`)
  if (joining.every(({ join_by }) => join_by !== 'email')) return said
  const verified = new Set(domains.filter(each => each.verified_at !== undefined).map(({ domain }) => domain))
  const missing = Map.groupBy(
    people
      .map(({ email }) => email.slice(email.lastIndexOf('@') + 1))
      .filter(domain => !verified.has(domain)),
    domain => domain,
  )
  const unproven = [...missing].slice(0, 5).map(([domain, those]) => `${domain} (${those.length})`)
  return unproven.length === 0
    ? said
    : [
        ...said,
        `not by addresses in ${unproven.join(', ')}: verify the mail domain first (kasbah domain put)`,
      ]
}
