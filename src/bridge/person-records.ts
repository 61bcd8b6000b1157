/** The records of a person who has signed in: the account, and who they are at the identity provider. */
import { isDeepStrictEqual } from 'node:util'
import type { RulesView } from '../change/rules-view.ts'
import type { Account } from '../model/account.ts'
import type { RecordWrite } from '../model/change.ts'
import type { Subject } from '../model/id.ts'
import type { Identity, Joined } from '../model/idp.ts'
import type { Entitlement } from './entitlement.ts'
import type { Match } from './joining.ts'
import type { Mapped } from './mapping.ts'
import type { LookedUp } from './recognising.ts'

/** The records as they are to be; none when they are so already. */
export const refreshed = (
  view: RulesView,
  found: LookedUp,
  mapped: Mapped,
  { role }: Entitlement,
): RecordWrite[] => {
  const account = accountOf(found)
  const identity = identityOf(view, found, {
    ...mapped,
    ...(mapped.role === role ? {} : { role: undefined }),
  })
  return [
    ...(isDeepStrictEqual(account, found.account) ? [] : [{ put: 'account', value: account } as const]),
    ...(isDeepStrictEqual(identity, found.identity) ? [] : [{ put: 'identity', value: identity } as const]),
  ]
}

const accountOf = ({ account, id, statement, trusted, now }: LookedUp): Account => {
  const name = statement.name ?? account?.name
  const email = statement.email ?? account?.email
  const { unclaimed: _, ...known } = account ?? {}
  return {
    ...known,
    id,
    attributes: {
      ...account?.attributes,
      ...(statement.email === undefined ? {} : { email_verified: trusted }),
    },
    created_at: account?.created_at ?? now,
    ...(name === undefined ? {} : { name }),
    ...(email === undefined ? {} : { email }),
  }
}

const identityOf = (
  view: RulesView,
  { identity, idp, statement, id, match, trusted, now }: LookedUp,
  mapped: { role?: string | undefined; groups: readonly Subject[] },
): Identity => ({
  idp: idp.id,
  subject: statement.subject,
  account: id,
  email_verified: trusted,
  groups: statement.groups,
  mapped: { groups: mapped.groups, ...(mapped.role === undefined ? {} : { role: mapped.role }) },
  created_at: identity?.created_at ?? now,
  first_signed_in_at: identity?.first_signed_in_at ?? now,
  ...(match ? { joined: joinedBy(view, match, now) } : identity?.joined ? { joined: identity.joined } : {}),
  ...(statement.email === undefined ? {} : { email: statement.email }),
  ...(statement.name === undefined ? {} : { name: statement.name }),
  ...(identity?.scim === undefined ? {} : { scim: identity.scim }),
})

/** How an identity came to the account that was there. */
export const joinedBy = (view: RulesView, { account, by }: Match, at: Date): Joined => {
  const role = view.roleOf(account.id)
  return { by, at, ...(role === undefined ? {} : { role }) }
}
