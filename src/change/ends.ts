/** Rules that end: what keeps an end beside its rule, and what is removed once it is reached. */
import type { RecordWrite } from '../model/change.ts'
import { type Subject, typeOf } from '../model/id.ts'
import { type Rule, ruleKey } from '../model/rule.ts'
import { endedRule, isEnd, momentOf } from '../model/rule-ends.ts'
import type { RecordStore } from '../ports/record-store.ts'
import { bareAccount } from './bare.ts'
import type { Answering, ChangeRequest, Draft } from './commit.ts'
import { rulesLeaving } from './outliving.ts'
import { recordsLeaving, roleEnded } from './people.ts'
import type { RulesView } from './rules-view.ts'
import { isSupport } from './support-kept.ts'

/** What the service does when the end of a rule is reached. */
export const END: ChangeRequest = { actor: 'system', operation: 'ended', target: 'org', ending: true }

/** How many rules end in one change, and after how many removed ones no further begins: what leaves with a role is more. */
const AT_ONCE = 1_000
const REMOVED_AT_ONCE = 5_000

/** How many rules are looked at before the clock is. */
const LOOKS = 512

/** Of some rules those that are ends or have one: mostly none of thousands. In turns with other work. */
const endingAmong = async (view: RulesView, rules: readonly Rule[]): Promise<readonly Rule[]> => {
  const found: Rule[] = []
  for (const [at, rule] of rules.entries()) {
    if (isEnd(rule) || view.endsOf(rule).length > 0) found.push(rule)
    if (at % LOOKS === LOOKS - 1 && view.turns.isOver()) await view.turns.nextTurn()
  }
  return found
}

/** The draft with the ends of what it removes removed as well, and no end left that a rule had before. A rule that moves keeps its own. */
export const withEnds = async <D extends Draft>(view: RulesView, draft: D): Promise<D> => {
  const adds = await endingAmong(view, draft.adds ?? [])
  const removes = await endingAmong(view, draft.removes ?? [])
  const come = new Set(adds.map(ruleKey))
  const gone = new Set(removes.map(ruleKey))
  const moves = (rule: Rule) => come.has(ruleKey(rule)) && gone.has(ruleKey(rule))
  const replaced = adds.filter(isEnd).map(endedRule)
  const stale = [...[...removes, ...adds].filter(rule => !moves(rule)), ...replaced]
    .flatMap(rule => view.endsOf(rule))
    .filter(end => !gone.has(ruleKey(end)) && !come.has(ruleKey(end)))
  const more = new Map(stale.map(end => [ruleKey(end), end]))
  return more.size === 0 ? draft : { ...draft, removes: [...(draft.removes ?? []), ...more.values()] }
}

/** Removes what has ended, with what belongs to people whose role has; answers whether there is more. */
export const endOfRules = async (
  records: Pick<RecordStore, 'find'>,
  view: RulesView,
): Promise<Answering<boolean>> => {
  const rules = view.ended.filter(rule => !isEnd(rule))
  const ends = Map.groupBy(view.ended.filter(isEnd), end => ruleKey(endedRule(end)))
  const known = new Set(rules.map(ruleKey))
  const loose = view.ended.filter(rule => isEnd(rule) && !known.has(ruleKey(endedRule(rule))))
  const some = rules.slice(0, AT_ONCE)
  const parts = []
  let removed = 0
  for (const rule of some) {
    if (removed >= REMOVED_AT_ONCE) break
    const support = await isSupportRole(records, view, rule)
    const removes = [
      rule,
      ...(ends.get(ruleKey(rule)) ?? []),
      ...(support ? await rulesLeaving(view, rule[1] as Subject) : []),
    ]
    removed += removes.length
    parts.push({
      operation: END.operation,
      target: rule[1] ?? 'org',
      adds: [],
      removes,
      records: await recordsOf(records, view, { rule, support, at: new Date(momentOf(removes[1] ?? rule)) }),
    })
  }
  if (parts.length === 0) return { removes: loose, answer: false }
  return {
    removes: parts.flatMap(part => part.removes),
    records: parts.flatMap(part => part.records),
    parts,
    answer: rules.length > parts.length || loose.length > 0,
  }
}

/** Whether it is the role of support access. */
const isSupportRole = async (
  records: Pick<RecordStore, 'find'>,
  { organisation }: RulesView,
  [section, holder = '', role = '']: Rule,
): Promise<boolean> =>
  section === 'g' && typeOf(role) === 'role' && (await isSupport(records, organisation.id, holder))

interface Ended {
  readonly rule: Rule
  readonly support: boolean
  readonly at: Date
}

/** What ends with the last role of a person or a service account. */
const recordsOf = async (
  records: Pick<RecordStore, 'find'>,
  view: RulesView,
  { rule: [section, holder = '', role = ''], support, at }: Ended,
): Promise<readonly RecordWrite[]> => {
  if (section !== 'g' || typeOf(role) !== 'role') return []
  const id = holder as Subject
  if (view.roleOf(id) !== undefined) return []
  const account = await records.find('account', view.organisation.id, id)
  if (support) return recordsLeaving({ id, account: account ?? bareAccount(id, at) })
  return roleEnded({ id, account }, role.slice('role:'.length), at)
}
