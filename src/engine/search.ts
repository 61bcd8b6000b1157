/** Lists: what someone may see, who may do something. Complete, in byte order, a page at a time. */
import type { Resource, Subject } from '../model/id.ts'
import type { Page } from '../model/page.ts'
import { bySets, flatCollection } from './by-sets.ts'
import type { Judge } from './judge.ts'
import type { Memo } from './memo.ts'
import { inOrder, namesOfType } from './order.ts'

/** What may she see. */
export interface ResourceQuery {
  readonly subject: Subject
  readonly action: string
  /** A resource type of the set. */
  readonly type: string
  /** Answers start after this one. */
  readonly after?: string
  readonly limit: number
}

/** Who may. */
export interface SubjectQuery {
  readonly resource: Resource
  readonly action: string
  readonly type: 'user' | 'service' | 'group'
  readonly after?: string
  readonly limit: number
}

export type May = (subject: Subject, action: string, resource: Resource) => boolean

/** What lists are made from. */
export interface Source {
  readonly judge: Judge
  readonly may: May
  readonly memo: Memo | undefined
}

/** A page of what is found: one more than wanted is looked for, to know whether there is a next. */
export const pageOf = <T extends string>(found: Iterable<T>, limit: number): Page<T> => {
  const items: T[] = []
  for (const item of found) {
    const last = items.at(-1)
    if (items.length === limit && last !== undefined) return { items, next: last }
    items.push(item)
  }
  return { items }
}

/** Whether the organisation has a rule of the subject: one that lets it do something, or puts it somewhere. */
export const holdsRule = ({ facts }: Judge, id: number): boolean => {
  const up = facts.links.get(facts.set.plan.graphs.subject ?? '')?.up
  return (
    facts.bySubject.endOf(id) > facts.bySubject.startOf(id) || (up ? up.endOf(id) > up.startOf(id) : false)
  )
}

export const listSubjects = ({ judge, may }: Source, query: SubjectQuery): Page<Subject> => {
  const { names } = judge.facts
  function* found(): Generator<Subject> {
    for (const id of inOrder(names, namesOfType(names, query.type, query.after))) {
      const subject = names.textOf(id) as Subject
      if (holdsRule(judge, id) && may(subject, query.action, query.resource)) yield subject
    }
  }
  return pageOf(found(), query.limit)
}

function* oneByOne({ judge, may }: Source, query: ResourceQuery): Generator<Resource> {
  const { names } = judge.facts
  for (const id of inOrder(names, namesOfType(names, query.type, query.after))) {
    const resource = names.textOf(id) as Resource
    if (judge.isListed(id, resource) && may(query.subject, query.action, resource)) yield resource
  }
}

export const listResources = (source: Source, query: ResourceQuery): Page<Resource> => {
  const { judge, memo } = source
  const collection = flatCollection(judge, query.type)
  return memo && collection !== undefined
    ? bySets({ judge, memo, collection }, query)
    : pageOf(oneByOne(source, query), query.limit)
}
