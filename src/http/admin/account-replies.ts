import { z } from 'zod'
import { isDisabled } from '../../change/people.ts'
import type { RulesView } from '../../change/rules-view.ts'
import type { Account } from '../../model/account.ts'
import { decodeRef, idOf, type Subject } from '../../model/id.ts'

export const AccountReply = z
  .object({
    id: z.string(),
    subject: z.string().describe('The id with its type in front'),
    role: z.string().optional().describe('Absent while disabled'),
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
  return {
    id: idOf(id),
    subject: decodeRef(id),
    ...(role === undefined ? {} : { role }),
    groups: view.groupsOf(id).map(decodeRef),
  }
}
