import { type Chains, chainsOf } from './chains.ts'
import type { Finding } from './finding.ts'
import { type LocatedRule, printRule } from './rules-text.ts'
import type { ReadSet } from './set.ts'

interface Reading extends LocatedRule {
  readonly sub: string
  readonly obj: string
  readonly act: string
  readonly denies: boolean
  /** Fields beside those: rules that differ in them are not compared. */
  readonly others: string
}

function readingsOf({ compiled, rules }: ReadSet): readonly Reading[] {
  const { policy } = compiled.model
  const { actionField = '' } = compiled.plan
  const compared: ReadonlySet<string> = new Set(['sub', 'obj', 'eft', actionField])
  return rules
    .filter(({ rule }) => rule[0] === 'p')
    .map(located => {
      const [, ...fields] = located.rule
      const field = (name: string): string => fields[policy.indexOf(name)] ?? ''
      return {
        ...located,
        sub: field('sub'),
        obj: field('obj'),
        act: field(actionField),
        denies: field('eft') === 'deny',
        others: JSON.stringify(fields.filter((_, index) => !compared.has(policy[index] ?? ''))),
      }
    })
}

/** Whether everything that the narrow rule matches is matched by the wide one. */
const covers = ({ who, what, how }: Chains, wide: Reading, narrow: Reading): boolean =>
  wide.others === narrow.others &&
  who.reach(narrow.sub).has(wide.sub) &&
  what.reach(narrow.obj).has(wide.obj) &&
  how.reach(narrow.act).has(wide.act)

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
  const readings = readingsOf(set)
  return readings.flatMap(narrow => {
    const wide = readings.find(
      other => other !== narrow && (other.denies || !narrow.denies) && covers(chains, other, narrow),
    )
    if (wide === undefined) return []
    const why =
      wide.denies && !narrow.denies ? 'never counts: it is denied by' : 'says nothing that is not said by'
    return [
      {
        file: 'policy.csv',
        line: narrow.line,
        message: `this rule ${why} line ${wide.line}, ${printRule(wide.rule)}`,
      },
    ]
  })
}
