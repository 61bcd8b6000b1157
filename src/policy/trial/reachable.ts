import type { CompiledSet } from '../../engine/set.ts'
import type { Finding } from '../finding.ts'
import { faultsOfRules } from '../own-rules.ts'
import type { Case } from './run.ts'
import { type Facts, rulesOf } from './situation.ts'

const NOTHING: Facts = { accounts: new Map(), groups: new Map(), resources: new Map(), rules: [] }

/** Rules that cases are given and no organisation could have: what they show would never happen in service. */
export function* unreachable(set: CompiledSet, cases: readonly Case[]): Generator<Finding> {
  for (const { name, place, situation } of cases) {
    const { facts, org } = situation
    const rules = rulesOf({ ...NOTHING, rules: facts.rules }, org, set.catalogue)
    for (const fault of faultsOfRules(rules, org, set))
      yield { code: 'test-unreachable', file: 'tests.yaml', ...place, message: `${name}: ${fault}` }
  }
}
