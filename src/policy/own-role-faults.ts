import type { CompiledSet } from '../engine/set.ts'
import { type Catalogue, NONE } from '../model/catalogue.ts'
import { didYouMean } from '../model/nearest.ts'
import { MAX_OWN_ROLES, MAX_ROLE_RULES, madeBy, type OwnRole, ROLE_NAME } from '../model/own-roles.ts'
import type { Rule } from '../model/rule.ts'

/** The roles that a text makes, and how much it says of each. */
export interface RolesOfText {
  readonly made: readonly OwnRole[]
  /** The same by their names: a text may make one twice. */
  readonly bases: ReadonlyMap<string, readonly OwnRole[]>
  /** How many `p` rules are about each subject that is a role. */
  readonly rules: ReadonlyMap<string, number>
}

/** Takes down one rule of a text after the other. */
export const notingRoles = ({ layout }: CompiledSet) => {
  const made: OwnRole[] = []
  const bases = new Map<string, OwnRole[]>()
  const about = new Map<string, number>()
  return {
    note: (rule: Rule): void => {
      const role = madeBy(rule)
      if (role) {
        made.push(role)
        const named = bases.get(role.name)
        if (named) named.push(role)
        else bases.set(role.name, [role])
      }
      // A rule that is too short for the set names nobody there.
      const subject: string | undefined = rule[0] === 'p' ? layout.partsOf(rule).subject : undefined
      if (subject?.startsWith('role:')) about.set(subject, (about.get(subject) ?? 0) + 1)
    },
    roles: { made, bases, rules: about } satisfies RolesOfText,
  }
}

/** Why nothing of an organisation's own may be called so under the set; undefined when it may. */
export const refusedName = (
  { catalogue, baseline, model }: CompiledSet,
  name: string,
): string | undefined => {
  if (!ROLE_NAME.test(name))
    return `role:${name} cannot name a role: a-z, 0-9, _ and -, a letter first, 63 at most`
  if (Object.hasOwn(catalogue.roles, name)) return `role:${name} is a role of the policy set`
  const named = baseline.names.index.has(`role:${name}`) || model.matcher.includes(`"role:${name}"`)
  return named || name === NONE
    ? `role:${name} has a meaning in the policy set: choose another name`
    : undefined
}

/** What is wrong with a rule that makes a role, whatever else the text says. */
const faultsOfOne = (set: CompiledSet, { name, based_on }: OwnRole): readonly string[] => {
  const refused = refusedName(set, name)
  const bases = Object.keys(set.catalogue.roles)
  return [
    ...(refused === undefined ? [] : [refused]),
    ...(bases.includes(based_on)
      ? []
      : [
          `a role is based on one of the policy set, ${bases.join(', ')}, and role:${based_on} is none.${didYouMean(based_on, bases)}`,
        ]),
  ]
}

/** The faults of a rule that makes a role. */
export const faultsOfMaking = (
  set: CompiledSet,
  { made, bases, rules }: RolesOfText,
  role: OwnRole,
): readonly string[] => {
  const other = bases.get(role.name)?.find(({ based_on }) => based_on !== role.based_on)
  const about = rules.get(`role:${role.name}`) ?? 0
  return [
    ...faultsOfOne(set, role),
    ...(other === undefined
      ? []
      : [`role:${role.name} is based on role:${other.based_on} as well: a role is based on one`]),
    ...(about > MAX_ROLE_RULES
      ? [`${about} rules are about role:${role.name}: at most ${MAX_ROLE_RULES} may be`]
      : []),
    ...(made.length > MAX_OWN_ROLES
      ? [`the text makes ${made.length} roles: at most ${MAX_OWN_ROLES} may be made`]
      : []),
  ]
}

/** Why an own role could not go on under another set, or another version of it. */
export const reasonsAgainstRole = (set: CompiledSet, role: OwnRole): readonly string[] => {
  const { roles }: Catalogue = set.catalogue
  const refused = refusedName(set, role.name)
  return [
    ...(Object.hasOwn(roles, role.based_on)
      ? []
      : [`the set has no role ${role.based_on}, on which the organisation’s own role ${role.name} is based`]),
    ...(refused === undefined ? [] : [`the organisation’s own role ${role.name} cannot go on: ${refused}`]),
  ]
}
