import { ORG } from '../model/id.ts'
import { GIVING } from '../model/operations.ts'
import { type Chains, chainsOf } from './chains.ts'
import type { Finding } from './finding.ts'
import { grantsOf, type LocatedGrant } from './grants-of-set.ts'
import { columnOf } from './rules-text.ts'
import { type ReadSet, RULES } from './set.ts'

type Found = Generator<Finding>

const ROLE = 'role:'

/** What is looked through: the allows and denies of a set, and what its names lead to. */
interface Looked {
  readonly set: ReadSet
  readonly chains: Chains
  readonly grants: readonly LocatedGrant[]
  readonly rolesIn: ReadonlyMap<string, readonly string[]>
}

/** The listed roles that a rule is about. */
const rolesUnder = ({ rolesIn }: Looked, { sub }: LocatedGrant): readonly string[] => rolesIn.get(sub) ?? []

/** Each name with the listed roles that lead to it. */
const rolesByName = ({ description }: ReadSet, { who }: Chains): ReadonlyMap<string, readonly string[]> => {
  const found = new Map<string, string[]>()
  for (const role of Object.keys(description.value.roles))
    for (const name of who.reach(ROLE + role)) {
      const known = found.get(name)
      if (known) known.push(role)
      else found.set(name, [role])
    }
  return found
}

/** Rules of the baseline by which a role below the administrator may give rights. */
function* escalations(looked: Looked): Found {
  const { set, chains, grants } = looked
  const { operations, administrator } = set.description.value
  const giving = Object.entries(operations)
    .filter(([operation]) => GIVING.has(operation))
    .map(([operation, action]) => [operation, chains.how.reach(action)] as const)
  for (const grant of grants.filter(({ denies }) => !denies)) {
    const given = giving.filter(([, reached]) => reached.has(grant.act)).map(([name]) => name)
    const below = rolesUnder(looked, grant).filter(role => role !== administrator)
    if (given.length === 0 || below.length === 0) continue
    yield {
      code: 'escalation',
      file: RULES,
      line: grant.line,
      column: columnOf(grant, 1),
      message: `by this rule ${below.join(', ')} may give rights on ${grant.obj}: ${shown(given)}`,
    }
  }
}

/** The most operations that one finding lists. */
const SHOWN = 3

const shown = (names: readonly string[]): string =>
  names.length <= SHOWN
    ? names.join(', ')
    : `${names.slice(0, SHOWN).join(', ')} and ${names.length - SHOWN} more`

/** An allow of every role, on a whole collection, at the highest level. */
function* boundless(looked: Looked): Found {
  const { set, chains, grants } = looked
  const { roles, levels, types } = set.description.value
  const highest = Object.keys(levels).at(-1) ?? ''
  const collections = new Set(Object.values(types))
  const whole = chains.how.reach(highest)
  for (const grant of grants)
    if (
      !grant.denies &&
      collections.has(grant.obj) &&
      whole.has(grant.act) &&
      rolesUnder(looked, grant).length === Object.keys(roles).length
    )
      yield {
        code: 'allow-everyone',
        file: RULES,
        line: grant.line,
        column: columnOf(grant),
        message: `this rule allows everyone everything on ${grant.obj}`,
      }
}

/** Denies of what nobody could be allowed: no level includes it, and no rule allows it on the same thing. */
function* idleDenies({ set, chains, grants }: Looked): Found {
  const { how, what } = chains
  const { actions, levels } = set.compiled.catalogue
  const allows = grants.filter(({ denies }) => !denies)
  const meet = (one: string, other: string): boolean =>
    what.reach(one).has(other) || what.reach(other).has(one)
  const allowable = (action: string, obj: string): boolean => {
    const reached = how.reach(action)
    if (obj !== ORG && Object.keys(levels).some(level => reached.has(level))) return true
    return allows.some(allow => reached.has(allow.act) && meet(allow.obj, obj))
  }
  for (const deny of grants.filter(({ denies }) => denies)) {
    const denied = [...actions].filter(action => how.reach(action).has(deny.act))
    if (denied.some(action => allowable(action, deny.obj))) continue
    yield {
      code: 'deny-never-matches',
      file: RULES,
      line: deny.line,
      column: columnOf(deny),
      message: `this deny takes nothing away: nobody could be allowed ${deny.act} on ${deny.obj}`,
    }
  }
}

/** Rules that may say more, or less, than was meant. */
export function suspiciousRules(set: ReadSet): readonly Finding[] {
  const rules = set.rules.map(({ rule }) => rule)
  const chains = chainsOf(set.compiled, rules)
  const looked = { set, chains, grants: grantsOf(set), rolesIn: rolesByName(set, chains) }
  return [...escalations(looked), ...boundless(looked), ...idleDenies(looked)]
}
