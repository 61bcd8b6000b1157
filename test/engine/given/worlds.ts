/** Organisations at random, with everything that a search goes through. */
import fc from 'fast-check'
import type { Said } from '../../../src/engine/search.ts'
import type { SetSource } from '../../../src/engine/set.ts'
import { attributeRules } from '../../../src/model/attribute-rules.ts'
import type { Resource, Subject } from '../../../src/model/id.ts'
import type { Rule } from '../../../src/model/rule.ts'
import { datasetsSource } from './datasets.ts'
import { acme } from './snapshot.ts'

export const PEOPLE = ['user:ann', 'user:bo', 'user:cy', 'user:nobody']
export const DATASETS = Array.from({ length: 9 }, (_, i) => `dataset:d${i}` as Resource)
export const ACTIONS = ['view', 'edit', 'clone']
const COLLECTIONS = ['collection:a', 'collection:b', 'collection:vault']
const GROUPS = ['group:x', 'group:y']
const HOLDERS = [...PEOPLE.slice(0, 3), ...GROUPS, 'role:member', 'role:guest', 'role:everyone']
/** Bundles that the matcher holds to a condition, and levels that it does not. */
const LEVELS = [
  'can_view',
  'can_edit',
  'view',
  'own',
  'department',
  'young',
  'open',
  'asked',
  'other',
  'tagged',
  'mine',
  'shared',
  'closed',
]

/** The shipped model, with a condition of each kind for an action of that name. */
export const lawSource = (): SetSource => {
  const { description, baseline, model } = datasetsSource()
  const conditions = [
    '(p.act != "own" || r.ctx.resource.owner == r.sub)',
    '(p.act != "department" || r.ctx.resource.department == r.ctx.subject.department)',
    '(p.act != "young" || r.ctx.resource.age < 3)',
    '(p.act != "open" || !(r.ctx.resource.open == false) && r.ctx.resource.department != "legal")',
    '(p.act != "asked" || r.ctx.request.room == r.ctx.resource.owner)',
    '(p.act != "tagged" || contains(r.ctx.resource.tags, "public"))',
    '(p.act != "mine" || contains(r.ctx.subject.projects, r.ctx.resource.department))',
    '(p.act != "shared" || overlaps(r.ctx.subject.projects, r.ctx.resource.tags))',
    '(p.act != "closed" || !contains(r.ctx.resource.tags, r.ctx.request.room))',
    '(p.act != "other" || r.ctx.subject.department == "sales" || g2(r.obj, "collection:vault", r.dom))',
  ]
  return {
    name: 'law',
    model: `${model.trimEnd().replace('g3 = _, _', 'g3 = _, _\ng4 = _, _, _')} && ${conditions.join(' && ')}`,
    baseline: [
      ...baseline,
      ...LEVELS.slice(3).flatMap((bundle): Rule[] => [
        ['g3', 'view', bundle],
        ['g3', 'edit', bundle],
      ]),
    ],
    description: { ...description, types: { dataset: 'datasets', collection: 'collections' } },
  }
}

const maybe = <T>(values: readonly T[]) => fc.constantFrom(...values, undefined)
const attributes = (of: Subject | Resource) =>
  fc
    .record({
      department: maybe(['sales', 'legal', 'sales']),
      owner: maybe([...PEOPLE.slice(0, 3), 'room 1']),
      age: maybe([1, 3, 5]),
      open: maybe([true, false]),
      tags: maybe<readonly (string | number)[]>([
        ['public'],
        ['sales', 'public'],
        ['room 1', 'a, b: "c"', ''],
        [],
        ['legal'],
      ]),
      projects: maybe([['sales'], ['legal', 'public'], [], ['sales', 'legal']]),
    })
    .map(values =>
      attributeRules(acme, {
        of,
        attributes: values as never,
        names: Object.keys(values),
        lists: ['tags', 'projects'],
      }),
    )

const grants = fc.uniqueArray(
  fc
    .record({
      holder: fc.constantFrom(...HOLDERS),
      on: fc.constantFrom(...DATASETS, ...COLLECTIONS, ...COLLECTIONS, 'datasets', 'datasets'),
      level: fc.constantFrom(...LEVELS),
      effect: fc.constantFrom('allow', 'allow', 'allow', 'allow', 'deny'),
    })
    .map(({ holder, on, level, effect }): Rule => ['p', holder, acme, on, level, effect]),
  { minLength: 4, maxLength: 14, selector: rule => rule.join() },
)
const links = fc.uniqueArray(
  fc.oneof(
    fc
      .tuple(fc.constantFrom(...PEOPLE.slice(0, 3), 'group:x'), fc.constantFrom(...GROUPS))
      .map(([child, parent]): Rule => ['g', child, parent, acme]),
    fc
      .tuple(fc.constantFrom(...DATASETS), fc.constantFrom(...COLLECTIONS))
      .map(([child, parent]): Rule => ['g2', child, parent, acme]),
    fc.constantFrom<Rule>(
      ['g2', 'collection:a', 'collection:b', acme],
      ['g2', 'collection:b', 'collection:a', acme],
    ),
  ),
  { maxLength: 14, selector: rule => rule.join() },
)
const roles: readonly Rule[] = [
  ['g', 'user:ann', 'role:member', acme],
  ['g', 'user:bo', 'role:guest', acme],
  ['g', 'user:cy', 'role:member', acme],
]

const nameIn = ([, of, attribute = '']: Rule): string => `${of} ${attribute.split(':')[0]}`
/** Whether both say the same attribute of the same name: it has one value. */
const isOfOne = (rule: Rule, other: Rule): boolean => nameIn(rule) === nameIn(other)

export interface World {
  readonly rules: readonly Rule[]
  readonly said: Said
}

export const worlds: fc.Arbitrary<World> = fc
  .record({
    grants,
    links,
    // The last is not registered.
    registered: fc.subarray(DATASETS.slice(0, 8), { minLength: 4 }),
    attributes: fc.tuple(...[...PEOPLE.slice(0, 3), ...DATASETS].map(of => attributes(of as Subject))),
    // Seldom one that is in `datasets` by way of another: then each is asked about.
    nested: fc.constantFrom<readonly Rule[]>([], [], [], [], [], [['g2', 'dataset:d8', 'dataset:d0', acme]]),
    // Seldom values of other types, which only Casbin can compare.
    odd: fc.constantFrom<readonly Rule[]>(...Array<readonly Rule[]>(6).fill([]), [
      ['g4', 'dataset:d1', '@department::7', acme],
      ['g4', 'dataset:d2', '@age:2', acme],
      ['g4', 'dataset:d3', '@tags:public', acme],
      ['g4', 'dataset:d5', '@tags:::/7:/8', acme],
      ['g4', 'dataset:d4', '@department:::sales', acme],
    ]),
    said: fc.constantFrom<Said>(
      {},
      {},
      { context: { room: 'room 1' }, properties: { subject: { department: 'sales' } } },
      { context: { room: 'room 1' } },
      { context: { room: ['room 1'] }, properties: { resource: { age: 2, owner: 'user:bo' } } },
      { context: { room: 'public' }, properties: { subject: { projects: ['public', 3] } } },
      { context: { room: 7 }, properties: { resource: { tags: ['legal', { a: 1 }] } } },
      { properties: { resource: { open: null, department: {} }, subject: { department: 'legal' } } },
    ),
  })
  .map(({ grants, links, registered, attributes, nested, odd, said }) => ({
    rules: [
      ...roles,
      ...registered.map((id): Rule => ['g2', id, 'datasets', acme]),
      ...grants,
      ...links,
      ...nested,
      ...attributes.flat().filter(rule => !odd.some(other => isOfOne(rule, other))),
      ...odd,
    ],
    said,
  }))
