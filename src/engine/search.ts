import type { Resource, Subject } from '../model/id.ts'
import type { Page } from '../model/page.ts'
import type { Judge } from './judge.ts'
import { idsOfType } from './order.ts'
import type { ResourceQuery, SubjectQuery } from './snapshot.ts'

export type May = (subject: Subject, action: string, resource: Resource) => boolean

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

export const listResources = (judge: Judge, may: May, query: ResourceQuery): Page<Resource> => {
  const { names } = judge.facts
  function* found(): Generator<Resource> {
    for (const id of idsOfType(names, query.type, query.after)) {
      const resource = names.textOf(id) as Resource
      if (judge.isRegistered(resource) && may(query.subject, query.action, resource)) yield resource
    }
  }
  return pageOf(found(), query.limit)
}

export const listSubjects = (judge: Judge, may: May, query: SubjectQuery): Page<Subject> => {
  const { names } = judge.facts
  function* found(): Generator<Subject> {
    for (const id of idsOfType(names, query.type, query.after)) {
      const subject = names.textOf(id) as Subject
      if (holdsRule(judge, id) && may(subject, query.action, query.resource)) yield subject
    }
  }
  return pageOf(found(), query.limit)
}
