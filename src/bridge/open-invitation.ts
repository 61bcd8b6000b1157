/** Invitations that a sign-in uses: the one that waits for a believed address, or the one whose token the person brings along. */
import { isInvited } from '../change/accepting.ts'
import { isOpen } from '../change/promises.ts'
import type { RulesView } from '../change/rules-view.ts'
import type { Account } from '../model/account.ts'
import { hashOfCredential } from '../model/credential.ts'
import type { Invitation } from '../model/invitation.ts'
import type { Statement } from '../ports/idp-protocol.ts'
import { SignInRefused } from '../ports/idp-sign-in.ts'
import type { RecordStore } from '../ports/record-store.ts'

/** The newest that may be used now. `address` is in its one form, as invitations keep it. */
export const openInvitation = async (
  records: Pick<RecordStore, 'list'>,
  view: RulesView,
  address: string,
  now: Date,
): Promise<Invitation | undefined> => {
  let newest: Invitation | undefined
  let after: string | undefined
  do {
    const page = await records.list('invitation', view.organisation.id, {
      limit: 1_000,
      where: { email: address },
      ...(after === undefined ? {} : { after }),
    })
    for (const one of page.items) {
      if (newest !== undefined && one.created_at <= newest.created_at) continue
      if (await isOpen(view, one, now)) newest = one
    }
    after = page.next
  } while (after !== undefined)
  return newest
}

interface Brought {
  readonly token: string
  readonly statement: Pick<Statement, 'email'>
  readonly account: Pick<Account, 'email'> | undefined
  readonly now: Date
}

/**
 * The invitation of a token. Whoever holds it has read the letter, so the address need not be believed; but somebody with another
 * address is not who was invited.
 * @throws SignInRefused invitation_over, invitation_for_another
 */
export const broughtInvitation = async (
  records: Pick<RecordStore, 'anywhere'>,
  view: RulesView,
  { token, statement, account, now }: Brought,
): Promise<Invitation | undefined> => {
  const [found] = await records.anywhere('invitation', { token_hash: hashOfCredential(token) })
  if (found?.org !== view.organisation.id || !(await isOpen(view, found.value, now)))
    throw new SignInRefused(
      'invitation_over',
      'This invitation was used, withdrawn or replaced, or has expired.',
    )
  const { value } = found
  if (!isInvited(statement.email === undefined ? (account ?? {}) : statement, value))
    throw new SignInRefused(
      'invitation_for_another',
      `The invitation is for ${value.email}. You signed in as ${statement.email ?? account?.email}.`,
    )
  return value
}
