/** Shows whom a rule would join at their first sign-in, by the very step that the sign-in takes. */

import type { Account } from '../model/account.ts'
import { domainOfAddress, normalAddress } from '../model/email.ts'
import type { OrgId } from '../model/id.ts'
import type { Idp } from '../model/idp.ts'
import type { Page, PageRequest } from '../model/page.ts'
import type { RecordStore } from '../ports/record-store.ts'
import type { Turns } from '../ports/turns.ts'
import { verifiedDomains } from './email.ts'
import { matchOf, type Newcomer } from './joining.ts'

export interface JoinPreviewParts {
  readonly records: RecordStore
  readonly turns: Turns
}

/** A person, and whether somebody new who states their id or address would be joined to them. */
export interface JoinPreview {
  readonly account: Account
  readonly joins: boolean
}

export type JoinRule = Pick<Idp, 'join_by' | 'join_linked'>

export const createJoinPreview =
  ({ records, turns }: JoinPreviewParts) =>
  async (org: OrgId, { id }: Idp, rule: JoinRule, page: PageRequest): Promise<Page<JoinPreview>> => {
    const verified = await verifiedDomains(records, org)
    const people = await records.list('account', org, { ...page, begins: 'user:' })
    const items: JoinPreview[] = []
    for (const account of people.items) {
      if (turns.isOver()) await turns.nextTurn()
      const match = await matchOf(records, org, { idp: { id, ...rule }, ...statedBy(account, verified) })
      items.push({ account, joins: match?.account.id === account.id })
    }
    return { ...people, items }
  }

/** What the identity provider would state of the person, at best. */
const statedBy = (
  { email, external_id = '' }: Account,
  verified: ReadonlySet<string>,
): Omit<Newcomer, 'idp'> => {
  const domain = email === undefined ? undefined : domainOfAddress(email)
  return email !== undefined && domain !== undefined && verified.has(domain)
    ? { subject: external_id, address: normalAddress(email) }
    : { subject: external_id }
}
