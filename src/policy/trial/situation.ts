/**
 * Tests of a policy set as data. A case is a situation (who exists, who was given what) and the decisions
 * expected in it; the same case is asked of the engine, of `/check`, of a batch, of explain. This folder
 * owns reading cases, setting situations up as rules and records, asking, and telling what no case names.
 * It decides nothing: a `Way` does.
 */
import type { Account, Group } from '../../model/account.ts'
import { attributeRules } from '../../model/attribute-rules.ts'
import type { Catalogue } from '../../model/catalogue.ts'
import { collectionOf } from '../../model/catalogue-terms.ts'
import type { RecordWrite } from '../../model/change.ts'
import { idOf, type OrgId, type Resource, type Subject, subject } from '../../model/id.ts'
import type { Attributes, RegisteredResource } from '../../model/resource.ts'
import type { Rule } from '../../model/rule.ts'
import { grantRule, membershipRule, registrationRule, roleRule } from '../../model/rule-forms.ts'

/** What a resource was given. Levels are the set's. */
export interface Given {
  /** Default access; absent: none. */
  readonly everyone?: string
  readonly grants: ReadonlyMap<Subject, string>
}

/** What is so in one organisation. */
export interface Facts {
  /** People and service accounts with the role of each; undefined: they are known and hold none. */
  readonly accounts: ReadonlyMap<Subject, string | undefined>
  readonly groups: ReadonlyMap<Subject, readonly Subject[]>
  readonly resources: ReadonlyMap<Resource, Given>
  /** Attributes of accounts and resources. */
  readonly attributes?: ReadonlyMap<Subject | Resource, Attributes>
  /** Rules beside those that follow from the rest, the organisation written as `$org`. */
  readonly rules: readonly Rule[]
  /** What says of some of all these rules that they end, written in the same way. */
  readonly ends?: readonly Rule[]
}

/** An organisation to ask in, and where given another beside it that must make no difference. */
export interface Situation {
  /** Unique among the situations of a set: stands for the organisation's id. */
  readonly org: OrgId
  readonly facts: Facts
  /** The moment of the questions. Absent: before anything ends. */
  readonly at?: Date
  readonly elsewhere?: Facts
}

/** The id of the other organisation. */
export const elsewhereOf = ({ org }: Situation): OrgId => `${org}-elsewhere` as OrgId

/** How rules in a test name the organisation that they are of. */
export const HERE = '$org'

function* grants(facts: Facts, org: OrgId, catalogue: Catalogue): Generator<Rule> {
  const audience = subject('role', catalogue.audience)
  for (const [resource, { everyone, grants }] of facts.resources) {
    yield registrationRule(org, resource, collectionOf(catalogue, resource))
    if (everyone !== undefined) yield grantRule(org, audience, resource, everyone)
    for (const [holder, level] of grants) yield grantRule(org, holder, resource, level)
  }
}

function* attributes(facts: Facts, org: OrgId, { reads }: Catalogue): Generator<Rule> {
  for (const [of, attributes] of facts.attributes ?? []) {
    const whose = facts.resources.has(of as Resource) ? 'resource' : 'subject'
    yield* attributeRules(org, {
      of,
      attributes,
      names: reads?.[whose] ?? [],
      lists: reads?.lists[whose] ?? [],
    })
  }
}

/** A rule of a test, with the organisation in place of `$org`. */
export const ruleHere = ([section, ...fields]: Rule, org: OrgId): Rule => [
  section,
  ...fields.map(field => (field === HERE ? org : field)),
]

/** The rules that make the facts true, written as the service itself writes them. */
export const rulesOf = (facts: Facts, org: OrgId, catalogue: Catalogue): readonly Rule[] => [
  ...[...facts.accounts].flatMap(([account, role]) =>
    role === undefined ? [] : [roleRule(org, account, role)],
  ),
  ...[...facts.groups].flatMap(([group, members]) =>
    members.map(member => membershipRule(org, member, group)),
  ),
  ...grants(facts, org, catalogue),
  ...attributes(facts, org, catalogue),
  ...[...facts.rules, ...(facts.ends ?? [])].map(rule => ruleHere(rule, org)),
]

/** The records that go with those rules, so that a store holds the situation as if the service had written it. */
export const recordsOf = (facts: Facts, at: Date): readonly RecordWrite[] => [
  ...[...facts.accounts.keys()].map(id => ({
    put: 'account' as const,
    value: { ...account(id, at), attributes: facts.attributes?.get(id) ?? {} },
  })),
  ...[...facts.groups.keys()].map(id => ({ put: 'group' as const, value: group(id, at) })),
  ...[...facts.resources.keys()].map(id => ({
    put: 'resource' as const,
    value: { ...registered(id, at), attributes: facts.attributes?.get(id) ?? {} },
  })),
]

const account = (id: Subject, at: Date): Account => ({ id, attributes: {}, created_at: at })
const group = (id: Subject, at: Date): Group => ({ id, created_at: at })
const registered = (id: Resource, at: Date): RegisteredResource => ({
  id,
  name: idOf(id),
  attributes: {},
  created_at: at,
  updated_at: at,
})
