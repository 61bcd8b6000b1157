import type { Catalogue } from '../../model/catalogue.ts'
import type { OrgId } from '../../model/id.ts'
import { type Finding, refuse } from '../finding.ts'
import { inspectYaml } from '../yaml-text.ts'
import { levelCases } from './level-table.ts'
import { narratedCase } from './narrated.ts'
import { reading } from './reading.ts'
import type { Case } from './run.ts'
import { accessCases, organisationCases } from './tables.ts'
import { TestsText } from './tests-form.ts'

/** The cases of a `tests.yaml`, and what is wrong with it; where something is, only the cases in which nothing is. */
export interface InspectedTests {
  readonly findings: readonly Finding[]
  readonly cases: readonly Case[]
}

/**
 * Reads a `tests.yaml`: its tables first, every cell of them an expectation, then the cases that it tells.
 * Situations are of organisations `case-1`, `case-2` ...
 */
export function inspectTests(catalogue: Catalogue, text: string, file = 'tests.yaml'): InspectedTests {
  const { findings, read } = inspectYaml(text, file, TestsText)
  if (!read) return { findings, cases: [] }
  const { value, placeOf } = read
  const { reading: to, findings: meant } = reading(catalogue, { file, text, placeOf })
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
  return { findings: [...findings, ...once(meant)], cases }
}

/** A name in the head of a table is looked up for each of its columns. */
const once = (findings: readonly Finding[]): readonly Finding[] => [
  ...new Map(findings.map(each => [`${each.line}:${each.column} ${each.message}`, each])).values(),
]

/** @throws PolicyRefused naming file, line and column of every mistake */
export function readTests(catalogue: Catalogue, text: string, file?: string): readonly Case[] {
  const { findings, cases } = inspectTests(catalogue, text, file)
  refuse(findings)
  return cases
}
