/**
 * What became of an invitation, remembered for a while beside the records: somebody who opens its link later reads that it was
 * used, revoked or replaced. It names nobody but the account that used it, and goes with that account's sign-ins.
 */
import type { RecordWrite } from '../model/change.ts'
import type { OrgId, Subject } from '../model/id.ts'
import { printAccountId } from '../model/identity.ts'
import { type Invitation, InvitationEnd } from '../model/invitation.ts'
import type { OidcRecord } from '../ports/oidc-store.ts'
import type { RecordStore } from '../ports/record-store.ts'
import type { ChangeRequest } from './commit.ts'

const REMEMBERED = 90 * 24 * 3_600_000
/** The most ends of one change that are remembered. */
const MOST = 1_000

/** By the operation that ended it. */
const HOW: Readonly<Record<string, InvitationEnd['how']>> = {
  signIn: 'used',
  joinIdentity: 'used',
  acceptInvitation: 'used',
  revokeInvitation: 'revoked',
  createInvitation: 'replaced',
  createInvitations: 'replaced',
}

/** The end as it was remembered, with the account that used the invitation. */
export const endFrom = ({
  payload,
  account,
}: OidcRecord): (InvitationEnd & { readonly account?: string }) | undefined => {
  const end = InvitationEnd.safeParse(payload).data
  return end && { ...end, ...(account === undefined ? {} : { account }) }
}

/** The invitations that the records drop, as they are remembered. */
export const invitationEnds = async (
  store: Pick<RecordStore, 'find' | 'list'>,
  org: OrgId,
  by: ChangeRequest,
  records: readonly RecordWrite[],
): Promise<readonly OidcRecord[]> => {
  const found = await Promise.all(records.filter(isDrop).map(drop => droppedBy(store, org, drop)))
  const unique = new Map(found.flat().map(invitation => [invitation.id, invitation]))
  return [...unique.values()].slice(0, MOST).map(invitation => endOf(org, by, invitation))
}

type Drop = Extract<RecordWrite, { drop: 'invitation' }>

const isDrop = (write: RecordWrite): write is Drop => 'drop' in write && write.drop === 'invitation'

const droppedBy = async (
  store: Pick<RecordStore, 'find' | 'list'>,
  org: OrgId,
  drop: Drop,
): Promise<readonly Invitation[]> => {
  if ('where' in drop) return (await store.list('invitation', org, { limit: MOST, where: drop.where })).items
  const found = await store.find('invitation', org, drop.id)
  return found ? [found] : []
}

const endOf = (org: OrgId, by: ChangeRequest, { token_hash, role, grants }: Invitation): OidcRecord => {
  const how = HOW[by.operation] ?? 'ended'
  return {
    kind: 'InvitationEnd',
    id: token_hash,
    payload: { org, how, role, grants },
    ...(how === 'used' ? { account: printAccountId(org, by.target as Subject) } : {}),
    expires_at: new Date(Date.now() + REMEMBERED),
  }
}
