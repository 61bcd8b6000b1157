/**
 * The resources on which a subject may do an action, as a condition made of the rules. Casbin has the last word: the condition is put to
 * one resource of every kind that a search tells apart, and must say of each what Casbin decides.
 */
import { ATTRIBUTES, readAttribute } from '../../model/attribute-rules.ts'
import type { Resource } from '../../model/id.ts'
import { type Alike, eachAlike } from '../by-sets.ts'
import { type Gathered, gatheredOf } from '../gathered.ts'
import type { Judge } from '../judge.ts'
import { inOrder, namesOfType } from '../order.ts'
import type { ResourceQuery } from '../search.ts'
import type { ShapeSets } from '../shape-sets.ts'
import { isOver, nextTurn } from '../turns.ts'
import { addPlace, type Place, Places } from './applied.ts'
import { allOf, anyOf, type Condition, isMet, NONE } from './condition.ts'
import { type Asking, NoCondition, outcomesOf, typesIn } from './outcomes.ts'

/** For one action; without a page. */
export type ConditionQuery = Omit<ResourceQuery, 'limit' | 'after'>

/** A condition, or why there is none. */
export type Conditional = { readonly condition: Condition } | { readonly refused: string }

interface Source {
  readonly judge: Judge
  readonly sets: () => ShapeSets | undefined
}

export const conditionByRules = async (source: Source, query: ConditionQuery): Promise<Conditional> => {
  try {
    return { condition: await made(source, { ...query, limit: 0 }) }
  } catch (failure) {
    if (failure instanceof NoCondition) return { refused: failure.message }
    throw failure
  }
}

const made = async ({ judge, sets: newSets }: Source, query: ResourceQuery): Promise<Condition> => {
  const gathered = await gatheredOf(judge, query.type)
  const sets = newSets()
  if (!gathered || !sets) throw new NoCondition('the matcher or the rules tell resources apart one by one')
  if (Object.keys(query.said?.properties?.resource ?? {}).length > 0)
    throw new NoCondition('the question says attributes of the resources')
  if (!judge.isKnown(gathered.collection)) return NONE
  const condition = await ofRules(judge, gathered, query)
  for (const { id, allowed } of await alike({ judge, sets, gathered }, query)) {
    if (isOver()) await nextTurn()
    if (isMet(condition, knownOf(judge, id)) !== allowed)
      throw new NoCondition('the condition would differ from what is decided')
  }
  return condition
}

/** @throws NoCondition */
const alike = async (
  source: { judge: Judge; sets: ShapeSets; gathered: Gathered },
  query: ResourceQuery,
): Promise<readonly Alike[]> => {
  const found = await eachAlike(source, query)
  if (!found) throw new NoCondition('there are too many different sets of rules')
  return found
}

/** Shapes of rules with the same condition are one. */
interface Part {
  readonly condition: Condition
  readonly place: Place
}

const ofRules = async (judge: Judge, gathered: Gathered, query: ResourceQuery): Promise<Condition> => {
  const { set } = judge.facts
  const places = await Places.of(judge, gathered)
  const asking = await askingOf(judge, places, query)
  const effect = set.layout.others.indexOf('eft')
  const parts = { allow: new Map<string, Part>(), deny: new Map<string, Part>() }
  for (const [shape, place] of await places.byShape(query)) {
    const others = judge.othersOf(shape)
    const kind = effect >= 0 && others[effect] === 'deny' ? 'deny' : 'allow'
    const field = (name: string): string => others[set.layout.others.indexOf(name)] ?? ''
    const { whenTrue, whenFalse } = outcomesOf(set.tree, { ...asking, field })
    const condition = kind === 'allow' ? whenTrue : whenFalse
    const key = JSON.stringify(condition)
    const part = parts[kind].get(key)
    if (part) await addPlace(part.place, place)
    else parts[kind].set(key, { condition, place })
  }
  const allowed: Condition[] = []
  for (const { condition, place } of parts.allow.values())
    allowed.push(allOf((await places.asOutcomes(place)).whenTrue, condition))
  const denied = set.model.effect === 'allow_and_deny' ? [...parts.deny.values()] : []
  const spared: Condition[] = []
  for (const { condition, place } of denied)
    spared.push(anyOf((await places.asOutcomes(place)).whenFalse, condition))
  return allOf(anyOf(...allowed), ...spared)
}

const askingOf = async (
  judge: Judge,
  places: Places,
  { subject, actions: [action = ''], said }: ResourceQuery,
): Promise<Omit<Asking, 'field'>> => {
  const attributes = [...(judge.facts.set.plan.alike?.attributes.keys() ?? [])]
  const types = new Map<string, ReadonlySet<string>>()
  for (const name of attributes) types.set(name, await typesOf(judge, name))
  return {
    asked: judge.asked({ subject, action, resource: '' as Resource, ...said }),
    reaches: (graph, from, to) => judge.reaches(graph, from, to),
    reachedBy: name => places.reachedBy(name),
    typesOf: name => types.get(name) ?? new Set(),
  }
}

/** Of all values that the organisation has, or had of late. */
const typesOf = async ({ facts: { names } }: Judge, attribute: string): Promise<ReadonlySet<string>> => {
  const found = new Set<string>()
  for (const id of inOrder(names, namesOfType(names, `@${attribute}`))) {
    if (isOver()) await nextTurn()
    for (const type of typesIn(readAttribute(names.textOf(id))[1])) found.add(type)
  }
  return found
}

const knownOf = ({ facts }: Judge, id: number) => {
  const { names, links, set } = facts
  const linked = (graph = ''): string[] =>
    [...(links.get(graph)?.up.rowOf(id) ?? [])].map(each => names.textOf(each))
  return {
    name: names.textOf(id) as Resource,
    collections: new Set(linked(set.plan.graphs.object)),
    attributes: set.reads ? Object.fromEntries(linked(ATTRIBUTES).map(readAttribute)) : {},
  }
}
