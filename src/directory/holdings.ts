/** What everybody in an organisation was given, rule by rule: roles, memberships and grants, by who holds them. */
import { setImmediate as nextTurn } from 'node:timers/promises'
import type { RulesView } from '../change/rules-view.ts'
import type { OrgId, Subject } from '../model/id.ts'
import type { Page, PageRequest } from '../model/page.ts'
import { type Rule, ruleKey } from '../model/rule.ts'
import { isEnd } from '../model/rule-ends.ts'
import { isGiven } from '../model/rule-forms.ts'
import type { RecordStore } from '../ports/record-store.ts'

/** One thing that somebody was given. */
export interface Holding {
  readonly holder: Subject
  readonly rule: Rule
}

/** How many holders are looked at before others have their turn. */
const TOGETHER = 64

/** What the subject itself was given; a resource of a grant is no holder, nor is a group of its members. */
export const heldBy = (view: RulesView, holder: Subject): readonly Holding[] =>
  view
    .rulesOfSubject(holder)
    .filter(rule => !isEnd(rule) && isGiven(rule) && rule[1] === holder)
    .map(rule => ({ holder, rule, key: ruleKey(rule) }))
    .sort((a, b) => (a.key < b.key ? -1 : 1))

/** Where a page ended: the holder, and the rule of it. */
const placeOf = ({ holder, rule }: Holding): string => `${holder} ${ruleKey(rule)}`

/** Groups, service accounts and people in byte order, from the one where the last page ended. */
async function* holders(
  records: Pick<RecordStore, 'list'>,
  org: OrgId,
  first: string,
): AsyncGenerator<Subject> {
  if (first !== '') yield first as Subject
  const begins = first === '' || first.startsWith('group:')
  if (begins) yield* idsOf(records, org, { kind: 'group', after: first })
  yield* idsOf(records, org, { kind: 'account', after: begins ? '' : first })
}

async function* idsOf(
  records: Pick<RecordStore, 'list'>,
  org: OrgId,
  from: { readonly kind: 'group' | 'account'; readonly after: string },
): AsyncGenerator<Subject> {
  let after: string | undefined = from.after === '' ? undefined : from.after
  do {
    const page: Page<{ readonly id: Subject }> = await records.list(from.kind, org, {
      limit: 500,
      ...(after === undefined ? {} : { after }),
    })
    for (const { id } of page.items) yield id
    after = page.next
  } while (after !== undefined)
}

/** A page of what was given, of one holder or of all. Made in turns. */
export const listHoldings = async (
  records: Pick<RecordStore, 'list'>,
  view: RulesView,
  of: Subject | undefined,
  { limit, after = '' }: PageRequest,
): Promise<Page<Holding>> => {
  const items: Holding[] = []
  const [first = ''] = after.split(' ', 1)
  const all = of === undefined ? holders(records, view.organisation.id, first) : [of]
  let looked = 0
  for await (const holder of all) {
    looked += 1
    if (looked % TOGETHER === 0) await nextTurn()
    for (const holding of heldBy(view, holder)) if (placeOf(holding) > after) items.push(holding)
    if (items.length > limit) break
  }
  const page = items.slice(0, limit)
  const last = page.at(-1)
  return { items: page, ...(items.length > limit && last ? { next: placeOf(last) } : {}) }
}
