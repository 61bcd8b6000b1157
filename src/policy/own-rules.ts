import { BadRule } from '../engine/bad-model.ts'
import type { CompiledSet } from '../engine/set.ts'
import { isOver, nextTurn } from '../engine/turns.ts'
import { isAttributeRule } from '../model/attribute-rules.ts'
import type { Catalogue } from '../model/catalogue.ts'
import { decodeRef, encodeRef, ORG, type OrgId, typeOf } from '../model/id.ts'
import { didYouMean } from '../model/nearest.ts'
import { madeBy, withOwnRoles } from '../model/own-roles.ts'
import { type Rule, ruleKey } from '../model/rule.ts'
import { ENDS, endedRule, isEnd } from '../model/rule-ends.ts'
import { isRegistration } from '../model/rule-forms.ts'
import { circleFaults } from './circles.ts'
import { type Finding, MAX_FINDINGS, refuse } from './finding.ts'
import { faultsOfMaking, notingRoles, type RolesOfText } from './own-role-faults.ts'
import { columnOf, inspectRulesInTurns, type LocatedRule, printRule } from './rules-text.ts'

/** What the rules of a text are checked against. */
interface Against {
  readonly org: OrgId
  readonly set: CompiledSet
  /** The names of the set, and the roles that the text makes. */
  readonly catalogue: Catalogue
  readonly roles: RolesOfText
  /** Resources that the rules themselves register. */
  readonly registered: ReadonlySet<string>
  /** The first line of every rule of the text, by {@link keyOf}. */
  readonly lines: ReadonlyMap<string, number>
  /** What a rule can be about: actions, levels, and bundles of actions. */
  readonly actions: ReadonlySet<string>
  readonly isPast: IsPast
}

/** Whether an end is one that the text may not bring: its moment is over, and the organisation does not have it. */
export type IsPast = (end: Rule) => boolean

/** A rule ends once, so two ends of it are one rule said twice. */
const keyOf = (rule: Rule): string => (isEnd(rule) ? `${ENDS} ${ruleKey(endedRule(rule))}` : ruleKey(rule))

/** Takes down what the rules of a text say of each other, one after the other. */
const noting = (set: CompiledSet) => {
  const { note, roles } = notingRoles(set)
  const registered = new Set<string>()
  const lines = new Map<string, number>()
  return {
    note: (rule: Rule, line: number): void => {
      note(rule)
      if (isRegistration(rule)) registered.add(rule[1] ?? '')
      const key = keyOf(rule)
      if (!lines.has(key)) lines.set(key, line)
    },
    noted: { roles, registered, lines },
  }
}

const against = (
  { roles, registered, lines }: ReturnType<typeof noting>['noted'],
  org: OrgId,
  set: CompiledSet,
  isPast: IsPast = () => false,
): Against => ({
  org,
  set,
  catalogue: withOwnRoles(set.catalogue, roles.made),
  roles,
  registered,
  lines,
  actions: actionsOf(set),
  isPast,
})

/** What a rule can be about under the set: actions, levels, and bundles of actions. */
export const actionsOf = ({ catalogue, baseline, plan }: CompiledSet): ReadonlySet<string> => {
  const { texts } = baseline.names
  const links = [...(baseline.links.get(plan.graphs.action ?? '') ?? [])].flat(2)
  const bundles = links.map(id => texts[id] ?? '')
  return new Set([...catalogue.actions, ...Object.keys(catalogue.levels), ...bundles])
}

/** A name is written as the service writes it, or it would stand for nobody, and could not be read back. */
const isWritten = (name: string): boolean => {
  try {
    return encodeRef(decodeRef(name)) === name && !name.endsWith(':')
  } catch {
    return false
  }
}

const isAccount = (name: string): boolean => typeOf(name) === 'user' || typeOf(name) === 'service'
const isGroup = (name: string): boolean => typeOf(name) === 'group'
const isRole = ({ roles }: Catalogue, name: string): boolean =>
  name.startsWith('role:') && Object.hasOwn(roles, name.slice('role:'.length))

const rolesOf = ({ roles }: Catalogue): readonly string[] => Object.keys(roles).map(role => `role:${role}`)

const isHeld = (catalogue: Catalogue, holder: string, held: string): boolean =>
  isGroup(held) ? isAccount(holder) || isGroup(holder) : isRole(catalogue, held) && isAccount(holder)

/** What is wrong with a rule, and at which of its fields. */
interface Fault {
  readonly message: string
  readonly field?: number
}

function* faultsOfGrant({ set, catalogue, registered, actions }: Against, rule: Rule): Generator<Fault> {
  const { subject, object } = set.layout.partsOf(rule)
  const place = set.model.policy.indexOf(set.plan.actionField ?? '') + 1
  const action = rule[place]
  if (set.plan.actionField !== undefined && action !== undefined && !actions.has(action))
    yield {
      message: `the policy set has no action or level ${action}: this rule would never count.${didYouMean(action, [...actions])}`,
      field: place,
    }
  if (!(isAccount(subject) || isGroup(subject) || isRole(catalogue, subject)))
    yield {
      message: `${subject} is not a user:, a service:, a group: or a role that is there.${didYouMean(subject, rolesOf(catalogue))}`,
      field: rule.indexOf(subject),
    }
  const standing = object === ORG || Object.values(catalogue.types).includes(object)
  if (!(standing || registered.has(object)))
    yield { message: `${object} is not registered: add its g2 rule`, field: rule.indexOf(object) }
}

/** A resource is in the collection of its type, and may be in collections that are registered themselves. */
const isWithin = ({ set, registered }: Against, resource: string, within: string): boolean => {
  if (within.includes(':')) return registered.has(resource) && registered.has(within)
  const { types } = set.catalogue
  return Object.hasOwn(types, typeOf(resource)) && types[typeOf(resource)] === within
}

/** An end stands beside the rule that it is of. A resource does not end: it is deleted. */
function* faultsOfEnd({ lines, isPast }: Against, rule: Rule): Generator<Fault> {
  const ended = endedRule(rule)
  if (isRegistration(ended)) yield { message: 'a resource does not end: its grants may' }
  if (madeBy(ended)) yield { message: 'a role does not end: that somebody holds it may' }
  if (!lines.has(ruleKey(ended)))
    yield { message: `the rule that ends, ${printRule(ended)}, is missing: add it` }
  // It would be said to change nothing, and take the rule away at once.
  if (isPast(rule))
    yield { message: 'this moment is over: leave out this line and the rule that it ends', field: 1 }
}

/** What is in what: an account in a role or a group, a role in the one that it is based on. */
function* faultsOfLink({ set, catalogue, roles }: Against, rule: Rule): Generator<Fault> {
  const [, first = '', second = ''] = rule
  const made = madeBy(rule)
  if (made) for (const message of faultsOfMaking(set, roles, made)) yield { message, field: 1 }
  else if (!isHeld(catalogue, first, second))
    yield { message: `${first} cannot be in ${second}.${didYouMean(second, rolesOf(catalogue))}`, field: 2 }
}

/** The faults of one rule. Own rules may say what admins could do call by call, and further grants and denies. */
function* faultsOf(against: Against, rule: Rule): Generator<Fault> {
  const { types } = against.set.catalogue
  const [section, first = '', second = ''] = rule
  for (const [at, name] of rule.entries())
    if (name.includes(':') && !isWritten(name) && !isEnd(rule))
      yield { message: `${name} is not an id as the export writes it: percent-encode it`, field: at }
  if (section === 'g') yield* faultsOfLink(against, rule)
  else if (section === 'g2') {
    if (!isWithin(against, first, second))
      yield {
        message: `${first} does not belong in ${second}.${didYouMean(second, Object.values(types))}`,
        field: 2,
      }
  } else if (section === 'p') yield* faultsOfGrant(against, rule)
  else if (section === ENDS) yield* faultsOfEnd(against, rule)
  else yield { message: `${section} rules belong to the policy set, not to an organisation` }
}

/** The engine's own word on the rule's form; nothing else is asked of a rule that it would not read. */
const misfit = ({ org, set }: Against, rule: Rule): string | undefined => {
  try {
    set.layout.check(rule, org)
    return undefined
  } catch (error) {
    if (error instanceof BadRule) return error.message.replace(`: ${JSON.stringify(rule)}`, '')
    throw error
  }
}

const faultsIn = (to: Against, rule: Rule): readonly Fault[] => {
  const bad = misfit(to, rule)
  if (bad !== undefined) return [{ message: bad }]
  // What an attribute's record says holds, whatever stands here.
  return isAttributeRule(rule) ? [] : [...faultsOf(to, rule)]
}

/** What no organisation's rules could say; what they are about is taken to be registered, or to have been once. */
export const faultsOfRules = (rules: readonly Rule[], org: OrgId, set: CompiledSet): readonly string[] => {
  const { note, noted } = noting(set)
  for (const [line, rule] of rules.entries()) note(rule, line)
  const to = { ...against(noted, org, set), registered: new Set(rules.flat()) }
  return rules.flatMap(rule => faultsIn(to, rule).map(({ message }) => `${printRule(rule)}: ${message}`))
}

/** Where a text comes from, and what it may say. */
export interface OwnText {
  /** Named in findings. */
  readonly file?: string
  readonly isPast?: IsPast
  /** Whether the organisation has a rule already: a circle that is there does not stop other changes. */
  readonly isThere?: (rule: Rule) => boolean
}

/**
 * The rules of a text, for one organisation; read in turns with other work.
 * @throws PolicyRefused naming the line of every mistake: a line that cannot be read hides those of no other
 */
export async function readOwnRules(
  text: string,
  org: OrgId,
  set: CompiledSet,
  { file = RULES_FILE, isPast, isThere = () => false }: OwnText = {},
): Promise<readonly Rule[]> {
  const { located, findings: unreadable, guessed } = await inspectRulesInTurns(text, file)
  const { note, noted } = noting(set)
  for (const { rule, line } of [...located, ...guessed]) {
    note(rule, line)
    if (isOver()) await nextTurn()
  }
  const to = against(noted, org, set, isPast)
  const faults = ({ rule, line }: LocatedRule): readonly Fault[] => {
    const first = noted.lines.get(keyOf(rule))
    return first === line ? faultsIn(to, rule) : [{ message: `this repeats line ${first}` }]
  }
  const findings: Finding[] = []
  for (const one of located) {
    for (const { message, field } of faults(one))
      findings.push({ code: 'own-rule', file, line: one.line, column: columnOf(one, field), message })
    if (findings.length >= MAX_FINDINGS) break
    if (isOver()) await nextTurn()
  }
  const circles = (await circleFaults(located, isThere)).map(
    ({ one, message }): Finding => ({
      code: 'own-rule',
      file,
      line: one.line,
      column: columnOf(one, 2),
      message,
    }),
  )
  refuse(inOrder([...unreadable, ...findings, ...circles]))
  return located.map(({ rule }) => rule)
}

const RULES_FILE = 'policy.csv'

const inOrder = (findings: readonly Finding[]): readonly Finding[] =>
  findings.toSorted((one, other) => (one.line ?? 0) - (other.line ?? 0))
