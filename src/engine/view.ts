import type { RuleReading, RulesView } from '../change/rules-view.ts'
import type { Resource, Subject } from '../model/id.ts'
import type { Rule } from '../model/rule.ts'
import { unlessTooMuch } from './bounds.ts'
import { type Facts, hasRule, idIn, shapeIn } from './facts.ts'
import type { Judge } from './judge.ts'
import { othersOf } from './layout.ts'
import { UNKNOWN } from './names.ts'
import { catalogueIn } from './own-roles.ts'
import { isOver, nextTurn } from './turns.ts'

const ROLE = 'role:'
const isRole = (name: string): boolean => name.startsWith(ROLE)
const isAccount = (name: string): boolean => name.startsWith('user:') || name.startsWith('service:')

/** Every rule of the organisation that names the text in any field. */
const rulesNaming = (judge: Judge, text: string): readonly Rule[] => {
  const { names, bits, byObject, links, ends, set, org } = judge.facts
  const id = names.idOf(text)
  if (id === UNKNOWN) return []
  const rules = [...rulesAbout(judge, text)]
  for (const cell of byObject.rowOf(id))
    if (idIn(cell, bits) !== id)
      rules.push(['p', ...judge.fieldsOf(idIn(cell, bits), id, shapeIn(cell, bits))])
  for (const [graph, { up, down }] of links) {
    for (const parent of up.rowOf(id)) rules.push(set.layout.linkOf(graph, text, names.textOf(parent), org))
    for (const child of down.rowOf(id))
      if (child !== id) rules.push(set.layout.linkOf(graph, names.textOf(child), text, org))
  }
  return [...rules, ...rules.flatMap(rule => ends.endsOf(rule))]
}

/** The organisation's `p` rules about the text. */
function* rulesAbout(judge: Judge, text: string): Generator<Rule> {
  const { names, bits, bySubject } = judge.facts
  const id = names.idOf(text)
  if (id === UNKNOWN) return
  for (const cell of bySubject.rowOf(id))
    yield ['p', ...judge.fieldsOf(id, idIn(cell, bits), shapeIn(cell, bits))]
}

/** Texts beside a name in the graph of subjects, in byte order. */
const neighbours = (
  facts: Facts,
  name: string,
  way: 'up' | 'down',
  wanted?: (text: string) => boolean,
): Subject[] => {
  const id = facts.names.idOf(name)
  const rows = facts.links.get(facts.set.plan.graphs.subject ?? '')?.[way]
  if (id === UNKNOWN || !rows) return []
  const texts: Subject[] = []
  for (const other of rows.rowOf(id)) {
    const text = facts.names.textOf(other) as Subject
    if (wanted === undefined || wanted(text)) texts.push(text)
  }
  return texts.sort()
}

/** Whether a name is directly in another in the graph of subjects, however much else it is in. */
const isLinked = ({ names, links, set }: Facts, name: string, other: string): boolean => {
  const [id, parent] = [names.idOf(name), names.idOf(other)]
  if (id === UNKNOWN || parent === UNKNOWN) return false
  return links.get(set.plan.graphs.subject ?? '')?.up.has(id, parent) ?? false
}

const linkedTo = (facts: Facts, name: string): number => {
  const id = facts.names.idOf(name)
  return id === UNKNOWN
    ? 0
    : (facts.links.get(facts.set.plan.graphs.subject ?? '')?.down.rowOf(id).length ?? 0)
}

/** Everything that the name is in. A name in more than a decision follows is allowed nothing by it, so it is in nothing here. */
const reachedFrom = (judge: Judge, name: Subject | Resource): readonly string[] => {
  const { subject, object } = judge.facts.set.plan.graphs
  const reach = judge.reachOf(judge.isRegistered(name) ? object : subject)
  const texts = unlessTooMuch(() => reach.closureOf(name).texts, [])
  return texts.length === 0 ? [name] : texts
}

/** The actions that a rule with this in its field can be about: all of them where it is no name that leads to any, such as a pattern. */
const actionsUnder = (judge: Judge): ActionsUnder => {
  const { catalogue, plan } = judge.facts.set
  const known = new Map<string, readonly string[]>()
  return (field = '') => {
    const before = known.get(field)
    if (before) return before
    const all = [...catalogue.actions]
    const reach = judge.reachOf(plan.graphs.action)
    const led = all.filter(action => action === field || reach.has(action, field))
    const found = led.length === 0 ? all : led
    if (known.size < MAX_KEPT) known.set(field, found)
    return found
  }
}

type ActionsUnder = (field: string | undefined) => readonly string[]

/** The most fields of which it is kept what they are about. */
const MAX_KEPT = 256

const readingOf = (judge: Judge, actionsBy: ActionsUnder, rule: Rule): RuleReading => {
  const { layout, plan } = judge.facts.set
  const { subject, object, shape } = layout.partsOf(rule)
  const others = othersOf(shape)
  const [action, effect] = [plan.actionField, 'eft'].map(field =>
    field === undefined ? undefined : others[layout.others.indexOf(field)],
  )
  return {
    subject,
    object: object as Resource,
    ...(action === undefined ? {} : { action }),
    actions: actionsBy(action),
    denies: effect === 'deny',
  }
}

const sizeOf = ({ byObject, links, ends }: Facts): number => {
  let size = byObject.size + ends.size
  for (const { up } of links.values()) size += up.size
  return size
}

/** The organisation's own rules, for those who change them. */
export const rulesView = (
  judge: Judge,
): Omit<RulesView, 'organisation' | 'revision' | 'check' | 'access' | 'supposing' | 'ended'> => {
  const { facts } = judge
  const catalogue = catalogueIn(facts)
  const strongestFirst = Object.keys(catalogue.roles)
  const actionsBy = actionsUnder(judge)
  return {
    turns: { isOver, nextTurn },
    size: sizeOf(facts),
    catalogue,
    has: rule => hasRule(facts, rule),
    rulesOfSubject: subject => rulesNaming(judge, subject),
    rulesAbout: subject => rulesAbout(judge, subject),
    rulesOnResource: resource => rulesNaming(judge, resource),
    roleOf: account =>
      strongestFirst.find(role => isLinked(facts, account, ROLE + role)) ??
      neighbours(facts, account, 'up', isRole)[0]?.slice(ROLE.length),
    holdersOf: role => neighbours(facts, ROLE + role, 'down', isAccount),
    groupsOf: subject => neighbours(facts, subject, 'up', name => !isRole(name)),
    membersOf: group => neighbours(facts, group, 'down'),
    linkedTo: name => linkedTo(facts, name),
    reachedFrom: name => reachedFrom(judge, name),
    readingOf: rule => readingOf(judge, actionsBy, rule),
    isRegistered: resource => judge.isRegistered(resource),
    endsOf: rule => facts.ends.endsOf(rule),
    ending: until => facts.ends.until(until.getTime()),
  }
}
