import fc from 'fast-check'
import type { SetSource } from '../../../src/engine/set.ts'
import { encodeId } from '../../../src/model/id.ts'
import type { Rule } from '../../../src/model/rule.ts'
import { datasetsSource } from './datasets.ts'

/** A policy set with the rules and questions that organisations under it are tried with. */
export interface Case {
  readonly title: string
  readonly source: SetSource
  readonly indexed: boolean
  /** Whether the model has collections, and so resources that are not registered in one. */
  readonly collections: boolean
  /** Rules that most organisations start with, so that enough is allowed. */
  readonly usual: readonly Rule[]
  readonly rule: fc.Arbitrary<Rule>
}

const org = 'acme'
const ids = ['a,b', '__proto__', 'constructor', '\0', '😀', 'Al', 'al', 'role:admin', '["x"]', "o'b\n"].map(
  encodeId,
)
export const users = ids.map(id => `user:${id}`)
export const groups = ['group:x', 'group:y', `group:${encodeId('z,z')}`]
const roles = ['role:admin', 'role:member', 'role:guest', 'role:everyone']
export const resources = ids.slice(0, 5).map(id => `dataset:${id}`)
export const actions = ['view', 'edit', 'manage', 'clone', 'can_view', 'administer', 'fly', '']
const levels = ['can_view', 'can_edit', 'can_manage', 'clone', 'edit']
const pick = (...values: string[]) => fc.constantFrom(...values)
const rule = (...fields: fc.Arbitrary<string>[]): fc.Arbitrary<Rule> =>
  fc.tuple(...fields) as unknown as fc.Arbitrary<Rule>
const is = fc.constant

const anyone = pick(...users.slice(0, 4), ...groups, ...roles)
const things = pick(...resources.slice(0, 3), ...resources)
const effects = fc.oneof({ weight: 3, arbitrary: is('allow') }, { weight: 1, arbitrary: is('deny') })

const { description, baseline, model: text } = datasetsSource()
const model = text.trimEnd()
const source = (name: string, text: string, rules: readonly Rule[] = []): SetSource => ({
  name,
  model: text,
  baseline: rules,
  description,
})

const inDomain = fc.oneof(
  {
    weight: 4,
    arbitrary: rule(
      is('p'),
      anyone,
      is(org),
      fc.oneof({ weight: 3, arbitrary: things }, pick('datasets', 'org')),
      pick(...levels),
      effects,
    ),
  },
  { weight: 4, arbitrary: rule(is('g'), anyone, pick(...groups, ...roles), is(org)) },
  {
    weight: 2,
    arbitrary: rule(is('g2'), pick(...resources), pick('datasets', 'folder:f', ...resources), is(org)),
  },
  { weight: 1, arbitrary: rule(is('g2'), is('folder:f'), pick('datasets', 'folder:f'), is(org)) },
)
const withActionLinks = fc.oneof(
  { weight: 9, arbitrary: inDomain },
  { weight: 1, arbitrary: rule(is('g3'), pick('view', 'clone', 'can_manage'), pick('can_edit', 'can_view')) },
)

const usual: readonly Rule[] = [
  ...resources.slice(0, 4).map((id): Rule => ['g2', id, 'datasets', org]),
  ...users.slice(0, 4).map((id, i): Rule => ['g', id, i === 0 ? 'role:admin' : 'role:guest', org]),
]

const plain = (more: string) => `[request_definition]
r = sub, obj, act
[policy_definition]
p = sub, obj, act${more.includes('priority') ? ', eft' : ''}
[role_definition]
g = _, _
[policy_effect]
${more}`
const plainRule = fc.oneof(
  { weight: 3, arbitrary: rule(is('p'), anyone, fc.oneof(things, is('dataset:*')), pick('view', 'edit')) },
  { weight: 2, arbitrary: rule(is('g'), anyone, pick(...groups, ...roles)) },
)
const plainRuleWithEffect = fc.oneof(
  { weight: 3, arbitrary: rule(is('p'), anyone, things, pick('view', 'edit'), effects) },
  { weight: 2, arbitrary: rule(is('g'), anyone, pick(...groups, ...roles)) },
)
const ALLOW = 'e = some(where (p.eft == allow))'
const seed: Rule = ['p', 'role:nobody', 'nothing', 'view']

export const cases: readonly Case[] = [
  {
    title: 'the shipped model',
    source: source('a', model, baseline),
    indexed: true,
    collections: true,
    usual: usual,
    rule: withActionLinks,
  },
  {
    title: 'a role excluded by name, so that answers are not shared',
    source: source(
      'b',
      `${model} && p.sub != "group:x" && (r.act == p.act || !(r.sub == "user:Al"))`,
      baseline,
    ),
    indexed: true,
    collections: true,
    usual: usual,
    rule: inDomain,
  },
  {
    title: 'marks of the resource and negated marks of the subject',
    source: source(
      'c',
      `${model} && (!g(r.sub, "group:y", r.dom) || g2(r.obj, "folder:f", r.dom))`,
      baseline,
    ),
    indexed: true,
    collections: true,
    usual: usual,
    rule: inDomain,
  },
  {
    title: 'no domains, resources and actions by name',
    source: source(
      'd',
      `${plain(ALLOW)}
[matchers]
m = g(r.sub, p.sub) && r.obj == p.obj && p.act == r.act`,
    ),
    indexed: true,
    collections: false,
    usual: [],
    rule: plainRule,
  },
  {
    title: 'a superuser beside the rules',
    source: source(
      'e',
      `${plain(ALLOW)}
[matchers]
m = r.sub == "user:Al" || (g(r.sub, p.sub) && r.obj == p.obj && r.act == p.act)`,
      [seed],
    ),
    indexed: false,
    collections: false,
    usual: [],
    rule: plainRule,
  },
  {
    title: 'patterns',
    source: source(
      'f',
      `${plain(ALLOW)}
[matchers]
m = g(r.sub, p.sub) && keyMatch(r.obj, p.obj) && regexMatch(r.act, p.act)`,
      [seed],
    ),
    indexed: false,
    collections: false,
    usual: [],
    rule: plainRule,
  },
  {
    title: 'the first matching rule decides',
    source: source(
      'g',
      `${plain('e = priority(p.eft) || deny')}
[matchers]
m = g(r.sub, p.sub) && r.obj == p.obj && r.act == p.act`,
      [[...seed, 'allow']],
    ),
    indexed: false,
    collections: false,
    usual: [],
    rule: plainRuleWithEffect,
  },
  {
    title: 'the rule of the highest priority decides',
    source: source(
      'h',
      `[request_definition]
r = sub, dom, obj, act
[policy_definition]
p = priority, sub, dom, obj, act, eft
[role_definition]
g = _, _, _
[policy_effect]
e = priority(p.eft) || deny
[matchers]
m = r.dom == p.dom && g(r.sub, p.sub, r.dom) && r.obj == p.obj && r.act == p.act`,
      [['p', '50', 'role:nobody', '*', 'nothing', 'view', 'allow']],
    ),
    indexed: false,
    collections: false,
    usual: [],
    rule: fc.oneof(
      rule(is('p'), pick('1', '2', '10'), anyone, is(org), pick(...resources), pick('view', 'edit'), effects),
      rule(is('g'), anyone, pick(...groups, ...roles), is(org)),
    ),
  },
  {
    title: 'attributes of the request',
    source: source('i', `${model} && r.ctx.network == "office" && r.ctx.device.age < 3`, baseline),
    indexed: true,
    collections: true,
    usual: usual,
    rule: inDomain,
  },
]
