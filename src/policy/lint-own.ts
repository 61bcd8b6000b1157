/** What to know of the rules of an organisation as a file, under the set that they are for. */
import { orgOf } from './compare-files.ts'
import { PolicyRefused } from './finding.ts'
import { ignoring } from './ignoring.ts'
import { suspiciousCharacters } from './lint-text.ts'
import { readOwnRules } from './own-rules.ts'
import type { ReadSet } from './set.ts'

/** Everything wrong with the text, and what comments in it say is meant. What only the organisation itself knows is not looked at. */
export const lintOwnRules = async ({ compiled }: Pick<ReadSet, 'compiled'>, text: string, file: string) => {
  const texts = { [file]: text }
  const faults = await readOwnRules(text, orgOf(text), compiled, { file }).then(
    () => [],
    error => {
      if (error instanceof PolicyRefused) return error.findings
      throw error
    },
  )
  return ignoring([...faults, ...suspiciousCharacters(texts)], texts)
}
