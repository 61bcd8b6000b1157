/**
 * Lists what a subject may see without a decision per resource. When every resource of a type is in one collection and in nothing
 * else, two resources differ for one subject only in the shapes of the rules on each. So one decision per set of shapes is
 * enough.
 */
import type { Resource, Subject } from '../model/id.ts'
import type { Page } from '../model/page.ts'
import { unlessTooMuch } from './bounds.ts'
import { idIn, shapeIn } from './facts.ts'
import type { Judge } from './judge.ts'
import type { Memo } from './memo.ts'
import { UNKNOWN } from './names.ts'
import { namesOfType } from './order.ts'
import { Rows } from './rows.ts'
import type { ResourceQuery } from './search.ts'
import { isOver, nextTurn } from './turns.ts'

const membersOf = ({ facts }: Judge, collection: string): Uint32Array => {
  const id = facts.names.idOf(collection)
  const down = facts.links.get(facts.set.plan.graphs.object ?? '')?.down
  return id === UNKNOWN || !down ? new Uint32Array(0) : down.rowOf(id)
}

/** Whether all links are into collections, none of them leads to this one, and each member has the one link to it only. */
const onlyThere = (judge: Judge, collection: string, members: Uint32Array): boolean => {
  const { links, set } = judge.facts
  const graph = set.plan.graphs.object ?? ''
  const up = links.get(graph)?.up ?? Rows.EMPTY
  const others = new Set(Object.values(set.catalogue.types))
  others.delete(collection)
  let elsewhere = 0
  for (const other of others) {
    if (judge.reaches(graph, other, collection)) return false
    elsewhere += membersOf(judge, other).length
  }
  if (members.length + elsewhere !== up.size) return false
  for (const id of set.baseline.links.get(graph)?.keys() ?? []) if (members.includes(id)) return false
  return elsewhere === 0 || members.every(id => up.endOf(id) - up.startOf(id) === 1)
}

/** The collection of the type, if its members are alike but for the rules on each; else undefined. */
export const flatCollection = (judge: Judge, type: string): string | undefined => {
  const { plan, catalogue } = judge.facts.set
  const collection = catalogue.types[type]
  const graph = plan.graphs.object
  if (collection === undefined || graph === undefined || plan.index?.object.graph !== graph) return undefined
  const alike = plan.marks?.object.every(mark => mark.graph === graph && !mark.name.startsWith(`${type}:`))
  return alike && onlyThere(judge, collection, membersOf(judge, collection)) ? collection : undefined
}

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

/**
 * For each name, the set of shapes of the rules that the subject (or what it leads to) has on it; undefined when there
 * are more sets than the memo has room for.
 */
const setsOf = async (judge: Judge, memo: Memo, subject: Subject): Promise<Uint32Array | undefined> => {
  const { sets } = memo
  const found = new Uint32Array(judge.facts.names.size)
  const add = (object: number, shape: number): void => {
    if (!sets.full) found[object] = sets.add(found[object] as number, shape)
  }
  for (const id of judge.subjects.closureOf(subject).ids) {
    eachHeld(judge, id, add)
    if (sets.full) return undefined
    if (isOver()) await nextTurn()
  }
  return found
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

interface Source {
  readonly judge: Judge
  /** Used by this list alone, so that nothing else clears it meanwhile. */
  readonly memo: Memo
  /** From {@link flatCollection}. */
  readonly collection: string
}

/** Whether a member is listed; each set of shapes is decided once. */
const decider = ({ judge, memo, collection }: Source, query: ResourceQuery, found: Uint32Array) => {
  const { subject, actions } = query
  const { names } = judge.facts
  const shared = judge.objects
    .closureOf(collection)
    .ids.reduce((all, id) => memo.sets.union(all, found[id] as number), 0)
  const bits = memo.bitsOf(subject, collection)
  const answers: (boolean | undefined)[] = []
  const decide = (own: number, id: number): boolean => {
    const resource = names.textOf(id) as Resource
    const set = memo.sets.union(own, shared)
    const answer = actions.some(action =>
      unlessTooMuch(() => memo.answer({ set, bits, subject, action, resource }) === 'allow', false),
    )
    answers[own] = answer
    return answer
  }
  return (id: number): boolean => {
    const own = found[id] as number
    return answers[own] ?? decide(own, id)
  }
}

/** A page of the list, the first with how many there are in all; undefined when there are too many different sets of rules. */
export const bySets = async (source: Source, query: ResourceQuery): Promise<Page<Resource> | undefined> => {
  const { judge, memo, collection } = source
  const { names } = judge.facts
  const items: Resource[] = []
  if (!judge.isKnown(collection)) return { items }
  const found = await setsOf(judge, memo, query.subject)
  if (!found) return undefined
  const may = decider(source, query, found)
  const members = wanted(judge, membersOf(judge, collection), query)
  let total = 0
  for (let at = 0; at < members.length; at++) {
    const id = members[at] as number
    if (at % LOOKS === 0 && isOver()) await nextTurn()
    if (!may(id)) continue
    total += 1
    if (items.length < query.limit) items.push(names.textOf(id) as Resource)
    else if (query.after !== undefined) break
  }
  const last = items.at(-1)
  const next = total > items.length && last !== undefined ? { next: last } : {}
  return query.after === undefined ? { items, ...next, total } : { items, ...next }
}

/** How many members are examined before the clock is read again. */
const LOOKS = 256
