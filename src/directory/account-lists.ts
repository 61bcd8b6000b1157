import type { RulesView } from '../change/rules-view.ts'
import type { Account } from '../model/account.ts'
import { normalAddress } from '../model/email.ts'
import { folded } from '../model/folded.ts'
import type { OrgId, Subject } from '../model/id.ts'
import type { Page, PageRequest } from '../model/page.ts'
import type { ListRequest } from '../ports/record-store.ts'
import { type AttributeFilter, hasAttribute } from './attribute-filter.ts'
import { attributed } from './attributed.ts'
import type { DirectoryParts } from './parts.ts'
import { walked } from './walk.ts'

/** What an account must have to be listed; all of it. */
export interface AccountFilter {
  readonly type: 'user' | 'service'
  /** The role that it holds. */
  readonly role?: string | undefined
  /** A group that it is directly in. */
  readonly group?: Subject | undefined
  /** Its mail address, however that is written. */
  readonly email?: string | undefined
  /** How its name, or its mail address, begins, without regard to case. */
  readonly name?: string | undefined
  readonly address?: string | undefined
  readonly attribute?: AttributeFilter | undefined
}

type Wanted = Pick<ListRequest<'account'>, 'where' | 'starts'>

/**
 * Lists of accounts, each read from one index (of names, of addresses, of attributes, or of the rules), and looked at for the rest. In byte order of id, or of the
 * name or address that was asked for. Nothing is read of more accounts than a page may look at.
 */
export const createAccountLists =
  ({ store: { records } }: Pick<DirectoryParts, 'store'>) =>
  async (org: OrgId, view: RulesView, filter: AccountFilter, page: PageRequest): Promise<Page<Account>> => {
    const begins = `${filter.type}:`
    const fits = fitting(view, filter)
    const ids = fromRules(view, filter)
    const { attribute } = filter
    const ofRules = async (some: PageRequest) => {
      const { items, ...rest } = pageOf(ids ?? [], begins, some)
      return { ...rest, items: await records.several('account', org, items) }
    }
    const ofRecords =
      attribute !== undefined && !isNamed(filter)
        ? attributed(records, 'account', { org, begins, attribute })
        : (some: PageRequest) => records.list('account', org, { ...some, ...wanted(filter), begins })
    const read = ids === undefined ? ofRecords : ofRules
    return walked(read, page, accounts => accounts.filter(fits))
  }

/** By address, else by name: what fewer have in common. */
const wanted = ({ email, name, address }: AccountFilter): Wanted => {
  if (email !== undefined) return { where: { address: normalAddress(email) } }
  if (address !== undefined) return { starts: { lookup: 'address', text: folded(address) } }
  return name === undefined ? {} : { starts: { lookup: 'folded_name', text: folded(name) } }
}

/** Whether a name or an address is asked for: fewer have one in common than an attribute. */
const isNamed = (filter: AccountFilter): boolean => {
  const { where, starts } = wanted(filter)
  return where !== undefined || starts !== undefined
}

/** More than this are not put into an order for each page: the index of ids has one. */
const MAX_SORTED = 5_000
/** Where an attribute is asked for too, the index of attributes is taken to narrow more than a role or group of more. */
const MAX_LOOKED_THROUGH = 500

/** Those whom the rules name for the group or the role, in byte order, where that narrows most. */
const fromRules = (view: RulesView, filter: AccountFilter): readonly Subject[] | undefined => {
  if (isNamed(filter)) return undefined
  const { role, group, attribute } = filter
  const most = attribute === undefined ? MAX_SORTED : MAX_LOOKED_THROUGH
  if (group !== undefined && view.linkedTo(group) <= most) return view.membersOf(group)
  if (role !== undefined && view.linkedTo(`role:${role}`) <= most) return view.holdersOf(role)
  return undefined
}

const fitting = (view: RulesView, filter: AccountFilter) => {
  const { role, group, email, name, address, attribute } = filter
  const begin = (text: string | undefined, start: string | undefined): boolean =>
    start === undefined || (text !== undefined && folded(text).startsWith(folded(start)))
  const wantedAddress = email === undefined ? undefined : normalAddress(email)
  return (account: Account): boolean => {
    const own = account.email === undefined ? undefined : normalAddress(account.email)
    return (
      (role === undefined || view.roleOf(account.id) === role) &&
      (group === undefined || view.groupsOf(account.id).includes(group)) &&
      (wantedAddress === undefined || own === wantedAddress) &&
      begin(account.name, name) &&
      begin(own, address) &&
      (attribute === undefined || hasAttribute(account.attributes, attribute))
    )
  }
}

const pageOf = (
  ids: readonly Subject[],
  begins: string,
  { limit, after = '' }: PageRequest,
): Page<Subject> => {
  const items: Subject[] = []
  for (let at = placeAfter(ids, after); at < ids.length; at += 1) {
    const id = ids[at] as Subject
    if (!id.startsWith(begins)) continue
    if (items.length === limit) return { items, next: items.at(-1) ?? '' }
    items.push(id)
  }
  return { items }
}

/** Where the ids that are greater begin, in a list in byte order. */
const placeAfter = (ids: readonly Subject[], after: string): number => {
  let [low, high] = [0, ids.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if ((ids[middle] as Subject) <= after) low = middle + 1
    else high = middle
  }
  return low
}
