/** Lists the resources that a subject may see, and the subjects that may do something. Complete, in byte order, page by page. */
import type { Resource, Subject } from '../model/id.ts'
import type { Page } from '../model/page.ts'
import { bySets } from './by-sets.ts'
import { gatheredOf } from './gathered.ts'
import type { Judge } from './judge.ts'
import { inOrder, namesOfType } from './order.ts'
import type { CheckRequest } from './question.ts'
import type { ShapeSets } from './shape-sets.ts'
import { isOver, nextTurnIfWanted } from './turns.ts'

/** What the caller says beside its question: `r.ctx` of every check that the search makes. */
export type Said = Pick<CheckRequest, 'context' | 'properties'>

/** Which resources a subject may see. */
export interface ResourceQuery {
  readonly said?: Said
  readonly subject: Subject
  /** A resource is listed when the subject may do one of these. */
  readonly actions: readonly string[]
  /** A resource type of the set. */
  readonly type: string
  /** Answers start after this one. */
  readonly after?: string
  readonly limit: number
  /** Where a page may end before it is full: `next` is then the last name that was looked at. */
  readonly mostWork?: number
}

/** Which subjects may do an action. */
export interface SubjectQuery {
  readonly said?: Said
  readonly resource: Resource
  readonly action: string
  readonly type: 'user' | 'service' | 'group'
  readonly after?: string
  readonly limit: number
  /** As of a {@link ResourceQuery}. */
  readonly mostWork?: number
}

/** Which resources there are. */
export interface RegisteredQuery {
  readonly type: string
  readonly after?: string
  readonly limit: number
}

export type May = (subject: Subject, action: string, resource: Resource, said?: Said) => boolean

/** What lists are made from. */
export interface Source {
  readonly judge: Judge
  readonly may: May
  /** Room for the sets of one list; undefined when there are too many different shapes of rules. */
  readonly sets: () => ShapeSets | undefined
}

/** Whether the organisation has a rule about the subject: one that allows something, or a membership. */
export const holdsRule = ({ facts }: Judge, id: number): boolean => {
  const up = facts.links.get(facts.set.plan.graphs.subject ?? '')?.up
  return (
    facts.bySubject.endOf(id) > facts.bySubject.startOf(id) || (up ? up.endOf(id) > up.startOf(id) : false)
  )
}

interface Wanted {
  readonly type: string
  readonly after?: string
  readonly limit: number
  readonly mostWork?: number
}

/** What looking at one name counts beside the rules that are given to Casbin. */
const LOOK = 4

/** Adds up the work of looking at names. Others ask the same judge between two turns. */
const counting = <T>(judge: Judge, passes: (name: T, id: number) => boolean) => {
  const count = { work: 0, passes: (_name: T, _id: number): boolean => false }
  count.passes = (name, id) => {
    const before = judge.work
    const is = passes(name, id)
    count.work += judge.work - before + LOOK
    return is
  }
  return count
}

/** A page of the names that pass, in turns with other work. It looks for one name more, to know whether there is a next page. */
const pageOf = async <T extends string>(
  judge: Judge,
  { type, after, limit, mostWork = Number.POSITIVE_INFINITY }: Wanted,
  passes: (name: T, id: number) => boolean,
): Promise<Page<T>> => {
  const { names } = judge.facts
  const items: T[] = []
  const looking = counting(judge, passes)
  for (const id of inOrder(names, namesOfType(names, type, after))) {
    if (isOver()) await nextTurnIfWanted()
    const name = names.textOf(id) as T
    const last = items.at(-1)
    if (looking.passes(name, id)) {
      if (items.length === limit && last !== undefined) return { items, next: last }
      items.push(name)
    }
    if (looking.work > mostWork) return { items, next: name }
  }
  return { items }
}

export const listSubjects = ({ judge, may }: Source, query: SubjectQuery): Promise<Page<Subject>> =>
  pageOf<Subject>(
    judge,
    query,
    (subject, id) => holdsRule(judge, id) && may(subject, query.action, query.resource, query.said),
  )

/** Every resource of a type that lists could have, whoever may see it. */
export const listRegistered = (
  { judge }: Pick<Source, 'judge'>,
  query: RegisteredQuery,
): Promise<Page<Resource>> => pageOf<Resource>(judge, query, (resource, id) => judge.isListed(id, resource))

export const listResources = async (source: Source, query: ResourceQuery): Promise<Page<Resource>> => {
  const { judge, may } = source
  const gathered = await gatheredOf(judge, query.type)
  const sets = gathered && source.sets()
  const page = gathered && sets && (await bySets({ judge, sets, gathered }, query))
  if (page) return page
  return pageOf<Resource>(
    judge,
    query,
    (resource, id) =>
      judge.isListed(id, resource) &&
      query.actions.some(action => may(query.subject, action, resource, query.said)),
  )
}
