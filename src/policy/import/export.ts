/** An organisation as operations of the API that make it. Brought in again, they change nothing. */
import { decodeRef, type Subject, typeOf } from '../../model/id.ts'
import { madeBy } from '../../model/own-roles.ts'
import { isEnd } from '../../model/rule-ends.ts'
import { asGrant } from '../../model/rule-forms.ts'
import { accountOperation, groupOperation, type NamedOperation, ruleOperation } from './operations.ts'
import type { RuleList } from './rule-list.ts'

/** What the API's lists answer of accounts, groups and datasets. */
export interface ListedAccount {
  readonly subject: string
  readonly role?: string
  readonly expires_at?: string
  readonly name?: string
  readonly email?: string
  readonly external_id?: string
  readonly attributes: Readonly<Record<string, unknown>>
  readonly disabled: boolean
}
export interface ListedGroup {
  readonly subject: string
  readonly name?: string
}
export interface ListedDataset {
  readonly id: string
  readonly resource: string
  readonly name: string
  readonly attributes: Readonly<Record<string, unknown>>
}

/** A right of a role, as the API has it. */
interface ListedRight {
  readonly resource: string
  readonly action: string
  readonly expires_at?: string
}
export interface ListedRole {
  readonly role: string
  /** Absent for a role of the policy set. */
  readonly based_on?: string
  readonly title?: string
  readonly description?: string
  readonly may: readonly ListedRight[]
  readonly may_not: readonly ListedRight[]
}

/** What an export leaves out, in numbers. */
export interface LeftOut {
  /** Accounts that are disabled, which nothing can be given to, or for support. */
  disabled: number
  /** Rules of policy text that no operation makes. */
  rules: number
}

export const operationOfAccount = ({
  subject,
  role,
  expires_at,
  name,
  email,
  external_id,
  attributes,
}: ListedAccount): NamedOperation => {
  const account = subject as Subject
  if (typeOf(account) === 'service')
    return named(accountOperation(account, given({ role, expires_at, name })), account)
  const described = {
    role,
    expires_at,
    name,
    email,
    external_id,
    attributes: Object.keys(attributes).length > 0 ? attributes : undefined,
  }
  return named(accountOperation(account, given(described)), account)
}

export const operationOfGroup = ({ subject, name }: ListedGroup): NamedOperation => {
  const made = groupOperation(subject as Subject, name)
  return { ...made, params: { group: bare(subject) } }
}

export const operationOfDataset = (
  { id, name, attributes }: ListedDataset,
  default_access: string,
): NamedOperation => ({
  operation: 'createDataset',
  body: { id, name, default_access, ...(Object.keys(attributes).length > 0 ? { attributes } : {}) },
})

export const operationOfRole = ({
  role,
  based_on,
  title,
  description,
  may,
  may_not,
}: ListedRole): NamedOperation => ({
  operation: 'putRole',
  params: { role },
  body: given({ title, description, based_on, may, may_not }),
})

/** Memberships and grants of those who are not left out. */
export function* operationsOfRules(
  list: RuleList,
  disabled: ReadonlySet<string>,
  left: LeftOut,
): Generator<NamedOperation> {
  const own = new Set([...list].flatMap(rule => madeBy(rule)?.name ?? []).map(name => `role:${name}`))
  for (const rule of list) {
    const [section, subject = '', to = ''] = rule
    // A role says itself what it may.
    if (section === 'p' && own.has(subject)) continue
    if (section === 'g2' || isEnd(rule) || (section === 'g' && typeOf(to) === 'role')) continue
    if (disabled.has(decodeRef(subject))) continue
    const made = ruleOperation(rule, list.catalogue.audience, list.endsOf(rule)[0])
    if (!made) left.rules += 1
    else if (made.operation !== 'setDefaultAccess') yield made
  }
}

/** The default access of each dataset: what a dataset without one has is `none`. */
export const defaultsIn = (list: RuleList): ReadonlyMap<string, string> => {
  const order = Object.keys(list.catalogue.levels)
  const defaults = new Map<string, string>()
  for (const rule of list) {
    const grant = asGrant(rule)
    if (grant?.subject !== `role:${list.catalogue.audience}`) continue
    const before = defaults.get(grant.resource)
    if (before === undefined || order.indexOf(before) < order.indexOf(grant.level))
      defaults.set(grant.resource, grant.level)
  }
  return defaults
}

const given = (fields: Readonly<Record<string, unknown>>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined))

/** Lists answer ids as callers write them, not as rules have them. */
const bare = (subject: string): string => subject.slice(subject.indexOf(':') + 1)

const named = (made: NamedOperation, account: string): NamedOperation => {
  const [name = 'user'] = Object.keys(made.params ?? {})
  return { ...made, params: { [name]: bare(account) } }
}
