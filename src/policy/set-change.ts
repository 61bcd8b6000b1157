import { isAdministered } from '../change/administrators.ts'
import { BadRule } from '../engine/bad-model.ts'
import { TooLarge } from '../engine/bounds.ts'
import type { CompiledSet } from '../engine/set.ts'
import { loadSnapshot } from '../engine/snapshot.ts'
import { type Catalogue, NONE, type SetDescription } from '../model/catalogue.ts'
import { idOf, typeOf } from '../model/id.ts'
import type { Organisation } from '../model/organisation.ts'
import type { Rule } from '../model/rule.ts'
import { asGrant } from '../model/rule-forms.ts'
import type { PolicySnapshot } from '../ports/policy-store.ts'

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
  const names = new Set([...unknownSettings(set, stored.organisation), ...unknownNames(set, rules)])
  const said = names.values().map(name => `the set has no ${name}`)
  return [...said, ...(await unfit(set, { ...stored, rules: batch(rules) }, before))]
}

const unknownSettings = ({ catalogue }: CompiledSet, { settings }: Organisation): string[] => [
  ...missing(catalogue.roles, settings.newcomer_role, 'role'),
  ...missing(catalogue.levels, settings.default_access, 'level'),
]

const unknownNames = ({ catalogue }: CompiledSet, rules: readonly Rule[]): string[] =>
  rules.flatMap(rule => [
    ...unknownRole(catalogue, rule),
    ...unknownLevel(catalogue, rule),
    ...unknownType(catalogue, rule),
  ])

const missing = (known: Readonly<Record<string, unknown>>, name: string, what: string): string[] =>
  name === NONE || Object.hasOwn(known, name) ? [] : [`${what} ${name}`]

const unknownRole = ({ roles }: Catalogue, [section, , role = '']: Rule): string[] =>
  section === 'g' && typeOf(role) === 'role' ? missing(roles, idOf(role), 'role') : []

const unknownLevel = ({ levels, actions }: Catalogue, rule: Rule): string[] => {
  const grant = asGrant(rule)
  return grant && !actions.has(grant.level) ? missing(levels, grant.level, 'level') : []
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
