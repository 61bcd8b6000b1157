import { isAdministered } from '../change/administrators.ts'
import { BadRule } from '../engine/bad-model.ts'
import { TooLarge } from '../engine/bounds.ts'
import type { CompiledSet } from '../engine/set.ts'
import { loadSnapshot } from '../engine/snapshot.ts'
import { inTurns } from '../engine/turns.ts'
import { type Catalogue, NONE, type SetDescription } from '../model/catalogue.ts'
import { idOf, ORG, typeOf } from '../model/id.ts'
import type { Organisation } from '../model/organisation.ts'
import { madeBy, type OwnRole } from '../model/own-roles.ts'
import type { Rule } from '../model/rule.ts'
import type { PolicySnapshot } from '../ports/policy-store.ts'
import { reasonsAgainstRole } from './own-role-faults.ts'
import { actionsOf } from './own-rules.ts'

/**
 * Why an organisation could not go on under another version of its set: what its rules and settings name that the set would not
 * know any more. Each thing once, however many rules name it; empty when it can go on.
 */
export async function reasonsAgainst(
  set: CompiledSet,
  stored: PolicySnapshot,
  before: SetDescription | undefined,
): Promise<readonly string[]> {
  const rules = (await Array.fromAsync(stored.rules)).flat()
  const own: OwnRole[] = []
  await inTurns(rules.length, at => own.push(...madeIn(rules[at])))
  const known = { set, own: new Set(own.map(({ name }) => name)), actions: actionsOf(set) }
  const names = new Set(unknownSettings(known, stored.organisation))
  await inTurns(rules.length, at => {
    for (const name of unknownNames(known, rules[at] as Rule)) names.add(name)
  })
  return [
    ...own.flatMap(role => reasonsAgainstRole(set, role)),
    ...names.values().map(name => `the set has no ${name}`),
    ...(await unfit(set, { ...stored, rules: batch(rules) }, before)),
  ]
}

/** What an organisation's rules and settings may name. */
interface Known {
  readonly set: CompiledSet
  /** Its own roles: what each of them is based on is asked of itself. */
  readonly own: ReadonlySet<string>
  readonly actions: ReadonlySet<string>
}

const unknownSettings = (known: Known, { settings }: Organisation): string[] => [
  ...missingRole(known, settings.newcomer_role),
  ...missing(known.set.catalogue.levels, settings.default_access, 'level'),
]

const unknownNames = (known: Known, rule: Rule): string[] => [
  ...unknownRole(known, rule),
  ...unknownLevel(known, rule),
  ...unknownCollection(known, rule),
  ...unknownType(known.set.catalogue, rule),
]

const madeIn = (rule: Rule | undefined): readonly OwnRole[] => {
  const made = rule && madeBy(rule)
  return made ? [made] : []
}

const missingRole = ({ set, own }: Known, name: string): string[] =>
  own.has(name) ? [] : missing(set.catalogue.roles, name, 'role')

const missing = (known: Readonly<Record<string, unknown>>, name: string, what: string): string[] =>
  name === NONE || Object.hasOwn(known, name) ? [] : [`${what} ${name}`]

const unknownRole = (known: Known, rule: Rule): string[] => {
  const [section, , role = ''] = rule
  return section === 'g' && typeOf(role) === 'role' && !madeBy(rule) ? missingRole(known, idOf(role)) : []
}

/** What a `p` rule is about, where the set has its fields; nothing of a rule that does not fit it, which the engine names. */
const about = ({ set: { layout, model, plan } }: Known, rule: Rule) => {
  if (rule[0] !== 'p' || rule.length !== model.policy.length + 1) return undefined
  const { subject, object } = layout.partsOf(rule)
  const level = plan.actionField === undefined ? undefined : rule[model.policy.indexOf(plan.actionField) + 1]
  return { subject, object, level }
}

const unknownLevel = (known: Known, rule: Rule): string[] => {
  const level = about(known, rule)?.level
  return level === undefined || known.actions.has(level)
    ? []
    : missing(known.set.catalogue.levels, level, 'level')
}

/** What an own role may do to all resources of a type would be lost without a word. */
const unknownCollection = (known: Known, rule: Rule): string[] => {
  const { subject = '', object = '' } = about(known, rule) ?? {}
  const stands =
    object === ORG || object.includes(':') || Object.values(known.set.catalogue.types).includes(object)
  return stands || !known.own.has(subject.replace(/^role:/, '')) ? [] : [`collection ${object}`]
}

const unknownType = ({ types }: Catalogue, [section, resource = '']: Rule): string[] =>
  section === 'g2' && resource.includes(':') ? missing(types, typeOf(resource), 'type of resource') : []

/** Whether the engine takes them, and whether somebody who administered still does. */
const unfit = async (
  set: CompiledSet,
  stored: PolicySnapshot,
  before?: SetDescription,
): Promise<string[]> => {
  try {
    const view = await loadSnapshot(set, stored)
    const { administrator } = set.catalogue
    const orphaned =
      before !== undefined && view.holdersOf(before.administrator).length > 0 && !isAdministered(view)
    return orphaned ? [`nobody would be ${administrator}`] : []
  } catch (error) {
    return [refusalOf(error)]
  }
}

/** Why the engine cannot decide on what is stored; undefined when it can. */
export const undecidable = async (set: CompiledSet, stored: PolicySnapshot): Promise<string | undefined> => {
  try {
    await loadSnapshot(set, stored)
    return undefined
  } catch (error) {
    return refusalOf(error)
  }
}

const refusalOf = (error: unknown): string => {
  if (error instanceof BadRule || error instanceof TooLarge) return error.message
  throw error
}

async function* batch<T>(items: T): AsyncGenerator<T> {
  yield items
}
