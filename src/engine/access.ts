import type { Access, AccessPage } from '../change/rules-view.ts'
import { NONE } from '../model/catalogue.ts'
import type { Resource, Subject } from '../model/id.ts'
import type { Page } from '../model/page.ts'
import type { Judge } from './judge.ts'
import { inOrder, namesOfType } from './order.ts'
import { shortened } from './path.ts'
import { holdsRule } from './search.ts'
import { isOver, nextTurnIfWanted } from './turns.ts'

/** The most ways that are listed for one account on one resource. */
const MAX_WAYS = 20

export const viaOf = (judge: Judge, subject: Subject, resource: Resource): string[][] => {
  const { names, set } = judge.facts
  const effect = set.layout.others.indexOf('eft')
  const ways: string[][] = []
  judge.eachCandidate(subject, resource, (by, on, shape) => {
    if (ways.length === MAX_WAYS) return
    const others = judge.othersOf(shape)
    if (effect >= 0 && others[effect] !== 'allow') return
    const path = shortened(judge.subjects.path(subject, names.textOf(by)) ?? [subject])
    ways.push([...path, names.textOf(on), ...others.filter((_, place) => place !== effect)])
  })
  return ways
}

interface Asking {
  readonly level: (subject: Subject, resource: Resource) => string
  /** Whether the subject may do anything to the resource. */
  readonly mayAny: (subject: Subject) => boolean
}

/**
 * Accounts that may do anything to the resource. The level is `none` when they may do less than the lowest level allows. A page
 * ends also when it has looked at as many accounts as asked.
 */
export const accessTo = async (
  judge: Judge,
  { level, mayAny }: Asking,
  resource: Resource,
  page: AccessPage,
): Promise<Page<Access>> => {
  const items: Access[] = []
  let before: Subject | undefined
  let looked = 0
  for (const subject of accounts(judge, page.after)) {
    if (isOver()) await nextTurnIfWanted()
    if (before !== undefined && looked === page.looks) return { items, next: before }
    looked += 1
    before = subject
    const held = level(subject, resource)
    if (held === NONE && !mayAny(subject)) continue
    const last = items.at(-1)
    if (items.length === page.limit && last) return { items, next: last.subject }
    items.push({ subject, level: held, via: viaOf(judge, subject, resource) })
  }
  return { items }
}

/** Accounts with a rule, in byte order. */
function* accounts(judge: Judge, after: string | undefined): Generator<Subject> {
  const { names } = judge.facts
  for (const type of ['service', 'user'])
    for (const id of inOrder(names, namesOfType(names, type, after)))
      if (holdsRule(judge, id)) yield names.textOf(id) as Subject
}
