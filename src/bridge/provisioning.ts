/**
 * Makes an account from what an identity provider (IdP) states, just in time, or joins it to the one that was prepared (see
 * `joining.ts`). The key is (IdP, subject). Everything that follows from a sign-in is one change of the organisation, or none.
 */

import type { Commit, Draft } from '../change/commit.ts'
import { invitationUsed, isDisabled, loseRole } from '../change/people.ts'
import type { RulesView } from '../change/rules-view.ts'
import { isSupport } from '../change/support-kept.ts'
import type { RecordWrite } from '../model/change.ts'
import { type OrgId, type Subject, subject } from '../model/id.ts'
import type { SignedIn } from '../model/identity.ts'
import type { Invitation } from '../model/invitation.ts'
import { fresh } from '../model/unique.ts'
import { StoreUnavailable } from '../ports/errors.ts'
import type { Statement } from '../ports/idp-protocol.ts'
import { SignInRefused } from '../ports/idp-sign-in.ts'
import { entitlementOf } from './entitlement.ts'
import { mappedFor } from './mapping.ts'
import { broughtInvitation, openInvitation } from './open-invitation.ts'
import { refreshed } from './person-records.ts'
import { type Asked, type Checked, type LookedUp, lookUp, type RecognisingParts } from './recognising.ts'

export interface ProvisioningParts extends RecognisingParts {
  readonly commit: Commit
}

export const createProvisioning =
  (parts: ProvisioningParts) =>
  /**
   * @param checked the IdP, and when its settings were written that the statement was checked under
   * @throws SignInRefused not_invited, account_disabled; realm_mismatch, ticket_invalid when the IdP has changed since
   */
  async (
    org: OrgId,
    checked: Checked,
    { statement, invitation }: Pick<Asked, 'statement' | 'invitation'>,
  ): Promise<SignedIn> => {
    const brought = invitation === undefined ? {} : { invitation }
    const asked = { org, checked, statement, ...brought, stranger: subject('user', fresh('usr')) }
    const answer = await signedIn(parts, asked)
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
      ...(statement.name_id === undefined ? {} : { idp_name: statement.name_id }),
    }
  }

interface Provisioned {
  readonly id: Subject
  readonly role: string | undefined
}

/** How often a sign-in begins again because another change has meanwhile said who the person is. */
const TRIES = 4

const signedIn = async (parts: ProvisioningParts, asked: Asked): Promise<Provisioned> => {
  for (let tried = 0; tried < TRIES; tried += 1) {
    // The line in the trail names the person, so they are looked up before the change, and again in it.
    const { id, match } = await lookUp(parts, asked)
    const operation = match ? 'joinIdentity' : 'signIn'
    const by = { actor: id, operation, target: id, promised: true } as const
    const { answer } = await parts.commit<Provisioned | undefined>(asked.org, by, async view => {
      const found = await lookUp(parts, asked)
      if (found.id !== id) return { answer: undefined }
      if (isDisabled(view, found.account))
        throw new SignInRefused('account_disabled', 'An admin can enable it again.')
      const { draft, role } = await draftOf(parts, view, found, asked.invitation)
      return { ...draft, answer: { id, role } }
    })
    if (answer) return answer
  }
  throw new StoreUnavailable('a sign-in could not be written: the person kept changing')
}

/** When they proved themselves, in seconds; the time of our own check where the IdP did not say. Nobody has proven anything in the future. */
const provenAt = ({ auth_time }: Statement, now: Date): number => {
  const seconds = Math.floor(now.getTime() / 1000)
  return auth_time !== undefined && auth_time > 0 ? Math.min(Math.floor(auth_time), seconds) : seconds
}

const draftOf = async (
  parts: ProvisioningParts,
  view: RulesView,
  found: LookedUp,
  token: string | undefined,
): Promise<{ draft: Draft; role: string | undefined }> => {
  const { statement, identity, id } = found
  const invitation = await invitationOf(parts, view, found, token)
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
      records: [...refreshed(view, found, mapped, entitlement), ...used],
    },
    role: entitlement.role,
  }
}

/** The one that they bring along, or else one that waits for their address. Somebody of support access is promised nothing more. */
const invitationOf = async (
  { records }: ProvisioningParts,
  view: RulesView,
  found: LookedUp,
  token: string | undefined,
): Promise<Invitation | undefined> => {
  const { email } = found.statement
  if (await isSupport(records, view.organisation.id, found.id)) return undefined
  if (token !== undefined) return broughtInvitation(records, view, { token, ...found })
  return found.trusted && email !== undefined ? openInvitation(records, view, email, found.now) : undefined
}

/** Someone whose groups no longer give a role loses it, and what let them in; a stranger leaves no trace. */
const unentitled = (view: RulesView, found: LookedUp): Draft =>
  view.roleOf(found.id) === undefined ? {} : loseRole(view, found)
