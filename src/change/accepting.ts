/** What accepting an invitation gives, whoever accepts it and by whatever way. */
import type { Account } from '../model/account.ts'
import { normalAddress } from '../model/email.ts'
import type { Invitation } from '../model/invitation.ts'
import { Problem } from '../model/problems.ts'
import type { Answering } from './commit.ts'
import { invitationUsed, isDisabled } from './people.ts'
import { promisedGrants } from './promises.ts'
import { exactRole, roleEnd } from './roles.ts'
import type { RulesView } from './rules-view.ts'

export interface Accepted {
  readonly person: Account['id']
  readonly role: string
}

/** Whether the account can be the invited person's: it has no other address. The letter was read by whoever holds its token. */
export const isInvited = ({ email }: Pick<Account, 'email'>, invitation: Invitation): boolean =>
  email === undefined || normalAddress(email) === invitation.email

/** The account gets what was promised, until it ends if it does, beside what it holds: of two roles the stronger one. @throws Problem disabled, wrong_account */
export const accept = (view: RulesView, invitation: Invitation, account: Account): Answering<Accepted> => {
  if (isDisabled(view, account)) throw new Problem('disabled')
  if (!isInvited(account, invitation)) throw new Problem('wrong_account')
  const { id } = account
  const held = view.roleOf(id)
  const strongestFirst = Object.keys(view.catalogue.roles)
  const role = strongestFirst.find(name => name === held || name === invitation.role) ?? invitation.role
  const until = role === held ? roleEnd(view, id, role) : invitation.access_expires_at
  const { adds, removes } = exactRole(view, id, role, until)
  const promised = promisedGrants(view, invitation, id)
  const described = { ...account, email: account.email ?? invitation.email }
  return {
    adds: [...adds, ...promised],
    removes,
    records: [{ put: 'account', value: described }, ...invitationUsed(invitation)],
    answer: { person: id, role },
  }
}
