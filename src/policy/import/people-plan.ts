/** What a list of people changes in an organisation, as operations. What is so already is not asked for again. */
import { memberRole } from '../../change/roles.ts'
import { normalAddress } from '../../model/email.ts'
import { decodeRef, encodeRef, type Subject, subject } from '../../model/id.ts'
import { fresh } from '../../model/unique.ts'
import type { ListedAccount } from './export.ts'
import { accountOperation, groupOperation, type NamedOperation } from './operations.ts'
import type { Complaints, WishedPerson } from './people-lines.ts'
import type { RuleList } from './rule-list.ts'

/** Somebody of the list, and what is to change of them. */
export interface PlannedPerson {
  readonly email: string
  readonly id: Subject
  readonly isNew: boolean
  /** The role after the import, and the one before where that is another. */
  readonly role: string
  readonly before?: string
  /** The fields of their description that change. */
  readonly changes: readonly string[]
  readonly joins: readonly Subject[]
}

export interface PeoplePlan {
  readonly people: readonly PlannedPerson[]
  readonly newGroups: readonly Subject[]
  readonly operations: readonly NamedOperation[]
}

/** Where the organisation stands. */
export interface Standing {
  readonly list: RuleList
  readonly accounts: readonly ListedAccount[]
  readonly isGroup: (group: Subject) => Promise<boolean>
}

/** Who the list means. Lines that mean nobody or two people are noted, and left out. */
export const planPeople = async (
  wishes: readonly WishedPerson[],
  { list, accounts, isGroup }: Standing,
  complaints: Complaints,
): Promise<PeoplePlan> => {
  const known = new Known(accounts)
  const taken = new Map<Subject, string>()
  const planned = wishes.flatMap(wish => {
    const found = known.meant(wish)
    if (typeof found === 'string') return noted(complaints, wish, found)
    const id = wish.user ?? (found ? idOfListed(found) : subject('user', fresh('usr')))
    if (found?.disabled) return noted(complaints, wish, `${decodeRef(id)} is disabled; enable them first`)
    const other = taken.get(id)
    if (other !== undefined) return noted(complaints, wish, `${decodeRef(id)} is also meant by ${other}`)
    taken.set(id, wish.email)
    return [plannedFrom(list, { wish, id, found })]
  })
  const groups = new Set(planned.flatMap(({ person }) => person.joins))
  const newGroups: Subject[] = []
  for (const group of groups) if (!(await isGroup(group))) newGroups.push(group)
  return {
    people: planned.map(({ person }) => person),
    newGroups,
    operations: [
      ...newGroups.map(group => groupOperation(group)),
      ...planned.flatMap(({ operations }) => operations),
    ],
  }
}

const noted = (complaints: Complaints, { line }: WishedPerson, message: string): [] => {
  complaints.note(line, message)
  return []
}

const idOfListed = (account: ListedAccount): Subject => encodeRef(account.subject) as Subject

const plannedFrom = (
  list: RuleList,
  { wish, id, found }: { wish: WishedPerson; id: Subject; found: ListedAccount | undefined },
): { readonly person: PlannedPerson; readonly operations: readonly NamedOperation[] } => {
  const role = wish.role ?? found?.role ?? memberRole(list)
  const { email, name, external_id } = wish
  const described = { email, name, external_id }
  const changes = (['email', 'name', 'external_id'] as const).filter(
    field => described[field] !== undefined && described[field] !== found?.[field],
  )
  const own = new Set<string>(found?.role === undefined ? [] : list.groupsOf(id))
  const joins = wish.groups.filter(group => !own.has(group))
  const before = found?.role === role ? undefined : found?.role
  const changed = changes.length > 0 || found?.role !== role
  const body = {
    ...(found?.role === role ? {} : { role }),
    ...Object.fromEntries(changes.map(field => [field, described[field]])),
  }
  return {
    person: {
      email,
      id,
      isNew: found === undefined,
      role,
      changes,
      joins,
      ...(before === undefined ? {} : { before }),
    },
    operations: [
      ...(changed ? [accountOperation(id, body)] : []),
      ...joins.map(group => ({
        operation: 'addGroupMember',
        params: { group: decodeRef(group).slice('group:'.length), subject: decodeRef(id) },
      })),
    ],
  }
}

/** The people of the organisation, by what a list may know of them. */
class Known {
  readonly #ids = new Map<string, ListedAccount>()
  readonly #external = new Map<string, ListedAccount[]>()
  readonly #addresses = new Map<string, ListedAccount[]>()

  constructor(accounts: readonly ListedAccount[]) {
    for (const account of accounts) {
      this.#ids.set(account.subject, account)
      add(this.#external, account.external_id, account)
      const { email } = account
      add(this.#addresses, email === undefined ? undefined : normalAddress(email), account)
    }
  }

  /** The person that is meant, undefined for somebody new, or why nobody can be told. */
  meant({ user, external_id, email }: WishedPerson): ListedAccount | undefined | string {
    const byAddress = this.#addresses.get(email) ?? []
    if (user !== undefined) {
      const named = this.#ids.get(decodeRef(user))
      const other = byAddress.find(each => each !== named)
      return other ? `the address is that of ${other.subject}` : named
    }
    const byId = external_id === undefined ? [] : (this.#external.get(external_id) ?? [])
    const found = byId.length > 0 ? byId : byAddress
    if (found.length > 1)
      return `${found.map(each => each.subject).join(' and ')} are meant: merge them, or say which in a column user`
    const [one] = found
    // Whoever runs an identity provider states what they like: a role must not go to an address that is not believed.
    if (one && byId.length === 0 && one.attributes.email_verified === false)
      return `${one.subject} has this address, and it is not believed: say that it is them in a column user, or verify the domain`
    return one
  }
}

const add = (index: Map<string, ListedAccount[]>, key: string | undefined, account: ListedAccount): void => {
  if (key === undefined) return
  const there = index.get(key)
  if (there) there.push(account)
  else index.set(key, [account])
}
