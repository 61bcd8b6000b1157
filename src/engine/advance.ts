import type { Rule } from '../model/rule.ts'
import { ruleKey } from '../model/rule.ts'
import { isEnd, MAX_ENDS } from '../model/rule-ends.ts'
import { MAX_RULES_PER_DECISION, TooLarge } from './bounds.ts'
import type { Fields } from './casbin/decider.ts'
import { cellOf, type Facts, fits, type LinkRows } from './facts.ts'
import { FactsBuilder } from './facts-builder.ts'
import { type Edits, edit, type Rows } from './rows.ts'
import { inTurns } from './turns.ts'

interface Both {
  readonly forth: Edits
  readonly back: Edits
}
const both = (): Both => ({ forth: new Map(), back: new Map() })

type Kind = 'adds' | 'removes'

/** What the rules change in each table. New names get their numbers here. */
class TableEdits {
  readonly facts: Facts
  readonly grants = both()
  readonly links = new Map<string, Both>()

  constructor(facts: Facts) {
    this.facts = facts
  }

  note(rule: Rule, kind: Kind): void {
    if (isEnd(rule)) return
    if (rule[0] === 'p') this.#noteGrant(rule, kind)
    else this.#noteLink(rule, kind)
  }

  #noteGrant(rule: Rule, kind: Kind): void {
    const { set, names, shapes, bits } = this.facts
    const parts = set.layout.partsOf(rule)
    const [subject, object] = [names.intern(parts.subject), names.intern(parts.object)]
    const shape = shapes.intern(parts.shape)
    edit(this.grants.forth, object, cellOf(subject, shape, bits), kind)
    edit(this.grants.back, subject, cellOf(object, shape, bits), kind)
  }

  #noteLink(rule: Rule, kind: Kind): void {
    const { names } = this.facts
    const [child, parent] = [names.intern(rule[1] as string), names.intern(rule[2] as string)]
    const graph = this.links.get(rule[0]) ?? both()
    this.links.set(rule[0], graph)
    edit(graph.forth, child, parent, kind)
    edit(graph.back, parent, child, kind)
  }
}

// Every change copies the list of changed rows. A longer list costs each change more and makes rebuilds rarer.
const mostChanged = (facts: Facts): number => 2_048 + 8 * Math.sqrt(facts.byObject.size)

const changedRows = (facts: Facts): number =>
  [
    facts.byObject,
    facts.bySubject,
    ...[...facts.links.values()].flatMap(({ up, down }) => [up, down]),
  ].reduce((sum, rows: Rows) => sum + rows.changed, 0)

const orderedAfter = (
  before: readonly Fields[],
  adds: readonly Rule[],
  removes: readonly Rule[],
): readonly Fields[] => {
  const gone = new Set(removes.map(ruleKey))
  const added = adds.filter(rule => rule[0] === 'p').map(rule => rule.slice(1))
  return [...before.filter(fields => !gone.has(ruleKey(['p', ...fields]))), ...added]
}

/** Notes removals before additions: a rule that is removed and added in one change stays. */
const editsOf = (facts: Facts, adds: readonly Rule[], removes: readonly Rule[]): TableEdits => {
  const edits = new TableEdits(facts)
  for (const rule of removes) edits.note(rule, 'removes')
  for (const rule of adds) edits.note(rule, 'adds')
  return edits
}

/**
 * Whether a change can be applied to the existing facts: it is small, the cells have room, and few rows have changed since the
 * last build.
 */
export const canGrow = (facts: Facts, { adds: rules, removes }: ChangedRules): boolean => {
  const { layout } = facts.set
  const shapes = new Set(rules.filter(rule => rule[0] === 'p').map(rule => layout.partsOf(rule).shape))
  const most = mostChanged(facts)
  return (
    fits(facts.names.size + 2 * rules.length, facts.shapes.size + shapes.size, facts.bits) &&
    rules.length + removes.length <= most &&
    facts.names.late <= most &&
    facts.shapes.late <= most &&
    changedRows(facts) <= most
  )
}

const isGrant = (rule: Rule): boolean => rule[0] === 'p'

/**
 * Refuses what the model would not read, and more rules than one decision can scan.
 * @throws BadRule, TooLarge
 */
const take = (facts: Facts, changed: ChangedRules): void => {
  for (const rules of [changed.adds, changed.removes])
    for (const rule of rules) facts.set.layout.check(rule, facts.org)
  requireRoom(facts, changed)
}

/** The same, in turns with other work. */
const takeInTurns = async (facts: Facts, changed: ChangedRules): Promise<void> => {
  for (const rules of [changed.adds, changed.removes])
    await inTurns(rules.length, at => facts.set.layout.check(rules[at] as Rule, facts.org))
  requireRoom(facts, changed)
}

const requireRoom = ({ ordered, ends }: Facts, { adds, removes }: ChangedRules): void => {
  const more = adds.filter(isEnd).length - removes.filter(isEnd).length
  if (more > 0 && ends.size + more > MAX_ENDS)
    throw new TooLarge(`an organisation has at most ${MAX_ENDS} rules that end`)
  if (!ordered) return
  const grows = adds.filter(isGrant).length - removes.filter(isGrant).length
  if (grows > 0 && ordered.length + grows > MAX_RULES_PER_DECISION)
    throw new TooLarge(
      `each decision under this policy set scans every rule: an organisation has at most ${MAX_RULES_PER_DECISION}`,
    )
}

export interface ChangedRules {
  readonly adds: readonly Rule[]
  readonly removes: readonly Rule[]
}

/**
 * The facts after a change, without waiting; the old ones stay unchanged. Undefined when everything must be built anew, which
 * takes longer: see {@link rebuiltFacts}.
 * @throws BadRule when a rule does not fit the model or the organisation; TooLarge
 */
export const advanceFacts = (facts: Facts, changed: ChangedRules): Facts | undefined => {
  take(facts, changed)
  const { adds, removes } = changed
  if (!canGrow(facts, changed)) return undefined
  const { grants, links: changes } = editsOf(facts, adds, removes)
  const links = new Map<string, LinkRows>(facts.links)
  for (const [graph, { forth, back }] of changes) {
    const rows = facts.links.get(graph)
    if (rows) links.set(graph, { up: rows.up.with(forth), down: rows.down.with(back) })
  }
  return {
    ...facts,
    byObject: facts.byObject.with(grants.forth),
    bySubject: facts.bySubject.with(grants.back),
    links,
    ends: facts.ends.with(adds, removes),
    ...(facts.ordered ? { ordered: orderedAfter(facts.ordered, adds, removes) } : {}),
  }
}

/** The same, built anew in turns with other work. @throws BadRule, TooLarge */
export const rebuiltFacts = async (facts: Facts, changed: ChangedRules): Promise<Facts> => {
  const { adds, removes } = changed
  await takeInTurns(facts, changed)
  const builder = new FactsBuilder(facts.set, facts.org)
  await builder.copy(facts, removes)
  await inTurns(adds.length, at => builder.add(adds[at] as Rule))
  return builder.build()
}
