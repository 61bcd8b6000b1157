import { Problem } from '../../model/problems.ts'
import { readSetFolder } from '../../policy/folder.ts'
import { openSet, TESTS } from '../../policy/set.ts'
import { unnamedCells } from '../../policy/trial/coverage.ts'
import { engineWay } from '../../policy/trial/engine-way.ts'
import { runCases } from '../../policy/trial/run.ts'
import { readTests } from '../../policy/trial/tests-text.ts'

/** How many untested cells are listed. */
const LISTED = 10

/** Asks every case of the set's tests and tells what is not as expected. Answers the exit code. */
export async function tryPolicy(folder: string): Promise<number> {
  const { name, texts } = await readSetFolder(folder)
  const set = openSet(name, texts)
  if (!set.compiled.indexed) console.log('note    the matcher allows no index: every check reads every rule')
  const tests = texts[TESTS]
  if (tests === undefined) throw new Problem('invalid_policy', `${folder} has no ${TESTS}`)
  const cases = readTests(set.compiled.catalogue, tests)
  const way = engineWay(set.compiled, (snapshot, questions) =>
    questions.map(question => {
      const { allowed, explanation } = snapshot.explain(question)
      return explanation.rule === undefined ? { allowed } : { allowed, rule: explanation.rule }
    }),
  )
  const { asked, failures } = await runCases(cases, way)
  for (const failure of failures) console.log(`wrong   ${failure.name}: ${failure.message}`)
  const unnamed = unnamedCells(set, cases)
  for (const cell of unnamed.slice(0, LISTED)) console.log(`untested ${cell}`)
  if (unnamed.length > LISTED) console.log(`... and ${unnamed.length - LISTED} cells more`)
  console.log(`${name}: ${asked - failures.length} of ${asked} decisions as expected`)
  return failures.length === 0 ? 0 : 1
}
