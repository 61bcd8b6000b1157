/** What the mappings of an identity provider (IdP) gave, when it goes: it is known by its source, so it can be taken along. */
import type { Draft } from '../change/commit.ts'
import { loseRole } from '../change/people.ts'
import type { RulesView } from '../change/rules-view.ts'
import type { RecordWrite } from '../model/change.ts'
import type { OrgId, Subject } from '../model/id.ts'
import type { Identity } from '../model/idp.ts'
import { Problem } from '../model/problems.ts'
import type { Rule } from '../model/rule.ts'
import type { RecordStore } from '../ports/record-store.ts'
import type { Turns } from '../ports/turns.ts'
import { identitiesOf } from './identities-of.ts'
import { withoutMapped } from './without-mapped.ts'

export interface LeftoverParts {
  readonly records: RecordStore
  readonly turns: Turns
}

const PAGE = 500
/** People from whom something is taken in one change. */
export const MOST_LEFTOVERS = 5_000

/** Whether anybody is, or was, a person of that IdP. */
export const hasPeople = async ({ records }: Pick<LeftoverParts, 'records'>, org: OrgId, idp: string) =>
  (await records.list('identity', org, { limit: 1, where: { idp } })).items.length > 0

/**
 * Takes what only this IdP's mappings gave: memberships, and roles, in whose place the one from before the joining comes, or that of
 * newcomers. What another IdP in use gives as well, and what an admin gave by hand, stays.
 * @throws Problem change_too_large, when it is more than one change takes
 */
export const withoutLeftovers = async (
  { records, turns }: LeftoverParts,
  view: RulesView,
  idp: string,
): Promise<Draft> => {
  const org = view.organisation.id
  const inUse = new Set(
    (await records.all('identity_provider', org))
      .filter(({ id, enabled }) => enabled && id !== idp)
      .map(({ id }) => id),
  )
  const [adds, removes, writes]: [Rule[], Rule[], RecordWrite[]] = [[], [], []]
  const people = new Set<Subject>()
  for await (const identity of mappedBy(records, org, idp)) {
    if (turns.isOver()) await turns.nextTurn()
    people.add(identity.account)
    if (people.size > MOST_LEFTOVERS)
      throw new Problem(
        'change_too_large',
        `it gave more than ${MOST_LEFTOVERS} people something: take its mappings away first, and let them sign in`,
      )
    const all = await identitiesOf(records, org, identity.account)
    const others = all.filter(one => one.idp !== idp && inUse.has(one.idp))
    const draft: Draft =
      withoutMapped(view, identity, others) ??
      loseRole(view, {
        id: identity.account,
        account: await records.find('account', org, identity.account),
      })
    adds.push(...(draft.adds ?? []))
    removes.push(...(draft.removes ?? []))
    writes.push({ put: 'identity', value: { ...identity, mapped: { groups: [] } } }, ...(draft.records ?? []))
  }
  return { adds: each(adds), removes: each(removes), records: writes }
}

/** Each rule once: one person may have two identities there. */
const each = (rules: readonly Rule[]): readonly Rule[] => [
  ...new Map(rules.map(rule => [JSON.stringify(rule), rule])).values(),
]

/** The people to whom the mappings of the IdP gave anything. */
async function* mappedBy(records: RecordStore, org: OrgId, idp: string): AsyncGenerator<Identity> {
  let after: string | undefined
  do {
    const page = await records.list('identity', org, {
      limit: PAGE,
      ...(after === undefined ? {} : { after }),
      where: { idp },
    })
    yield* page.items.filter(({ mapped }) => mapped.role !== undefined || mapped.groups.length > 0)
    after = page.next
  } while (after !== undefined)
}
