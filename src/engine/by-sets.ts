/**
 * Lists what a subject may do something to without a decision per resource. For one subject and action two resources differ only
 * in the shapes of the rules on each and on its collections, and in what the matcher's tests make of its attributes. So one decision
 * of Casbin per set of these is enough.
 */
import { ATTRIBUTES } from '../model/attribute-rules.ts'
import type { Resource, Subject } from '../model/id.ts'
import type { Page } from '../model/page.ts'
import { attributeClasses } from './attribute-classes.ts'
import { unlessTooMuch } from './bounds.ts'
import { idIn, shapeIn } from './facts.ts'
import { type Gathered, membersOf, spreadSets } from './gathered.ts'
import type { Judge } from './judge.ts'
import type { Names } from './names.ts'
import { namesOfType } from './order.ts'
import type { ResourceQuery } from './search.ts'
import type { ShapeSets } from './shape-sets.ts'
import { isOver, nextTurnIfWanted } from './turns.ts'
import { verdictOf } from './verdict.ts'

/** How many members are examined before the clock is read again. */
const LOOKS = 1_024

/** The rules of one name and of the set about it: each resource with a shape. */
export const eachHeld = (
  { facts }: Judge,
  id: number,
  visit: (object: number, shape: number) => void,
): void => {
  const { bySubject, bits, set } = facts
  const cells = bySubject.arrayOf(id)
  const end = bySubject.endOf(id)
  for (let at = bySubject.startOf(id); at < end; at++)
    visit(idIn(cells[at] as number, bits), shapeIn(cells[at] as number, bits))
  for (const cell of set.baseline.bySubject.get(id) ?? []) visit(cell.object, cell.shape)
}

interface Source {
  readonly judge: Judge
  /** Used by this list alone. */
  readonly sets: ShapeSets
  /** From `gatheredOf`. */
  readonly gathered: Gathered
}

/**
 * For each name, the set of shapes of the rules that the subject (or what it leads to) has on it; undefined when there
 * are more sets than there is room for.
 */
const setsOf = async ({ judge, sets }: Source, subject: Subject): Promise<Uint32Array | undefined> => {
  const { names, bySubject, bits, set } = judge.facts
  const found = new Uint32Array(names.size)
  for (const id of judge.subjects.closureOf(subject).ids) {
    const row = bySubject.rowOf(id)
    for (let at = 0; at < row.length; at += LOOKS) {
      addCells({ found, sets, bits }, row.subarray(at, at + LOOKS))
      if (sets.full) return undefined
      if (isOver()) await nextTurnIfWanted()
    }
    for (const { object, shape } of set.baseline.bySubject.get(id) ?? [])
      found[object] = sets.add(found[object] as number, shape)
  }
  return sets.full ? undefined : found
}

interface Adding {
  readonly found: Uint32Array
  readonly sets: ShapeSets
  readonly bits: number
}

const addCells = ({ found, sets, bits }: Adding, cells: Uint32Array): void => {
  for (let at = 0; at < cells.length; at++) {
    const cell = cells[at] as number
    const object = idIn(cell, bits)
    found[object] = sets.add(found[object] as number, shapeIn(cell, bits))
  }
}

/** What gives each attribute with its value a class; undefined where the matcher reads none of resources. */
const classesFor = (judge: Judge, { subject, said }: ResourceQuery) => {
  const { facts } = judge
  const { alike } = facts.set.plan
  if (!facts.set.reads || !alike || alike.attributes.size === 0) return undefined
  return attributeClasses({
    facts,
    asked: judge.asked({ subject, action: '', resource: '' as Resource, ...said }),
    given: said?.properties?.resource,
    first: facts.shapes.size + alike.marks.length,
  })
}

/** Adds the classes of the attributes of each member to its set. Answers false when there is no room. */
const addAttributes = async (
  { judge, sets }: Source,
  query: ResourceQuery,
  { members, found }: { readonly members: Uint32Array; readonly found: Uint32Array },
): Promise<boolean> => {
  const rows = judge.facts.links.get(ATTRIBUTES)?.up
  const classOf = classesFor(judge, query)
  if (!rows || !classOf) return true
  const addOf = (id: number): void => {
    const [cells, end] = [rows.arrayOf(id), rows.endOf(id)]
    for (let place = rows.startOf(id); place < end; place++) {
      const one = classOf(cells[place] as number)
      if (one !== undefined) found[id] = sets.add(found[id] as number, one)
    }
  }
  for (let at = 0; at < members.length; at++) {
    if (at % LOOKS === 0 && isOver()) await nextTurnIfWanted()
    if (sets.full) return false
    addOf(members[at] as number)
  }
  return !sets.full
}

const firstFrom = (members: Uint32Array, id: number): number => {
  let low = 0
  let high = members.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((members[middle] as number) < id) low = middle + 1
    else high = middle
  }
  return low
}

/** Members of the type after a name, in the byte order of their texts. */
const wanted = (judge: Judge, members: Uint32Array, query: ResourceQuery): Uint32Array => {
  const { names } = judge.facts
  const { from, to, strays } = namesOfType(names, query.type, query.after)
  const sorted = members.subarray(firstFrom(members, from), firstFrom(members, to))
  const late = strays.filter(id => members[firstFrom(members, id)] === id)
  if (late.length === 0) return sorted
  const all = new Uint32Array(sorted.length + late.length)
  let next = 0
  let at = 0
  for (const id of sorted) {
    const text = names.textOf(id)
    while (next < late.length && names.textOf(late[next] as number) < text) all[at++] = late[next++] as number
    all[at++] = id
  }
  while (next < late.length) all[at++] = late[next++] as number
  return all
}

/** Whether a member is listed; each set is decided once. */
const decider = ({ judge, sets, gathered }: Source, query: ResourceQuery, found: Uint32Array) => {
  const { subject, said } = query
  const { names, set } = judge.facts
  const actions = query.actions.filter(action => set.catalogue.actions.has(action))
  const shared = judge.objects
    .closureOf(gathered.collection)
    .ids.reduce((all, id) => sets.union(all, found[id] as number), 0)
  const answers: (boolean | undefined)[] = []
  const decided: (boolean | undefined)[] = []
  const mayOne = (action: string, resource: Resource): boolean =>
    unlessTooMuch(() => verdictOf(judge.decide({ subject, action, resource, ...said })) === 'allow', false)
  const decide = (own: number, id: number): boolean => {
    const whole = sets.union(own, shared)
    const resource = names.textOf(id) as Resource
    decided[whole] ??= actions.some(action => mayOne(action, resource))
    const answer = decided[whole]
    answers[own] = answer
    return answer
  }
  return (id: number): boolean => {
    const own = found[id] as number
    return answers[own] ?? decide(own, id)
  }
}

/** All members after a name, and whether each is listed; undefined when there are too many different sets. */
const listed = async (source: Source, query: ResourceQuery) => {
  const { judge, gathered } = source
  const found = await setsOf(source, query.subject)
  if (!found || !(await spreadSets(source, found))) return undefined
  const members = wanted(judge, membersOf(judge, gathered.collection), query)
  if (!(await addAttributes(source, query, { members, found }))) return undefined
  return { members, found, may: decider(source, query, found) }
}

/** A page of the list, the first with how many there are in all; undefined when there are too many different sets. */
export const bySets = async (source: Source, query: ResourceQuery): Promise<Page<Resource> | undefined> => {
  const { judge, gathered } = source
  if (!judge.isKnown(gathered.collection)) return { items: [] }
  const all = await listed(source, query)
  return all && pageOf(judge.facts.names, all, query)
}

/** One resource of those that are decided on together. */
export interface Alike {
  readonly id: number
  readonly allowed: boolean
}

/** One of each kind; undefined when there are too many. */
export const eachAlike = async (source: Source, query: ResourceQuery): Promise<Alike[] | undefined> => {
  const all = await listed(source, query)
  if (!all) return undefined
  const seen = new Set<number>()
  const kinds: Alike[] = []
  for (const [at, id] of all.members.entries()) {
    if (at % LOOKS === 0 && isOver()) await nextTurnIfWanted()
    const set = all.found[id] as number
    if (seen.has(set)) continue
    seen.add(set)
    kinds.push({ id, allowed: all.may(id) })
  }
  return kinds
}

interface Listed {
  readonly members: Uint32Array
  readonly may: (id: number) => boolean
}

/** Goes through some members at once, and adds those that fit on the page. Answers how many are listed. */
const walk = (names: Names, { members, may }: Listed, items: Resource[], limit: number): number => {
  let total = 0
  for (let at = 0; at < members.length; at++) {
    const id = members[at] as number
    if (!may(id)) continue
    total += 1
    if (items.length < limit) items.push(names.textOf(id) as Resource)
  }
  return total
}

const pageOf = async (
  names: Names,
  { members, may }: Listed,
  query: ResourceQuery,
): Promise<Page<Resource>> => {
  const items: Resource[] = []
  let total = 0
  for (let at = 0; at < members.length; at += LOOKS) {
    if (isOver()) await nextTurnIfWanted()
    total += walk(names, { members: members.subarray(at, at + LOOKS), may }, items, query.limit)
    if (query.after !== undefined && total > query.limit) break
  }
  const last = items.at(-1)
  const next = total > items.length && last !== undefined ? { next: last } : {}
  return query.after === undefined ? { items, ...next, total } : { items, ...next }
}
