import type { CompiledSet } from '../../engine/set.ts'
import { engineWay } from './engine-way.ts'
import { type Report, runCases } from './run.ts'
import { readTests } from './tests-text.ts'

/** Asks the engine every case of a set's tests, the deciding rule included. @throws Problem invalid_policy for tests that cannot be read */
export const trySet = (set: CompiledSet, tests: string): Promise<Report> => {
  const way = engineWay(set, (snapshot, questions) =>
    questions.map(question => {
      const { allowed, explanation } = snapshot.explain(question)
      return explanation.rule === undefined ? { allowed } : { allowed, rule: explanation.rule }
    }),
  )
  return runCases(readTests(set.catalogue, tests), way)
}
