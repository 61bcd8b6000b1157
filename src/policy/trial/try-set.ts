import type { CompiledSet } from '../../engine/set.ts'
import { refuse } from '../finding.ts'
import { engineWay } from './engine-way.ts'
import { unreachable } from './reachable.ts'
import { type Report, runCases } from './run.ts'
import { readTests } from './tests-text.ts'

const TOLD = { explain: true, insider: true }

/** Asks the engine every case of a set's tests, the deciding rule included. @throws Problem invalid_policy for tests that cannot be read */
export const trySet = (set: CompiledSet, tests: string): Promise<Report> => {
  const way = engineWay(set, async (snapshot, questions) => {
    const answers = await snapshot.answerAll(questions.map(question => ({ ...question, ...TOLD })))
    return answers.map(({ allowed, explanation }) =>
      explanation?.rule === undefined ? { allowed } : { allowed, rule: explanation.rule },
    )
  })
  const cases = readTests(set.catalogue, tests)
  refuse([...unreachable(set, cases)])
  return runCases(cases, way)
}
