import type { RulesView } from '../change/rules-view.ts'
import type { Account } from '../model/account.ts'
import { normalAddress } from '../model/email.ts'
import type { OrgId, Subject } from '../model/id.ts'
import type { Page, PageRequest } from '../model/page.ts'
import type { DirectoryParts } from './parts.ts'

/** What an account must have to be listed; all of it. */
export interface AccountFilter {
  readonly type: 'user' | 'service'
  /** The role that it holds directly. */
  readonly role?: string | undefined
  /** A group that it is directly in. */
  readonly group?: Subject | undefined
  /** Its mail address, however that is written. */
  readonly email?: string | undefined
}

/** Lists of accounts in byte order of id, each read from an index: of the store, or of the rules for roles and groups. */
export const createAccountLists =
  ({ store }: Pick<DirectoryParts, 'store'>) =>
  async (org: OrgId, view: RulesView, filter: AccountFilter, page: PageRequest): Promise<Page<Account>> => {
    const { type, role, group, email } = filter
    const begins = `${type}:`
    if (role === undefined && group === undefined) {
      const where = email === undefined ? {} : { where: { address: normalAddress(email) } }
      return store.records.list('account', org, { ...page, ...where, begins })
    }
    const { items: ids, ...rest } = pageOf(named(view, filter), begins, page)
    const accounts = await store.records.several('account', org, ids)
    return { ...rest, items: accounts.filter(account => hasAddress(account, email)) }
  }

/** Those whom the rules name for the role and the group, in byte order. */
const named = (view: RulesView, { role, group }: AccountFilter): readonly Subject[] => {
  if (group === undefined) return role === undefined ? [] : view.holdersOf(role)
  const members = view.membersOf(group)
  return role === undefined ? members : members.filter(member => view.roleOf(member) === role)
}

const pageOf = (
  ids: readonly Subject[],
  begins: string,
  { limit, after = '' }: PageRequest,
): Page<Subject> => {
  const items: Subject[] = []
  for (const id of ids) {
    if (id <= after || !id.startsWith(begins)) continue
    if (items.length === limit) return { items, next: items.at(-1) ?? '' }
    items.push(id)
  }
  return { items }
}

const hasAddress = (account: Account, email: string | undefined): boolean =>
  email === undefined ||
  (account.email !== undefined && normalAddress(account.email) === normalAddress(email))
