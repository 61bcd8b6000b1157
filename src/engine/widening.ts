/**
 * Whether a change of rules can only give access. A change that may take access away is acknowledged only after every replica has
 * received it, so a change counts as narrowing unless the opposite can be shown.
 */
import { ATTRIBUTES } from '../model/attribute-rules.ts'
import { type Rule, ruleKey } from '../model/rule.ts'
import { endedRule, isEnd } from '../model/rule-ends.ts'
import type { ChangedRules } from './advance.ts'
import { unlessTooMuch } from './bounds.ts'
import { type Facts, shapeIn } from './facts.ts'
import type { Judge } from './judge.ts'
import { UNKNOWN } from './names.ts'
import type { Reach } from './reach.ts'
import type { Rows } from './rows.ts'

interface Sides {
  readonly before: Judge
  readonly after: Judge
}

/** Both sides, with what was looked at for earlier links of the same change: a thousand people may join one large group. */
interface Looking extends Sides {
  /** Whether leading to a name can make a deny match, by side and name. */
  readonly known: Map<string, boolean>
  looked: number
}

/** The most rules that are searched for a deny, for all links of a change. Beyond this, one is assumed. */
const MOST_LOOKED_AT = 100_000

/** @param both the rules before the change, and with it */
export const onlyGives = (both: Sides, { adds, removes }: ChangedRules): boolean => {
  const sides: Looking = { ...both, known: new Map(), looked: 0 }
  const come = new Set(adds.map(ruleKey))
  const gives = (rule: Rule) => {
    // A rule that was there without its end is given for less than before.
    if (isEnd(rule)) return come.has(ruleKey(endedRule(rule)))
    return rule[0] === 'p' ? isAllow(sides.after.facts, rule) : linkGives(sides, rule)
  }
  return removes.length === 0 && unlessTooMuch(() => adds.every(gives), false)
}

/** Adding a rule that allows takes nothing away, unless the order of rules decides. */
const isAllow = ({ set }: Facts, rule: Rule): boolean => {
  const { effect, policy } = set.model
  const place = policy.indexOf('eft')
  return effect !== 'priority' && (effect === 'allow' || place < 0 || rule[place + 1] === 'allow')
}

const linkGives = (sides: Looking, [graph, child = '', parent = '']: Rule): boolean => {
  const { set } = sides.after.facts
  // An attribute may take as well as give.
  if (graph === ATTRIBUTES) return false
  if (!set.monotone || set.model.effect === 'priority') return false
  if (set.model.effect === 'allow' || !set.model.policy.includes('eft')) return true
  const { index } = set.plan
  if (!index || index.subject.graph === index.object.graph) return false
  if (graph === index.subject.graph)
    return hadNothing(sides.before, graph, child) || !canTake(sides, 'subject', parent)
  return (
    graph === index.object.graph &&
    (wasNothing(sides.before, graph, child) || !canTake(sides, 'object', parent))
  )
}

/** Whether leading to the name can make a deny match: one of its own, or one that waits for a mark of the matcher. */
const canTake = (sides: Looking, side: 'subject' | 'object', name: string): boolean => {
  const key = `${side} ${name}`
  const known = sides.known.get(key)
  if (known !== undefined) return known
  const { marks } = sides.after.facts.set.plan
  if (!marks) return true
  const { texts } = (side === 'subject' ? sides.after.subjects : sides.after.objects).closureOf(name)
  const takes = marks[side].some(mark => texts.includes(mark.name)) || isDeniedAbove(sides, side, name)
  sides.known.set(key, takes)
  return takes
}

/** A subject without a rule, a group or a member could do nothing: there is nothing to take away. */
const hadNothing = ({ facts }: Judge, graph: string, subject: string): boolean => {
  const id = facts.names.idOf(subject)
  return (
    (id === UNKNOWN || (isEmpty(facts.bySubject, id) && isLoose(facts, graph, id))) &&
    !facts.set.baseline.bySubject.has(id) &&
    !facts.set.baseline.links.get(graph)?.has(id)
  )
}

/** A resource that was not registered was always denied, and had nothing below it. */
const wasNothing = (judge: Judge, graph: string, resource: string): boolean => {
  const id = judge.facts.names.idOf(resource)
  return !judge.isKnown(resource) && (id === UNKNOWN || isLoose(judge.facts, graph, id))
}

const isEmpty = (rows: Rows, id: number): boolean => rows.endOf(id) === rows.startOf(id)

const isLoose = ({ links }: Facts, graph: string, id: number): boolean => {
  const rows = links.get(graph)
  return !rows || (isEmpty(rows.up, id) && isEmpty(rows.down, id))
}

/** Whether any rule denies the name, or anything that it leads to. */
const isDeniedAbove = (sides: Looking, side: 'subject' | 'object', name: string): boolean => {
  const judge = sides.after
  const { facts } = judge
  const reach: Reach = side === 'subject' ? judge.subjects : judge.objects
  const [rows, baseline] =
    side === 'subject'
      ? [facts.bySubject, facts.set.baseline.bySubject]
      : [facts.byObject, facts.set.baseline.byObject]
  const effect = facts.set.layout.others.indexOf('eft')
  const denies = (shape: number): boolean => judge.othersOf(shape)[effect] !== 'allow'
  for (const id of reach.closureOf(name).ids) {
    if (baseline.get(id)?.some(cell => denies(cell.shape))) return true
    const row = rows.rowOf(id)
    sides.looked += row.length
    if (sides.looked > MOST_LOOKED_AT) return true
    for (const cell of row) if (denies(shapeIn(cell, facts.bits))) return true
  }
  return false
}
