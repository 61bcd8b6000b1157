import { createMongoAbility, type MongoAbility, subject } from '@casl/ability'
import type { Question } from '../organisations.ts'
import { reach, type World } from './world.ts'

/** `@casl/ability` as its guide has it: an ability for each person, made of what they, their groups and roles were given. */
export const casl = ({ parents, given, above }: World) => {
  const actions = new Map<string, string[]>()
  for (const action of above.keys())
    for (const level of reach(above, action))
      if (level !== action) actions.set(level, [...(actions.get(level) ?? []), action])
  const made = (person: string): MongoAbility => {
    const mine = new Set([person, ...(parents.get(person) ?? [])])
    const own = given.filter(({ to }) => mine.has(to))
    const rules = [...Map.groupBy(own, ({ level }) => level)].map(([level, all]) => ({
      action: actions.get(level) ?? [],
      subject: 'dataset',
      conditions: { id: { $in: all.map(({ dataset }) => dataset) } },
    }))
    if (mine.has('role:admin')) return createMongoAbility([{ action: 'manage', subject: 'all' }])
    const denied = mine.has('role:guest') ? [{ action: 'clone', subject: 'dataset', inverted: true }] : []
    return createMongoAbility([...rules, ...denied])
  }
  const abilities = new Map<string, MongoAbility>()
  const of = (person: string): MongoAbility => {
    const ability = abilities.get(person) ?? made(person)
    abilities.set(person, ability)
    return ability
  }
  return ({ subject: who, action, resource }: Question): boolean =>
    of(who).can(action, subject('dataset', { id: resource }))
}
