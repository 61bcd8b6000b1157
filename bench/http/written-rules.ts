import type { openStore } from '../../src/compose.ts'
import { MAX_ADDS } from '../../src/model/change.ts'
import type { OrgId } from '../../src/model/id.ts'
import type { Rule } from '../../src/model/rule.ts'
import { recordOf } from '../organisations.ts'

type Store = Awaited<ReturnType<typeof openStore>>

/** Makes an organisation with these rules, in as many changes as they take. */
export const writeRules = async ({ policy }: Store, org: OrgId, rules: readonly Rule[]): Promise<void> => {
  for (let expected = 0; expected * MAX_ADDS < rules.length; expected++)
    await policy.apply(org, {
      expected,
      adds: rules.slice(expected * MAX_ADDS, (expected + 1) * MAX_ADDS),
      removes: [],
      records: expected === 0 ? [{ put: 'organisation', value: recordOf(org) }] : [],
      narrows: false,
      actor: 'operator',
      operation: 'bench',
      target: org,
    })
}
