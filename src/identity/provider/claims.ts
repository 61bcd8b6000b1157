import type { FindAccount, Account as Found } from 'oidc-provider'
import type { Account } from '../../model/account.ts'
import { idOf, type OrgId, type Subject } from '../../model/id.ts'
import { parseAccountId } from '../../model/identity.ts'
import type { RoomParts } from '../parts.ts'

export interface AccountsParts extends Pick<RoomParts, 'active'> {
  account(org: OrgId, subject: Subject): Promise<Account | undefined>
}

/** The claims of a person, by scope. */
export const CLAIMS = {
  openid: ['sub', 'org', 'subject'],
  profile: ['name', 'given_name', 'family_name', 'preferred_username', 'picture', 'locale', 'zoneinfo'],
  email: ['email', 'email_verified'],
} as const

/** Account attributes that are standard claims. Values that are not text are left out. */
const TEXTS = ['given_name', 'family_name', 'preferred_username', 'picture', 'locale', 'zoneinfo'] as const

/** The library's `findAccount`: undefined for a removed or disabled account, even if sessions or tokens of it still exist. */
export const createFindAccount =
  ({ account, active }: AccountsParts): FindAccount =>
  async (_ctx, sub) => {
    const place = parseAccountId(sub)
    if (!place) return undefined
    const [found, acts] = await Promise.all([
      account(place.org, place.subject),
      active(place.org, place.subject),
    ])
    if (!found || !acts) return undefined
    return { accountId: sub, claims: () => ({ sub, ...place, ...claimsOf(found) }) } satisfies Found
  }

const claimsOf = (account: Account): Record<string, unknown> => ({
  preferred_username: idOf(account.id),
  ...Object.fromEntries(
    TEXTS.map(name => [name, account.attributes[name]]).filter(([, value]) => typeof value === 'string'),
  ),
  ...(account.name === undefined ? {} : { name: account.name }),
  ...(account.email === undefined
    ? {}
    : { email: account.email, email_verified: account.attributes.email_verified === true }),
})
