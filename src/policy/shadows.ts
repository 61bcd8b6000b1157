import { type Chains, chainsOf } from './chains.ts'
import type { Finding } from './finding.ts'
import { grantsOf, type LocatedGrant } from './grants-of-set.ts'
import { columnOf, printRule } from './rules-text.ts'
import type { ReadSet } from './set.ts'

/** Fields beside subject, resource, action and effect: rules that differ in them are not compared. */
const othersOf =
  ({ compiled }: ReadSet) =>
  ({ rule: [, ...fields] }: LocatedGrant): string => {
    const compared: ReadonlySet<string> = new Set(['sub', 'obj', 'eft', compiled.plan.actionField ?? ''])
    return JSON.stringify(fields.filter((_, index) => !compared.has(compiled.model.policy[index] ?? '')))
  }

const keyOf = (...parts: readonly string[]): string => JSON.stringify(parts)

/** The rules by what they are about, so that a wider rule is looked up and not searched for. */
function wider(
  grants: readonly LocatedGrant[],
  { who, what, how }: Chains,
  others: (grant: LocatedGrant) => string,
) {
  const about = Map.groupBy(grants, grant => keyOf(grant.sub, grant.obj, grant.act, others(grant)))
  return (narrow: LocatedGrant): readonly LocatedGrant[] => {
    const rest = others(narrow)
    const [objects, actions] = [[...what.reach(narrow.obj)], [...how.reach(narrow.act)]]
    const named = [...who.reach(narrow.sub)].flatMap(sub =>
      objects.flatMap(obj => actions.map(act => keyOf(sub, obj, act, rest))),
    )
    return named.flatMap(key => about.get(key) ?? []).filter(wide => wide !== narrow)
  }
}

/**
 * Rules that could go without changing a decision: another one says the same of more, or a deny takes away all that
 * they give. Told only where rules are looked up and every deny counts, which is when covering can be read off the chains.
 */
export function shadows(set: ReadSet): readonly Finding[] {
  if (!set.compiled.indexed || set.compiled.model.effect !== 'allow_and_deny') return []
  const chains = chainsOf(
    set.compiled,
    set.rules.map(({ rule }) => rule),
  )
  const grants = grantsOf(set)
  const widerThan = wider(grants, chains, othersOf(set))
  return grants.flatMap(narrow => {
    const wide = widerThan(narrow).find(other => other.denies || !narrow.denies)
    if (wide === undefined) return []
    const denied = wide.denies && !narrow.denies
    const why = denied ? 'never counts: it is denied by' : 'says nothing that is not said by'
    return [
      {
        code: denied ? ('allow-denied' as const) : ('rule-shadowed' as const),
        file: 'policy.csv',
        line: narrow.line,
        column: columnOf(narrow),
        message: `this rule ${why} line ${wide.line}, ${printRule(wide.rule)}`,
      },
    ]
  })
}
