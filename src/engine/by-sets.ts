/**
 * "What may she see" without a decision a resource. Where every resource of a type is in one collection and in nothing
 * else, all that can tell two of them apart for one subject is the shapes of the rules on each: one answer a set of shapes.
 */
import type { Resource, Subject } from '../model/id.ts'
import type { Page } from '../model/page.ts'
import { idIn, shapeIn } from './facts.ts'
import type { Judge } from './judge.ts'
import type { Memo } from './memo.ts'
import { UNKNOWN } from './names.ts'
import { namesOfType } from './order.ts'
import { Rows } from './rows.ts'
import type { ResourceQuery } from './search.ts'

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

/** For each name, the set of shapes of the rules that the subject (or what it leads to) has on it. */
const setsOf = (judge: Judge, memo: Memo, subject: Subject): Uint32Array => {
  const { names, bySubject, bits, set } = judge.facts
  const { sets } = memo
  const found = new Uint32Array(names.size)
  const add = (id: number, shape: number): void => {
    found[id] = sets.add(found[id] as number, shape)
  }
  for (const id of judge.subjects.closureOf(subject).ids) {
    const cells = bySubject.arrayOf(id)
    const end = bySubject.endOf(id)
    for (let at = bySubject.startOf(id); at < end; at++) {
      const cell = cells[at] as number
      add(idIn(cell, bits), shapeIn(cell, bits))
    }
    for (const cell of set.baseline.bySubject.get(id) ?? []) add(cell.object, cell.shape)
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
  readonly memo: Memo
  /** From {@link flatCollection}. */
  readonly collection: string
}

/** Answers the question for a member; each set of shapes is decided once. */
const decider = ({ judge, memo, collection }: Source, { subject, action }: ResourceQuery) => {
  const { names } = judge.facts
  const found = setsOf(judge, memo, subject)
  const shared = judge.objects
    .closureOf(collection)
    .ids.reduce((all, id) => memo.sets.union(all, found[id] as number), 0)
  const bits = memo.bitsOf(subject, collection)
  const answers: (boolean | undefined)[] = []
  const decide = (own: number, id: number): boolean => {
    const resource = names.textOf(id) as Resource
    const answer = memo.answer({ set: memo.sets.union(own, shared), bits, subject, action, resource })
    answers[own] = answer
    return answer
  }
  return (id: number): boolean => {
    const own = found[id] as number
    return answers[own] ?? decide(own, id)
  }
}

const nextAfter = (items: readonly Resource[]): Page<Resource> => {
  const last = items.at(-1)
  return last === undefined ? { items } : { items, next: last }
}

export const bySets = (source: Source, query: ResourceQuery): Page<Resource> => {
  const { judge, collection } = source
  const { names } = judge.facts
  const items: Resource[] = []
  if (!judge.isKnown(collection)) return { items }
  const may = decider(source, query)
  for (const id of wanted(judge, membersOf(judge, collection), query)) {
    if (!may(id)) continue
    if (items.length === query.limit) return nextAfter(items)
    items.push(names.textOf(id) as Resource)
  }
  return { items }
}
