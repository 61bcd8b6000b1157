import { z } from 'zod'
import { isDisabled } from '../../change/people.ts'
import { roleEnd } from '../../change/roles.ts'
import type { RulesView } from '../../change/rules-view.ts'
import type { Account } from '../../model/account.ts'
import { decodeRef, idOf, type Subject } from '../../model/id.ts'
import { Moment } from './moments.ts'

export const RoleExpiresAt = Moment.nullable()
  .optional()
  .describe(
    'When the role ends: the account is disabled then. `null`: it does not. Absent: another role does not, the same one as before',
  )

export const AccountReply = z
  .object({
    id: z.string(),
    subject: z.string().describe('The id with its type in front'),
    role: z.string().optional().describe('Absent while disabled'),
    expires_at: z.iso.datetime().optional().describe('When the role ends; absent when it does not'),
    groups: z.array(z.string()),
    name: z.string().optional(),
    email: z.string().optional(),
    external_id: z.string().optional(),
    attributes: z.record(z.string(), z.json()),
    disabled: z.boolean(),
    created_at: z.iso.datetime().optional(),
  })
  .meta({ id: 'Account' })

/** A record and what the rules say of it, as one reply. */
export const printedAccount = (view: RulesView, account: Account) => {
  const { id, name, email, external_id, attributes, created_at } = account
  return {
    ...printedStanding(view, id),
    ...(name === undefined ? {} : { name }),
    ...(email === undefined ? {} : { email }),
    ...(external_id === undefined ? {} : { external_id }),
    attributes,
    disabled: isDisabled(view, account),
    created_at,
  }
}

const printedStanding = (view: RulesView, id: Subject) => {
  const role = view.roleOf(id)
  const expires_at = role === undefined ? undefined : roleEnd(view, id, role)
  return {
    id: idOf(id),
    subject: decodeRef(id),
    ...(role === undefined ? {} : { role }),
    ...(expires_at === undefined ? {} : { expires_at }),
    groups: view.groupsOf(id).map(decodeRef),
  }
}
