import type { Catalogue } from '../../model/catalogue.ts'
import type { OrgId } from '../../model/id.ts'
import { refuse } from '../finding.ts'
import { readYaml } from '../yaml-text.ts'
import { levelCases } from './level-table.ts'
import { narratedCase } from './narrated.ts'
import { reading } from './reading.ts'
import type { Case } from './run.ts'
import { accessCases, organisationCases } from './tables.ts'
import { TestsText } from './tests-form.ts'

/**
 * The cases of a `tests.yaml`: its tables first, every cell of them an expectation, then the cases that it tells.
 * Situations are of organisations `case-1`, `case-2` ...
 * @throws Problem PolicyRefused naming file, line and column of every name that the set does not know
 */
export function readTests(catalogue: Catalogue, text: string, file = 'tests.yaml'): readonly Case[] {
  const { value, placeOf } = readYaml(text, file, TestsText)
  const { reading: to, findings } = reading(catalogue, { file, text, placeOf })
  let count = 0
  const org = (): OrgId => `case-${++count}` as OrgId
  const cases = [
    ...value.access.flatMap((table, index) => accessCases(to, ['access', index], table, org)),
    ...value.organisation.flatMap((table, index) =>
      organisationCases(to, ['organisation', index], table, org),
    ),
    ...value.levels.flatMap((table, index) => levelCases(to, ['levels', index], table, org)),
    ...value.cases.map((one, index) => narratedCase(to, ['cases', index], one, org())),
  ]
  refuse(findings)
  return cases
}
