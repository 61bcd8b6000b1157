import type { Rule } from '../model/rule.ts'
import { type Chain, type Chains, chainsOf } from './chains.ts'
import type { Finding } from './finding.ts'
import type { FindingCode } from './finding-codes.ts'
import { columnOf } from './rules-text.ts'
import { type ReadSet, RULES } from './set.ts'

type Found = Generator<Finding>

const ROLE = 'role:'

/** A finding at the first rule that is about something. */
const atFirst = (
  { rules }: ReadSet,
  about: (rule: Rule) => number,
  said: { code: FindingCode; message: string },
): Finding => {
  const located = rules.find(({ rule }) => about(rule) > 0)
  const at = located && { line: located.line, column: columnOf(located, about(located.rule)) }
  return { ...said, file: RULES, ...at }
}

/** Roles that the rules speak of and nobody can be given. */
function* unreachableRoles(set: ReadSet, { who }: Chains): Found {
  const held = Object.keys(set.description.value.roles).flatMap(role => [...who.reach(ROLE + role)])
  const reachable = new Set(held)
  for (const role of who.names)
    if (role.startsWith(ROLE) && !reachable.has(role))
      yield atFirst(set, rule => rule.indexOf(role), {
        code: 'role-unreachable',
        message: `nobody can hold ${role}: set.yaml does not list it, and no listed role leads to it`,
      })
}

/** Listed roles that lack what the matcher demands of every subject. */
function* powerlessRoles(set: ReadSet, { who }: Chains): Found {
  const { graphs, marks } = set.compiled.plan
  const demanded = (marks?.subject ?? []).filter(({ graph }) => graph === graphs.subject)
  for (const role of Object.keys(set.description.value.roles))
    for (const { name } of demanded)
      if (!who.reach(ROLE + role).has(name))
        yield {
          code: 'role-powerless',
          file: 'set.yaml',
          ...set.description.placeOf(['roles', role]),
          message: `the role ${role} can do nothing: the matcher asks for ${name}, and no rule puts ${ROLE}${role} in it`,
        }
}

/** The texts that rules name in their action field. */
const ruledActions = ({ compiled, rules }: ReadSet): ReadonlySet<string> => {
  const { plan, model } = compiled
  const place = plan.actionField === undefined ? 0 : model.policy.indexOf(plan.actionField) + 1
  return new Set(rules.filter(({ rule }) => rule[0] === 'p').map(({ rule }) => rule[place] ?? ''))
}

/** Actions that nobody is allowed and no level includes, and bundles of actions that no rule names. */
function* idleNames(set: ReadSet, { how }: Chains): Found {
  const { actions, levels } = set.compiled.catalogue
  const ruled = ruledActions(set)
  const useful = (name: string): boolean =>
    [...how.reach(name)].some(reached => ruled.has(reached) || Object.hasOwn(levels, reached))
  for (const name of how.names)
    if (!useful(name))
      yield atFirst(set, rule => (rule[0] === set.compiled.plan.graphs.action ? rule.indexOf(name) : 0), {
        code: 'action-idle',
        message: `${actions.has(name) ? 'the action' : 'the bundle'} ${name} is in no level and no rule names it`,
      })
}

/** The link that closes a circle, the last one in the file: one for each circle of names. */
function* circles({ rules }: ReadSet, section: string | undefined, { reach }: Chain): Found {
  const seen = new Set<string>()
  for (const located of rules.toReversed()) {
    const [kind, child = '', parent = ''] = located.rule
    if (kind !== section || seen.has(child)) continue
    const reached = reach(parent)
    if (!reached.has(child)) continue
    const circle = [...reached].filter(name => reach(name).has(child))
    for (const name of circle) seen.add(name)
    yield {
      code: 'link-cycle',
      file: RULES,
      line: located.line,
      column: columnOf(located, 2),
      message: `${circle.join(', ')} include each other in a circle: each counts as all of them`,
    }
  }
}

/** Names that do not do what they seem to be there for. */
export function suspiciousNames(set: ReadSet): readonly Finding[] {
  const chains = chainsOf(
    set.compiled,
    set.rules.map(({ rule }) => rule),
  )
  const { graphs } = set.compiled.plan
  return [
    ...unreachableRoles(set, chains),
    ...powerlessRoles(set, chains),
    ...idleNames(set, chains),
    ...circles(set, graphs.subject, chains.who),
    ...circles(set, graphs.object, chains.what),
    ...circles(set, graphs.action, chains.how),
  ]
}
