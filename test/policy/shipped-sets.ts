import { join } from 'node:path'
import { readSetFolder } from '../../src/policy/folder.ts'
import { openSet } from '../../src/policy/set.ts'
import { readTests } from '../../src/policy/trial/tests-text.ts'

const POLICIES = join(import.meta.dirname, '../../policies')

/** A set under `policies/`, with its cases. */
export const shipped = async (name: string) => {
  const { texts } = await readSetFolder(join(POLICIES, name))
  const set = openSet(name, texts)
  return { texts, set, cases: readTests(set.compiled.catalogue, texts['tests.yaml'] ?? '') }
}
