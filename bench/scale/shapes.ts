/** Organisations of one shape each: everything but one size stays small, and that one grows. */
import type { Resource, Subject } from '../../src/model/id.ts'
import type { Rule } from '../../src/model/rule.ts'
import { datasetOf, orgOf, personOf } from '../organisations.ts'

/** Somebody of the organisation, what they ask about, and whether they may. */
export interface Asked {
  readonly subject: Subject
  readonly resource: Resource
  readonly action: string
  readonly allowed: boolean
}

export interface Shape {
  readonly rules: readonly Rule[]
  readonly asked: readonly Asked[]
}

const ORG = orgOf(0)
const HERE = datasetOf(0)
const ELSEWHERE = datasetOf(1)

const member = (subject: string): Rule => ['g', subject, 'role:member', ORG]
const inGroup = (subject: string, group: number): Rule => ['g', subject, `group:g${group}`, ORG]
const given = (subject: string, resource: string): Rule => ['p', subject, ORG, resource, 'can_edit', 'allow']
const registered: readonly Rule[] = [
  ['g2', HERE, 'datasets', ORG],
  ['g2', ELSEWHERE, 'datasets', ORG],
]
const counted = (count: number): number[] => Array.from({ length: count }, (_, i) => i)

/** May edit one dataset, and not the other. */
const both = (subject: Subject): Asked[] => [
  { subject, resource: HERE, action: 'edit', allowed: true },
  { subject, resource: ELSEWHERE, action: 'edit', allowed: false },
]

/** Up to 64 people from the whole length of the list. */
const someOf = (count: number): Subject[] => {
  const step = Math.max(1, Math.floor(count / 64))
  return counted(Math.min(count, 64)).map(i => personOf(i * step))
}

/** Who asks in turn, where everybody's place is alike: so many that what was found for one is not the answer to the next. */
const PEOPLE = 500

const everybody = (rules: (person: Subject) => Rule[], more: readonly Rule[]): Shape => {
  const people = counted(PEOPLE).map(personOf)
  return { rules: [...registered, ...more, ...people.flatMap(rules)], asked: people.flatMap(both) }
}

/** Each person is in so many groups, and one of them was granted the dataset. */
export const groupsOfPerson = (count: number): Shape =>
  everybody(
    person => [member(person), ...counted(count).map(group => inGroup(person, group))],
    [given(`group:g${count - 1}`, HERE)],
  )

/** Groups within groups: everybody is in the innermost, and the outermost was granted the dataset. */
export const depth = (levels: number): Shape =>
  everybody(
    person => [member(person), inGroup(person, 0)],
    [
      ...counted(levels - 1).map(group => inGroup(`group:g${group}`, group + 1)),
      given(`group:g${levels - 1}`, HERE),
    ],
  )

/** So many people were each granted the same dataset. */
export const grantsOfDataset = (count: number): Shape => ({
  rules: [...registered, ...counted(count).flatMap(i => [member(personOf(i)), given(personOf(i), HERE)])],
  asked: someOf(count).flatMap(both),
})

/** So many people are in the group that was granted the dataset. */
export const peopleInGroup = (count: number): Shape => ({
  rules: [
    ...registered,
    given('group:g0', HERE),
    ...counted(count).flatMap(i => [member(personOf(i)), inGroup(personOf(i), 0)]),
  ],
  asked: someOf(count).flatMap(both),
})
