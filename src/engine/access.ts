import type { Access } from '../change/rules-view.ts'
import { NONE } from '../model/catalogue.ts'
import type { Resource, Subject } from '../model/id.ts'
import type { Page, PageRequest } from '../model/page.ts'
import type { Judge } from './judge.ts'
import { inOrder, namesOfType } from './order.ts'
import { holdsRule } from './search.ts'

export const viaOf = (judge: Judge, subject: Subject, resource: Resource): string[][] => {
  const { names, set } = judge.facts
  const effect = set.layout.others.indexOf('eft')
  const ways: string[][] = []
  judge.eachCandidate(subject, resource, (by, on, shape) => {
    const others = judge.othersOf(shape)
    if (effect >= 0 && others[effect] !== 'allow') return
    const path = judge.subjects.path(subject, names.textOf(by)) ?? [subject]
    ways.push([...path, names.textOf(on), ...others.filter((_, place) => place !== effect)])
  })
  return ways
}

/** Accounts whose level on the resource is not `none`. */
export const accessTo = (
  judge: Judge,
  level: (subject: Subject, resource: Resource) => string,
  resource: Resource,
  page: PageRequest,
): Page<Access> => {
  const { names } = judge.facts
  const items: Access[] = []
  for (const type of ['service', 'user'])
    for (const id of inOrder(names, namesOfType(names, type, page.after))) {
      const subject = names.textOf(id) as Subject
      const held = holdsRule(judge, id) ? level(subject, resource) : NONE
      if (held === NONE) continue
      const last = items.at(-1)
      if (items.length === page.limit && last) return { items, next: last.subject }
      items.push({ subject, level: held, via: viaOf(judge, subject, resource) })
    }
  return { items }
}
