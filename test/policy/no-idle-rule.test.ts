import test from 'ava'
import { Problem } from '../../src/model/problems.ts'
import { printRules } from '../../src/policy/rules-text.ts'
import { openSet } from '../../src/policy/set.ts'
import { engineWay } from '../../src/policy/trial/engine-way.ts'
import { runCases } from '../../src/policy/trial/run.ts'
import { readTests } from '../../src/policy/trial/tests-text.ts'
import { inBatch } from '../engine/given/snapshot.ts'
import { shipped } from './shipped-sets.ts'

const sets = await Promise.all([shipped('datasets'), shipped('datasets-enterprise')])

/** Whether anything speaks up when the set has these rules instead: its reading, or one of its cases. */
async function noticed({ set, texts }: (typeof sets)[number], rules: string): Promise<boolean> {
  try {
    const { compiled } = openSet(set.source.name, { ...texts, 'policy.csv': rules })
    const way = engineWay(compiled, async (snapshot, asked) =>
      (await inBatch(snapshot, asked)).map(allowed => ({ allowed })),
    )
    return (await runCases(readTests(compiled.catalogue, texts['tests.yaml'] ?? ''), way)).failures.length > 0
  } catch (error) {
    if (error instanceof Problem) return true
    throw error
  }
}

for (const one of sets)
  test(`no rule of ${one.set.source.name} can go without being noticed`, async t => {
    const { baseline } = one.set.source
    for (const [index, rule] of baseline.entries())
      t.true(await noticed(one, printRules(baseline.toSpliced(index, 1))), rule.join(', '))
    t.false(await noticed(one, printRules(baseline)))
  })
