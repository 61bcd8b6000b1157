/**
 * People and service accounts as they come, change and go: each a pure draft from the newest rules. Whether an account is
 * active is said by the rules alone: it holds a role. Its record remembers, while it is disabled, which role to give back.
 */
import type { Account, Disabled } from '../model/account.ts'
import { requireRole } from '../model/catalogue-terms.ts'
import type { RecordWrite } from '../model/change.ts'
import { normalAddress } from '../model/email.ts'
import type { Subject } from '../model/id.ts'
import type { Invitation } from '../model/invitation.ts'
import { Problem } from '../model/problems.ts'
import { mayBeSupport } from '../model/support-access.ts'
import { bareAccount } from './bare.ts'
import type { Answering, Draft } from './commit.ts'
import { rulesLeaving } from './outliving.ts'
import { invitationsBy } from './promises.ts'
import { exactRole, roleEnd, rolesHeld } from './roles.ts'
import type { RulesView } from './rules-view.ts'
import { signInsEnd } from './sign-ins.ts'

/** An account with its record, which is absent where only rules name the account. */
export interface Someone {
  readonly id: Subject
  readonly account: Account | undefined
}

/** An account that was disabled and holds no role since. */
export const isDisabled = (
  view: RulesView,
  account: Account | undefined,
): account is Account & Required<Pick<Account, 'disabled'>> =>
  account?.disabled !== undefined && view.roleOf(account.id) === undefined

/** Whom an admin or an identity provider disabled is enabled first. One whose role ended is given another. @throws Problem disabled */
const requireEnabled = (view: RulesView, account: Account | undefined): void => {
  if (isDisabled(view, account) && account.disabled.by !== 'end') throw new Problem('disabled')
}

/** The person joins with this role, to an end if there is one. Invitations to their address end. @throws Problem unknown_role, disabled */
export const join = (view: RulesView, account: Account, role: string, until?: Date): Answering<Account> => {
  requireRole(view.catalogue, role)
  requireEnabled(view, account)
  const answer = enabled(account)
  return {
    ...exactRole(view, account.id, role, until),
    records: [{ put: 'account', value: answer }, ...invitationsTo(account)],
    answer,
  }
}

/** The account holds this role and no other, to an end if there is one. Invitations to its address were sent before this decision: they end. @throws Problem unknown_role, disabled */
export const changeRole = (view: RulesView, { id, account }: Someone, role: string, until?: Date): Draft => {
  requireRole(view.catalogue, role)
  requireEnabled(view, account)
  const rules = exactRole(view, id, role, until)
  const same = rules.adds.length + rules.removes.length === 0
  return { ...rules, records: same ? [] : invitationsTo(account) }
}

/**
 * What ends when an account is disabled or gone: its keys, everything that was issued under its sign-ins, the invitations that
 * it sent, and those to its address.
 */
const accessEnds = ({ id, account }: Someone): readonly RecordWrite[] => [
  { drop: 'api_key', where: { subject: id } },
  signInsEnd({ by: 'subject', subject: id }),
  ...invitationsTo(account),
  invitationsBy(id),
]

/** From now on only an admin enables the account, although its identity provider had deactivated it. */
const disabledByAdmin = (account: Account & { readonly disabled: Disabled }): Answering<Account> => {
  const { by, ...disabled } = account.disabled
  const answer: Account = { ...account, disabled }
  return by === undefined ? { answer: account } : { records: [{ put: 'account', value: answer }], answer }
}

/**
 * The role goes and access ends, and no role is remembered. Used when the groups of the person's IdP give no role any more;
 * they may give one again. Groups and grants wait.
 */
export const loseRole = (view: RulesView, someone: Someone) => ({
  adds: [],
  removes: rolesHeld(view, someone.id),
  records: accessEnds(someone),
  narrows: true,
})

/**
 * The role is put aside and access ends; groups and grants wait.
 * @throws Problem not_found for one who has no role to put aside
 */
export const disable = (view: RulesView, someone: Someone, at: Date): Answering<Account> => {
  const { id, account } = someone
  if (isDisabled(view, account)) return disabledByAdmin(account)
  const role = view.roleOf(id)
  if (role === undefined) throw new Problem('not_found')
  const until = roleEnd(view, id, role)
  const disabled = { role, at, ...(until === undefined ? {} : { until }) }
  const answer: Account = { ...(account ?? bareAccount(id, at)), disabled }
  return {
    removes: rolesHeld(view, id),
    records: [{ put: 'account', value: answer }, ...accessEnds(someone)],
    narrows: true,
    answer,
  }
}

/** The role ended: access ends, and the account is disabled. It was the last role that it held. */
export const roleEnded = (someone: Someone, role: string, at: Date): readonly RecordWrite[] => {
  const { id, account } = someone
  const value: Account = { ...(account ?? bareAccount(id, at)), disabled: { role, at, by: 'end' } }
  return [{ put: 'account', value }, ...accessEnds(someone)]
}

/**
 * Gives back the role that was put aside, until it ends. A role that has ended is given anew, by whoever may give roles.
 * @throws Problem disabled where it has ended, unknown_role when the set has it no more
 */
export const enable = (view: RulesView, account: Account): Answering<Account> => {
  if (account.disabled === undefined) return { answer: account }
  const answer = enabled(account)
  const records: RecordWrite[] = [{ put: 'account', value: answer }]
  if (!isDisabled(view, account)) return { records, answer }
  if (account.disabled.by === 'end') throw new Problem('disabled', 'its role has ended: give it a role again')
  requireRole(view.catalogue, account.disabled.role)
  const { role, until } = account.disabled
  return { adds: exactRole(view, account.id, role, until).adds, records, answer }
}

/**
 * Everything that is theirs goes in one change, but for what denies them; `clients` are the drops of those that act as the account.
 * @throws Problem not_found where there is nobody
 */
export const leave = async (
  view: RulesView,
  someone: Someone,
  clients: readonly RecordWrite[],
): Promise<Draft> => {
  const removes = await rulesLeaving(view, someone.id)
  if (!someone.account && removes.length === 0) throw new Problem('not_found')
  return { removes, records: [...recordsLeaving(someone), ...clients], narrows: true }
}

/** The records that go with the account. */
export const recordsLeaving = (someone: Someone): readonly RecordWrite[] => {
  const { id } = someone
  return [
    { drop: 'account', id },
    { drop: 'identity', where: { account: id } },
    ...(mayBeSupport(id) ? [{ drop: 'support_access', id } as const] : []),
    ...accessEnds(someone),
  ]
}

/** The account without what remembers that it was disabled. */
export const enabled = ({ disabled: _, ...account }: Account): Account => account

/** The invitation is used up, and so is every other to the same address. */
export const invitationUsed = ({ id, email }: Invitation): readonly RecordWrite[] => [
  { drop: 'invitation', id },
  ...invitationsTo({ email }),
]

/** Ends the invitations to the account's address, in today's form and in the form that version 0.1.0 kept. */
export const invitationsTo = (account: Pick<Account, 'email'> | undefined): readonly RecordWrite[] =>
  account?.email === undefined
    ? []
    : [...new Set([normalAddress(account.email), account.email.toLowerCase()])].map(email => ({
        drop: 'invitation',
        where: { email },
      }))
