import { NONE } from '../model/catalogue.ts'
import { ORG } from '../model/id.ts'
import { didYouMean } from '../model/nearest.ts'
import type { Rule } from '../model/rule.ts'
import { type Chain, type Chains, chainsOf } from './chains.ts'
import type { Finding } from './finding.ts'
import { columnOf } from './rules-text.ts'
import type { ReadSet } from './set.ts'

const ROLE = 'role:'

type Found = Generator<Finding>

type Said = Pick<Finding, 'code' | 'message'>

const inDescription = ({ description }: ReadSet, path: readonly string[], said: Said): Finding => ({
  file: 'set.yaml',
  ...description.placeOf(path),
  ...said,
})

/** Roles that the description names are roles that it lists, and each has a rule. */
function* roles(set: ReadSet, { who }: Chains): Found {
  const { value } = set.description
  const ruled = new Set(set.rules.flatMap(({ rule }) => rule.slice(1, 2)))
  for (const key of ['administrator', 'newcomer', 'audience'] as const)
    if (!Object.hasOwn(value.roles, value[key]))
      yield inDescription(set, [key], {
        code: 'role-unknown',
        message: `"${value[key]}" is not one of the roles.${didYouMean(value[key], Object.keys(value.roles))}`,
      })
  for (const role of Object.keys(value.roles))
    if (role === NONE)
      yield inDescription(set, ['roles', role], { code: 'role-unknown', message: `"${NONE}" means no role` })
    else if (!(who.names.has(ROLE + role) || ruled.has(ROLE + role)))
      yield inDescription(set, ['roles', role], {
        code: 'role-without-rule',
        message: `no rule in policy.csv is about ${ROLE}${role}`,
      })
}

/** Each level is included in the next, and its action belongs to it and to none below it. */
function* ladder(set: ReadSet, chains: Chains): Found {
  const { how } = chains
  let below: string | undefined
  for (const [level, action] of Object.entries(set.description.value.levels)) {
    const wrong = (message: string): Finding =>
      inDescription(set, ['levels', level], { code: 'level-order', message })
    if (level === NONE) yield wrong(`"${NONE}" means no level`)
    if (below !== undefined && !how.reach(below).has(level))
      yield wrong(`policy.csv does not make ${below} a part of ${level}`)
    if (below !== undefined && how.reach(action).has(below))
      yield wrong(`${action} is already a part of ${below}, and cannot stand for ${level}`)
    if (how.names.size > 0 && !how.reach(action).has(level)) yield wrong(notPart(chains, action, level))
    below = level
  }
}

const notPart = ({ how }: Chains, action: string, level: string): string =>
  how.names.has(action)
    ? `policy.csv does not make ${action} a part of ${level}`
    : `policy.csv has no action "${action}" to stand for ${level}.${didYouMean(action, [...how.names])}`

/** Levels that the description names are levels that it lists. */
function* levels(set: ReadSet): Found {
  const { levels, creator, default_access } = set.description.value
  const unknown = (path: readonly string[], message: string): Finding =>
    inDescription(set, path, { code: 'level-unknown', message })
  const not = (level: string): string =>
    `"${level}" is not one of the levels.${didYouMean(level, Object.keys(levels))}`
  if (Object.keys(levels).length === 0) yield unknown(['levels'], 'a set has at least one level')
  if (!Object.hasOwn(levels, creator)) yield unknown(['creator'], not(creator))
  if (default_access !== NONE && !Object.hasOwn(levels, default_access))
    yield unknown(['default_access'], not(default_access))
}

/** The admin API asks for actions that exist; resources are kept in collections, not in the organisation itself. */
function* operations(set: ReadSet): Found {
  const { value } = set.description
  const { actions } = set.compiled.catalogue
  for (const [operation, action] of Object.entries(value.operations))
    if (!actions.has(action))
      yield inDescription(set, ['operations', operation], {
        code: 'operation-action',
        message: `policy.csv has no action "${action}".${didYouMean(action, [...actions])}`,
      })
  const wrong = (path: readonly string[], message: string): Finding =>
    inDescription(set, path, { code: 'type-collection', message })
  if (Object.keys(value.types).length === 0) yield wrong(['types'], 'a set has at least one type of resource')
  for (const [type, collection] of Object.entries(value.types))
    if (type === ORG || collection === ORG || Object.hasOwn(value.types, collection))
      yield wrong(['types', type], `"${ORG}" and types cannot be collections, nor "${ORG}" a type`)
}

/** What a rule says of a name that nothing else knows: it would never match, and a deny that never matches is a hole. */
function* strangers(set: ReadSet, chains: Chains): Found {
  const { roles, types } = set.description.value
  const { model, plan } = set.compiled
  const known: Readonly<Record<string, (name: string) => boolean>> = {
    sub: name => Object.hasOwn(roles, name.slice(ROLE.length)) || parents(chains.who, set, name),
    obj: name => name === ORG || Object.values(types).includes(name) || chains.what.names.has(name),
    // Where nothing is included in levels, an action is known by being named.
    [plan.actionField ?? '']: name => chains.how.names.size === 0 || chains.how.names.has(name),
  }
  const names: Readonly<Record<string, () => readonly string[]>> = {
    sub: () => [...Object.keys(roles).map(role => ROLE + role), ...chains.who.names],
    obj: () => [ORG, ...Object.values(types)],
    [plan.actionField ?? '']: () => [...chains.how.names],
  }
  const fields = Object.entries(known).filter(([field]) => model.policy.includes(field))
  for (const located of set.rules.filter(({ rule }) => rule[0] === 'p'))
    for (const [field, knows] of fields) {
      const at = model.policy.indexOf(field) + 1
      const name = located.rule[at] ?? ''
      if (!knows(name))
        yield {
          code: 'name-unknown',
          file: 'policy.csv',
          line: located.line,
          column: columnOf(located, at),
          message: `nothing else knows of "${name}": this rule would never match.${didYouMean(name, names[field]?.() ?? [])}`,
        }
    }
}

const parents = (who: Chain, set: ReadSet, name: string): boolean =>
  who.names.has(name) && set.rules.some(({ rule }: { rule: Rule }) => rule[2] === name)

/** What the model, the rules and the description of a set say against each other. */
export function disagreements(set: ReadSet): readonly Finding[] {
  const chains = chainsOf(
    set.compiled,
    set.rules.map(({ rule }) => rule),
  )
  return [
    ...roles(set, chains),
    ...levels(set),
    ...ladder(set, chains),
    ...operations(set),
    ...strangers(set, chains),
  ]
}
