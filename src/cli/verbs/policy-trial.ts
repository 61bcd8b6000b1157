import { Problem } from '../../model/problems.ts'
import { place } from '../../policy/finding.ts'
import { readSetFolder } from '../../policy/folder.ts'
import { lintSet } from '../../policy/lint.ts'
import { openSet, TESTS } from '../../policy/set.ts'
import { trySet } from '../../policy/trial/try-set.ts'

/** Runs the set's tests and prints the answers that are not as expected. Answers the exit code. */
export async function tryPolicy(folder: string): Promise<number> {
  const { name, texts } = await readSetFolder(folder)
  const { compiled } = openSet(name, texts)
  const tests = texts[TESTS]
  if (tests === undefined) throw new Problem('invalid_policy', `${folder} has no ${TESTS}`)
  const { asked, failures } = await trySet(compiled, tests)
  for (const failure of failures) console.log(`wrong: ${failure.name}: ${failure.message}`)
  console.log(`${name}: ${asked - failures.length} of ${asked} decisions as expected`)
  return failures.length === 0 ? 0 : 1
}

/** Prints the findings about the set. Answers 1 when `strict` and there are any. */
export async function lintPolicy(folder: string, strict: boolean): Promise<number> {
  const { name, texts } = await readSetFolder(folder)
  const findings = lintSet(openSet(name, texts), texts[TESTS])
  for (const finding of findings) console.log(`${place(finding)}: ${finding.message}`)
  console.log(`${name}: ${findings.length === 0 ? 'nothing to say' : `${findings.length} things to know`}`)
  return strict && findings.length > 0 ? 1 : 0
}
