/**
 * Makes an account from what an identity provider (IdP) states, just in time. The key is (IdP, subject): an address never joins
 * two people, however alike they look. Everything that follows from a sign-in is one change of the organisation, or none.
 */

import { isDeepStrictEqual } from 'node:util'
import type { Commit, Draft } from '../change/commit.ts'
import { invitationUsed, isDisabled, loseRole } from '../change/people.ts'
import type { RulesView } from '../change/rules-view.ts'
import type { Account } from '../model/account.ts'
import type { RecordWrite } from '../model/change.ts'
import { normalAddress } from '../model/email.ts'
import { type OrgId, type Subject, subject } from '../model/id.ts'
import type { SignedIn } from '../model/identity.ts'
import type { Identity, Idp } from '../model/idp.ts'
import { fresh } from '../model/unique.ts'
import type { Statement } from '../ports/idp-protocol.ts'
import { SignInRefused } from '../ports/idp-sign-in.ts'
import type { RecordStore } from '../ports/record-store.ts'
import { believed } from './email.ts'
import { type Entitlement, entitlementOf } from './entitlement.ts'
import { type Mapped, mappedFor } from './mapping.ts'
import { openInvitation } from './open-invitation.ts'

export interface ProvisioningParts {
  readonly records: RecordStore
  readonly commit: Commit
  readonly now: () => Date
}

/** What was looked up for one run of a draft. */
interface LookedUp {
  readonly idp: Idp
  readonly statement: Statement
  readonly identity: Identity | undefined
  readonly account: Account | undefined
  readonly id: Subject
  readonly trusted: boolean
  readonly now: Date
}

export const createProvisioning =
  (parts: ProvisioningParts) =>
  /**
   * @param checked the IdP, and when its settings were written that the statement was checked under
   * @throws SignInRefused not_invited, account_disabled; realm_mismatch, ticket_invalid when the IdP has changed since
   */
  async (org: OrgId, checked: Checked, statement: Statement): Promise<SignedIn> => {
    const stranger = subject('user', fresh('usr'))
    const by = { actor: stranger, operation: 'signIn', target: stranger }
    const { answer } = await parts.commit(org, by, async view => {
      const found = await lookUp(parts, { org, checked, statement, stranger })
      if (isDisabled(view, found.account))
        throw new SignInRefused('account_disabled', 'An admin can enable it again.')
      const { draft, role } = await draftOf(parts, view, found)
      return { ...draft, answer: { id: found.id, role } }
    })
    // What the groups no longer give is taken away first: that change holds.
    if (answer.role === undefined)
      throw new SignInRefused('not_invited', 'Ask an admin of the organisation to invite you.')
    return {
      org,
      subject: answer.id,
      idp: checked.idp,
      auth_time: provenAt(statement, parts.now()),
      ...(statement.acr === undefined ? {} : { acr: statement.acr }),
      ...(statement.amr === undefined ? {} : { amr: statement.amr }),
      ...(statement.sid === undefined ? {} : { idp_sid: statement.sid }),
    }
  }

/** When they proved themselves, in seconds; the time of our own check where the IdP did not say. Nobody has proven anything in the future. */
const provenAt = ({ auth_time }: Statement, now: Date): number => {
  const seconds = Math.floor(now.getTime() / 1000)
  return auth_time !== undefined && auth_time > 0 ? Math.min(Math.floor(auth_time), seconds) : seconds
}

interface Checked {
  readonly idp: string
  readonly settings: number | undefined
}

interface Asked {
  readonly org: OrgId
  readonly checked: Checked
  readonly statement: Statement
  readonly stranger: Subject
}

const lookUp = async (parts: ProvisioningParts, asked: Asked): Promise<LookedUp> => {
  const { org, checked, stranger } = asked
  const { email, ...stated } = asked.statement
  const statement = email === undefined ? stated : { ...stated, email: normalAddress(email) }
  const idp = await unchanged(parts, org, checked)
  const identity = await parts.records.find('identity', org, { idp: idp.id, subject: statement.subject })
  const id = identity?.account ?? stranger
  const [account, domains] = await Promise.all([
    parts.records.find('account', org, id),
    parts.records.all('email_domain', org),
  ])
  const verified = new Set(domains.filter(({ verified_at }) => verified_at).map(domain => domain.id))
  return {
    idp,
    statement,
    identity,
    account,
    id,
    trusted: believed(statement, idp, verified),
    now: parts.now(),
  }
}

/** The IdP as it is on the rules that the sign-in is written on: it may have been disabled while its person was on the way. */
const unchanged = async ({ records }: ProvisioningParts, org: OrgId, checked: Checked): Promise<Idp> => {
  const idp = await records.find('identity_provider', org, checked.idp)
  if (!idp?.enabled)
    throw new SignInRefused('realm_mismatch', 'This identity provider is not in use any more.')
  if (idp.updated_at.getTime() !== checked.settings)
    throw new SignInRefused(
      'ticket_invalid',
      'The settings of the identity provider were changed while you signed in.',
    )
  return idp
}

const draftOf = async (
  parts: ProvisioningParts,
  view: RulesView,
  found: LookedUp,
): Promise<{ draft: Draft; role: string | undefined }> => {
  const { statement, trusted, identity, id } = found
  const invitation =
    trusted && statement.email !== undefined
      ? await openInvitation(parts.records, view, statement.email, found.now)
      : undefined
  const mapped = await mappedFor(parts.records, view, found.idp.mappings, {
    idp: found.idp.id,
    account: id,
    groups: statement.groups,
  })
  const entitlement = entitlementOf(view, { account: id, mapped, before: identity?.mapped, invitation })
  if (entitlement.role === undefined) return { draft: unentitled(view, found), role: undefined }
  const used: readonly RecordWrite[] = invitation ? invitationUsed(invitation) : []
  return {
    draft: {
      adds: entitlement.adds,
      removes: entitlement.removes,
      records: [...refreshed(found, mapped, entitlement), ...used],
    },
    role: entitlement.role,
  }
}

/** Someone whose groups no longer give a role loses it, and what let them in; a stranger leaves no trace. */
const unentitled = (view: RulesView, found: LookedUp): Draft =>
  view.roleOf(found.id) === undefined ? {} : loseRole(view, found)

/** The records as they are to be; none when they are so already. */
const refreshed = (found: LookedUp, mapped: Mapped, { role }: Entitlement): RecordWrite[] => {
  const account = accountOf(found)
  const identity = identityOf(found, { ...mapped, ...(mapped.role === role ? {} : { role: undefined }) })
  return [
    ...(isDeepStrictEqual(account, found.account) ? [] : [{ put: 'account', value: account } as const]),
    ...(isDeepStrictEqual(identity, found.identity) ? [] : [{ put: 'identity', value: identity } as const]),
  ]
}

const accountOf = ({ account, id, statement, trusted, now }: LookedUp): Account => {
  const name = statement.name ?? account?.name
  const email = statement.email ?? account?.email
  return {
    ...account,
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
  { identity, idp, statement, id, trusted, now }: LookedUp,
  mapped: { role?: string | undefined; groups: readonly Subject[] },
): Identity => ({
  idp: idp.id,
  subject: statement.subject,
  account: id,
  email_verified: trusted,
  groups: statement.groups,
  mapped: { groups: mapped.groups, ...(mapped.role === undefined ? {} : { role: mapped.role }) },
  created_at: identity?.created_at ?? now,
  ...(statement.email === undefined ? {} : { email: statement.email }),
  ...(statement.name === undefined ? {} : { name: statement.name }),
  ...(identity?.scim === undefined ? {} : { scim: identity.scim }),
})
