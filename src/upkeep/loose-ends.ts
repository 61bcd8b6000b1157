import { bareAccount, bareGroup, bareResource } from '../change/bare.ts'
import { signInsEnd } from '../change/sign-ins.ts'
import type { Catalogue } from '../model/catalogue.ts'
import type { RecordWrite } from '../model/change.ts'
import { decodeRef, encodeRef, type OrgId, type Resource, type Subject, typeOf } from '../model/id.ts'
import { type Rule, ruleKey } from '../model/rule.ts'
import { endedRule, isEnd } from '../model/rule-ends.ts'
import { isRegistration } from '../model/rule-forms.ts'
import type { KeptRecord } from '../ports/archive.ts'
import { looseAttributes } from './loose-attributes.ts'

/**
 * A rule or record without the record it belongs to. Repairing it changes no decision, present or future: a rule or record that
 * gives nobody anything is removed, and one that gives something but is in no list gets the record that lists it.
 */
export interface LooseEnd {
  /** The heading that it is reported under. */
  readonly kind: string
  readonly what: string
  readonly removes?: readonly Rule[]
  readonly records?: readonly RecordWrite[]
}

export interface Household {
  readonly org: OrgId
  readonly rules: Iterable<Rule>
  readonly records: readonly KeptRecord[]
  /** The types of resources that the organisation's policy set knows. */
  readonly types: ReadonlySet<string>
  /** The attributes that its matcher reads; absent when it reads none. */
  readonly reads?: NonNullable<Catalogue['reads']>
  readonly now: Date
}

/** What there is, by the rules and by the records. */
interface Known {
  readonly accounts: ReadonlySet<string>
  /** Accounts to which a rule gives a role. */
  readonly holders: ReadonlySet<string>
  readonly groups: ReadonlySet<string>
  /** Groups that a rule names. */
  readonly named: ReadonlySet<string>
  /** Resources that have a record. */
  readonly resources: ReadonlySet<string>
  /** Resources that a rule registers. */
  readonly registered: ReadonlySet<string>
}

export const looseEnds = (household: Household): LooseEnd[] => {
  const known = knownIn(household)
  return [
    ...unlisted(household, known),
    ...looseRules(household, known),
    ...endsOfNothing(household),
    ...looseRecords(household, known),
    ...(household.reads ? looseAttributes(household, household.reads) : []),
  ]
}

const ACCOUNTS = new Set(['user', 'service'])

const knownIn = ({ rules, records }: Household): Known => {
  const ids = (kind: KeptRecord['put']) =>
    new Set(records.flatMap(({ put, value }) => (put === kind && 'id' in value ? [value.id as string] : [])))
  const holders = new Set<string>()
  const registered = new Set<string>()
  const named = new Set<string>()
  for (const rule of rules) {
    const [section, first = '', second = ''] = rule
    for (const field of rule) if (typeOf(field) === 'group' && field.includes(':')) named.add(field)
    if (section === 'g' && typeOf(second) === 'role' && ACCOUNTS.has(typeOf(first))) holders.add(first)
    if (isRegistration(rule) && first.includes(':')) registered.add(first)
  }
  return {
    accounts: ids('account'),
    groups: ids('group'),
    resources: ids('resource'),
    holders,
    named,
    registered,
  }
}

/** Accounts, groups and resources that rules name and no list shows. */
function* unlisted({ types, now }: Household, known: Known): Generator<LooseEnd> {
  for (const id of known.holders)
    if (!known.accounts.has(id))
      yield {
        kind: 'accounts that have a role and no record',
        what: id,
        records: [{ put: 'account', value: bareAccount(id as Subject, now) }],
      }
  for (const id of known.named)
    if (!known.groups.has(id) && isId(id))
      yield {
        kind: 'groups that rules name and that have no record',
        what: id,
        records: [{ put: 'group', value: bareGroup(id as Subject, now) }],
      }
  for (const id of known.registered)
    if (types.has(typeOf(id)) && !known.resources.has(id))
      yield {
        kind: 'resources that are registered and have no record',
        what: id,
        records: [{ put: 'resource', value: bareResource(id as Resource, now) }],
      }
}

/** What would end a rule, should it come. */
function* endsOfNothing({ rules }: Household): Generator<LooseEnd> {
  const ends = [...rules].filter(isEnd)
  const keys = ends.length === 0 ? new Set<string>() : new Set([...rules].map(ruleKey))
  for (const end of ends)
    if (!keys.has(ruleKey(endedRule(end))))
      yield { kind: 'ends of rules that are not there', what: end.slice(1).join(' '), removes: [end] }
}

/** Rules about accounts that are not there. They give nothing now, and would give something to the next account of that id. */
function* looseRules({ rules, types }: Household, known: Known): Generator<LooseEnd> {
  const exists = (id: string): boolean => {
    const type = typeOf(id)
    if (!id.includes(':') || !isId(id)) return true
    if (ACCOUNTS.has(type)) return known.accounts.has(id) || known.holders.has(id)
    return !types.has(type) || known.registered.has(id)
  }
  const all = [...rules]
  // A deny, or a membership in a denied group, must still hold for an account that joins later under the id.
  const barred = barredGroups(all)
  for (const rule of all) {
    const [section, ...fields] = rule
    if (section !== 'p' && section !== 'g') continue
    if (isDeny(rule) || (section === 'g' && barred.has(rule[2] ?? ''))) continue
    const stranger = fields.find(field => !exists(field))
    if (stranger === undefined) continue
    yield {
      kind: section === 'g' ? 'memberships of or in what is not there' : 'grants to or on what is not there',
      what: fields.slice(0, 3).join(' '),
      removes: [rule],
    }
  }
}

/** Wherever the model keeps a rule's effect. */
const isDeny = (rule: Rule): boolean => rule[0] === 'p' && rule.includes('deny')

/** What a deny names, and the groups that are in it, however deep. */
const barredGroups = (rules: readonly Rule[]): ReadonlySet<string> => {
  const barred = new Set(rules.filter(isDeny).flatMap(rule => rule.slice(1)))
  const inside = Map.groupBy(
    rules.filter(([section]) => section === 'g'),
    ([, , group]) => group ?? '',
  )
  // A set is walked in the order of insertion, what is added on the way included.
  for (const group of barred) for (const [, member = ''] of inside.get(group) ?? []) barred.add(member)
  return barred
}

/** Whether this is an id that the service wrote; patterns of a policy's own are not looked up. */
const isId = (text: string): boolean => {
  try {
    return encodeRef(decodeRef(text)) === text
  } catch {
    return false
  }
}

function* looseRecords({ records }: Household, known: Known): Generator<LooseEnd> {
  for (const { put, value } of records) {
    const end = looseRecord(known, { put, value } as KeptRecord)
    if (end) yield end
  }
}

const looseRecord = (
  { accounts, holders, groups, resources }: Known,
  { put, value }: KeptRecord,
): LooseEnd | undefined => {
  const gone = (account: string) => !accounts.has(account) && !holders.has(account)
  if (put === 'version' && !resources.has(value.resource)) {
    const { resource, id } = value
    return end('versions of resources that are not there', `${resource} ${id}`, {
      drop: 'version',
      resource,
      id,
    })
  }
  if (put === 'scim_group' && !groups.has(value.id))
    return end('SCIM groups of groups that are not there', value.id, { drop: 'scim_group', id: value.id })
  const owned = ownedBy({ put, value } as KeptRecord)
  return owned && gone(owned.account)
    ? end(owned.kind, `${owned.what} of ${owned.account}`, owned.drop, signedIn(owned.account))
    : undefined
}

interface Owned {
  readonly kind: string
  readonly what: string
  readonly account: Subject
  readonly drop: RecordWrite
}

/** Whose a record is: the account that it lets in, acts for, or was promised by. */
const ownedBy = ({ put, value }: KeptRecord): Owned | undefined => {
  if (put === 'api_key') return owned('keys of accounts', value.subject, { drop: put, id: value.id })
  if (put === 'invitation' && ACCOUNTS.has(typeOf(value.invited_by)))
    return owned('invitations by accounts', value.invited_by, { drop: put, id: value.id })
  if (put === 'client' && value.subject !== undefined)
    return owned('clients that act for accounts', value.subject, { drop: put, id: value.id })
  if (put === 'identity') {
    const { idp, subject, account } = value
    return { ...owned('identities of accounts', account, { drop: put, idp, subject }), what: idp }
  }
  return undefined
}

const owned = (kind: string, account: Subject, drop: RecordWrite): Owned => ({
  kind: `${kind} that are not there`,
  what: 'id' in drop ? drop.id : '',
  account,
  drop,
})

const signedIn = (subject: Subject): RecordWrite => signInsEnd({ by: 'subject', subject })

const end = (kind: string, what: string, ...records: readonly RecordWrite[]): LooseEnd => ({
  kind,
  what,
  records,
})
