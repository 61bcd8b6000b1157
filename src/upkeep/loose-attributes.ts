import { attributeRules, isAttributeRule } from '../model/attribute-rules.ts'
import type { Catalogue } from '../model/catalogue.ts'
import { Problem } from '../model/problems.ts'
import { type Rule, ruleKey } from '../model/rule.ts'
import type { Household, LooseEnd } from './loose-ends.ts'

/**
 * Attributes as rules that do not say what the records say, where the policy set reads any. The records are the source: writing one again
 * through the door makes its rules anew. Unlike other loose ends, these decide.
 */
export function* looseAttributes(
  { org, rules, records }: Pick<Household, 'org' | 'rules' | 'records'>,
  reads: NonNullable<Catalogue['reads']>,
): Generator<LooseEnd> {
  const present = Map.groupBy([...rules].filter(isAttributeRule), ([, of = '']) => of)
  for (const write of records) {
    if (write.put !== 'account' && write.put !== 'resource') continue
    const { id: of, attributes } = write.value
    const whose = write.put === 'account' ? 'subject' : 'resource'
    const read = { names: reads[whose], lists: reads.lists[whose] }
    const wanted = comparable(() => attributeRules(org, { of, attributes, ...read }))
    if (!wanted) yield { kind: 'records with attributes that rules cannot compare', what: of }
    else if (!isSame(wanted, present.get(of)))
      yield { kind: 'records whose attributes the rules say differently', what: of, records: [write] }
    present.delete(of)
  }
  for (const [of, removes] of present) yield { kind: 'attributes of what is not there', what: of, removes }
}

/** Undefined where a record of before the set read the attribute holds what rules cannot compare. */
const comparable = (make: () => readonly Rule[]): readonly Rule[] | undefined => {
  try {
    return make()
  } catch (error) {
    if (error instanceof Problem) return undefined
    throw error
  }
}

const isSame = (some: readonly Rule[], others: readonly Rule[] = []): boolean => {
  const keys = new Set(others.map(ruleKey))
  return some.length === others.length && some.every(rule => keys.has(ruleKey(rule)))
}
