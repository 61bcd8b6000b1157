/** What everybody in an organisation was given, rule by rule: roles, memberships and grants, by who holds them. */
import type { RulesView } from '../change/rules-view.ts'
import type { OrgId, Subject } from '../model/id.ts'
import type { Page, PageRequest } from '../model/page.ts'
import { type Rule, ruleKey } from '../model/rule.ts'
import { isGiven, membershipRule, roleRule } from '../model/rule-forms.ts'
import type { RecordStore } from '../ports/record-store.ts'

/** One thing that somebody was given. */
export interface Holding {
  readonly holder: Subject
  readonly rule: Rule
}

/** How many rules are looked at between two looks at the clock: a decision may be asked for about each. */
const TOGETHER = 8

/** What the subject itself was given; a resource of a grant is no holder, nor is a group of its members, who may be everybody. */
function* givenTo(view: RulesView, holder: Subject): Generator<Rule> {
  const { id: org } = view.organisation
  const roles = Object.keys(view.catalogue.roles).map(role => roleRule(org, holder, role))
  yield* roles.filter(rule => view.has(rule))
  for (const group of view.groupsOf(holder)) yield membershipRule(org, holder, group)
  for (const rule of view.rulesAbout(holder)) if (isGiven(rule)) yield rule
}

/** Where a page ended: the holder, and the rule of it. */
const placeOf = (holder: Subject, rule: Rule): string => `${holder} ${ruleKey(rule)}`

interface Placed extends Holding {
  readonly place: string
}

interface Wanted {
  readonly most: number
  /** The place behind which they are; from the first on when absent. */
  readonly after?: string
  /** Which of them, all when absent. It is asked about each. */
  readonly only?: (rule: Rule) => boolean
}

/** The first of what one holder was given, in order: so many are kept, however many there are. In turns with other work. */
export const heldBy = async (
  view: RulesView,
  holder: Subject,
  { after = '', most, only = () => true }: Wanted,
): Promise<readonly Placed[]> => {
  let first: Placed[] = []
  let looked = 0
  const keep = () => {
    first = first.sort((a, b) => (a.place < b.place ? -1 : 1)).slice(0, most)
  }
  for (const rule of givenTo(view, holder)) {
    looked += 1
    if (looked % TOGETHER === 0 && view.turns.isOver()) await view.turns.nextTurn()
    const place = placeOf(holder, rule)
    if (place > after && only(rule)) first.push({ holder, rule, place })
    if (first.length >= 2 * most) keep()
  }
  keep()
  return first
}

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
  const items: Placed[] = []
  const [first = ''] = after.split(' ', 1)
  const all = of === undefined ? holders(records, view.organisation.id, first) : [of]
  for await (const holder of all) {
    if (view.turns.isOver()) await view.turns.nextTurn()
    for (const one of await heldBy(view, holder, { after, most: limit + 1 })) items.push(one)
    if (items.length > limit) break
  }
  const page = items.slice(0, limit)
  const last = page.at(-1)
  return {
    items: page.map(({ holder, rule }) => ({ holder, rule })),
    ...(items.length > limit && last ? { next: last.place } : {}),
  }
}
