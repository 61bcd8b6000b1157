/** What a reviewer should know of the rules that a plan adds: those that give nothing yet, and names that nobody has used before. */
import type { RulesView } from '../../change/rules-view.ts'
import { isOver, nextTurn } from '../../engine/turns.ts'
import { decodeRef, type Resource, type Subject, typeOf } from '../../model/id.ts'
import type { PlannedChange } from '../../model/policy-plan.ts'
import type { Rule } from '../../model/rule.ts'
import { isRegistration } from '../../model/rule-forms.ts'
import type { Store } from '../../ports/store.ts'

/** The most remarks of a plan. */
const MAX_REMARKS = 100

/** The most rules that are looked at for them. */
const MAX_LOOKS = 2_000

/** Names of so many rules are looked up at once: one round trip, and far less than a turn. */
const TOGETHER = 50

type Kind = 'account' | 'group' | 'resource'

const isAccount = (name: string): name is Subject => typeOf(name) === 'user' || typeOf(name) === 'service'
const isGroup = (name: string): name is Subject => typeOf(name) === 'group'

/** Why a rule about this subject gives nothing to anybody; undefined where it may. */
const idle = (after: RulesView, subject: Subject): string | undefined => {
  if (isAccount(subject))
    return after.roleOf(subject) === undefined
      ? `${decodeRef(subject)} holds no role, and so nothing counts for them`
      : undefined
  return isGroup(subject) && after.linkedTo(subject) === 0 ? `nobody is in ${decodeRef(subject)}` : undefined
}

/** Names by which a rule makes something new. */
function* newIn(rule: Rule): Generator<readonly [kind: Kind, name: string]> {
  const [section, first = '', second = ''] = rule
  if (isRegistration(rule)) yield ['resource', first]
  if (section === 'g' && isAccount(first) && typeOf(second) === 'role') yield ['account', first]
  for (const name of section === 'g' ? [first, second] : [first]) if (isGroup(name)) yield ['group', name]
}

/** Why a rule gives nothing; undefined where it may. */
const idleRule = (after: RulesView, [section, subject = '', parent = '']: Rule): string | undefined =>
  section === 'p' || (section === 'g' && isGroup(parent)) ? idle(after, subject as Subject) : undefined

/** What the rules that a change adds give to nobody, and whom and what they bring along. */
export async function remarksOn(
  records: Store['records'],
  after: RulesView,
  change: PlannedChange,
): Promise<readonly string[]> {
  if (!('adds' in change)) return []
  const org = after.organisation.id
  const remarks = new Set<string>()
  const looked = new Set<string>()
  /** What is not there yet of the names that were not looked for before. */
  const noteNew = async (kind: Kind, names: readonly string[]): Promise<void> => {
    const asked = names.filter(name => !looked.has(name)) as (Subject & Resource)[]
    if (asked.length === 0) return
    for (const name of asked) looked.add(name)
    const known = new Set<string>((await records.several(kind, org, asked)).map(({ id }) => id))
    for (const name of asked)
      if (!known.has(name)) remarks.add(`${decodeRef(name)} is new here: applying the plan makes it`)
  }
  const rules = change.adds.slice(0, MAX_LOOKS)
  for (let from = 0; from < rules.length && remarks.size < MAX_REMARKS; from += TOGETHER) {
    const some = rules.slice(from, from + TOGETHER)
    for (const why of some.map(rule => idleRule(after, rule))) if (why !== undefined) remarks.add(why)
    const named = Map.groupBy(
      some.flatMap(rule => [...newIn(rule)]),
      ([kind]) => kind,
    )
    for (const [kind, those] of named) await noteNew(kind, [...new Set(those.map(([, name]) => name))])
    if (isOver()) await nextTurn()
  }
  return [...remarks].slice(0, MAX_REMARKS)
}
