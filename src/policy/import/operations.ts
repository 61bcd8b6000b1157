/** Operations of the API, as `POST .../changes` takes them. */
import type { Draft } from '../../change/commit.ts'
import { NONE } from '../../model/catalogue.ts'
import { decodeRef, idOf, type Resource, type Subject, typeOf } from '../../model/id.ts'
import { Problem } from '../../model/problems.ts'
import { type Rule, ruleKey } from '../../model/rule.ts'
import { endedRule, isEnd } from '../../model/rule-ends.ts'
import { asGrant } from '../../model/rule-forms.ts'

export interface NamedOperation {
  readonly operation: string
  readonly params?: Readonly<Record<string, string>>
  readonly body?: Readonly<Record<string, unknown>>
}

/** The operations that give an account its role, and say more of it. */
export const accountOperation = (
  account: Subject,
  body: Readonly<Record<string, unknown>>,
): NamedOperation =>
  typeOf(account) === 'service'
    ? { operation: 'putServiceAccount', params: { id: idOf(account) }, body }
    : { operation: 'addMember', params: { user: idOf(account) }, body }

export const datasetOperation = (
  resource: Resource,
  body: Readonly<Record<string, unknown>>,
): NamedOperation => ({ operation: 'createDataset', body: { id: idOf(resource), ...body } })

export const groupOperation = (group: Subject, name?: string): NamedOperation => ({
  operation: 'putGroup',
  params: { group: idOf(group) },
  body: name === undefined ? {} : { name },
})

/** What one rule gives, to its end if it has one, as an operation; undefined for a rule that no operation makes. */
export const ruleOperation = (rule: Rule, audience: string, end?: Rule): NamedOperation | undefined => {
  const [section, subject = '', to = ''] = rule
  const until = end === undefined ? {} : { expires_at: end[1] }
  if (section === 'g' && typeOf(to) === 'group') {
    const made = { operation: 'addGroupMember', params: { group: idOf(to), subject: decodeRef(subject) } }
    return end === undefined ? made : { ...made, body: until }
  }
  const grant = asGrant(rule)
  if (!grant || typeOf(grant.resource) !== 'dataset' || rule.length !== 6) return undefined
  const params = { id: idOf(grant.resource) }
  const body = { level: grant.level, ...until }
  if (grant.subject === `role:${audience}`) return { operation: 'setDefaultAccess', params, body }
  if (typeOf(grant.subject) === 'role') return undefined
  return { operation: 'setGrant', params: { ...params, subject: decodeRef(grant.subject) }, body }
}

/** The order in which operations find what they need: accounts, groups and datasets before what links them. */
const ORDER = ['g role', 'group', 'g2', 'g', 'p']

const placeOf = ([section, , to = '']: Rule): number =>
  ORDER.indexOf(section === 'g' && typeOf(to) === 'role' ? 'g role' : section)

/**
 * The operations that do what the draft of an import does. What it removes is what an operation replaces: the role, the lower
 * level, what an earlier dataset of the id left behind.
 * @throws Problem unknown_resource for a type that the API has no operation for
 */
export const operationsOf = (
  { adds = [], records = [] }: Draft,
  audience: string,
): readonly NamedOperation[] => {
  const groups = records.flatMap(write =>
    'put' in write && write.put === 'group' ? [{ place: 1, made: groupOperation(write.value.id) }] : [],
  )
  const ends = new Map(adds.filter(isEnd).map(end => [ruleKey(endedRule(end)), end]))
  const rules = adds
    .filter(rule => !isEnd(rule))
    .map(rule => ({ place: placeOf(rule), made: operationOf(rule, audience, ends.get(ruleKey(rule))) }))
  return [...groups, ...rules].sort((a, b) => a.place - b.place).map(({ made }) => made)
}

const operationOf = (rule: Rule, audience: string, end: Rule | undefined): NamedOperation => {
  const [section, name = '', to = ''] = rule
  if (section === 'g' && typeOf(to) === 'role')
    return accountOperation(name as Subject, {
      role: to.slice(5),
      ...(end === undefined ? {} : { expires_at: end[1] }),
    })
  if (section === 'g2' && typeOf(name) === 'dataset')
    return datasetOperation(name as Resource, { name: idOf(name), default_access: NONE })
  const made = ruleOperation(rule, audience, end)
  if (!made) throw new Problem('unknown_resource', `no call of the API makes ${rule.join(', ')}`)
  return made
}
