/**
 * Who, of the people that were prepared here, somebody new at an identity provider (IdP) is. The admin chooses the rule for each
 * IdP, and the rule must find exactly one person: otherwise nobody is joined. An address counts on both sides only if it is
 * believed, so that nobody waits under a foreign address for its owner to arrive.
 */
import type { Account } from '../model/account.ts'
import type { OrgId } from '../model/id.ts'
import { identityId } from '../model/identity.ts'
import type { Identity, Idp, Joined } from '../model/idp.ts'
import type { RecordStore } from '../ports/record-store.ts'

type Records = Pick<RecordStore, 'list'>

/** Somebody whom the IdP knows, and no account here yet. */
export interface Newcomer {
  readonly idp: Pick<Idp, 'id' | 'join_by' | 'join_linked'>
  /** Their stable id at the IdP. */
  readonly subject: string
  /** In its one form; absent unless it is believed. */
  readonly address?: string
}

export interface Match {
  readonly account: Account
  readonly by: Joined['by']
}

/** More accounts than this of one address or external id: the rule finds nobody. */
const MOST = 20

/** The one person that the IdP's rule finds. */
export const matchOf = async (
  records: Records,
  org: OrgId,
  newcomer: Newcomer,
): Promise<Match | undefined> => {
  const found = await everyMatch(records, org, newcomer)
  return found.length === 1 ? found[0] : undefined
}

const everyMatch = async (records: Records, org: OrgId, newcomer: Newcomer): Promise<readonly Match[]> => {
  const { idp, subject, address } = newcomer
  if (idp.join_by === 'external_id') {
    const known = await fitting(records, org, newcomer, { external_id: subject })
    if (known.length > 0) return known.map(({ account }) => ({ account, by: 'external_id' }))
  }
  if (address === undefined) return []
  return (await fitting(records, org, newcomer, { address })).flatMap(({ account, identities }): Match[] => {
    if (account.unclaimed && identities.length === 0) return [{ account, by: 'invitation' }]
    const fits = idp.join_by === 'email' && isBelieved(account, identities, address)
    return fits ? [{ account, by: 'email' }] : []
  })
}

interface Candidate {
  readonly account: Account
  readonly identities: readonly Identity[]
}

const fitting = async (
  records: Records,
  org: OrgId,
  { idp, subject }: Newcomer,
  where: { readonly address?: string; readonly external_id?: string },
): Promise<readonly Candidate[]> => {
  const page = await records.list('account', org, { limit: MOST + 1, where, begins: 'user:' })
  if (page.items.length > MOST) return []
  const candidates = await Promise.all(
    page.items.map(async account => {
      const own = { limit: 100, where: { account: account.id } }
      return { account, identities: (await records.list('identity', org, own)).items }
    }),
  )
  const id = identityId({ idp: idp.id, subject })
  return candidates.filter(
    ({ account, identities }) => isFree(idp, identities) && account.unlinked?.includes(id) !== true,
  )
}

/**
 * Whether the person can be somebody new at this IdP. One whom it has signed in before is somebody else of the same address; one
 * whom it only provisioned by SCIM is not.
 */
const isFree = (idp: Newcomer['idp'], identities: readonly Identity[]): boolean =>
  identities.every(({ idp: at, scim, first_signed_in_at }) =>
    at === idp.id ? scim !== undefined && first_signed_in_at === undefined : idp.join_linked,
  )

/** An admin gave the account its address, or an IdP that is believed did. */
const isBelieved = (account: Account, identities: readonly Identity[], address: string): boolean =>
  identities.length === 0
    ? account.attributes.email_verified !== false
    : identities.some(({ email, email_verified }) => email_verified && email === address)
