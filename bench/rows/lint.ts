import { readFileSync } from 'node:fs'
import type { OrgId } from '../../src/model/id.ts'
import { lintSet } from '../../src/policy/lint.ts'
import { readOwnRules } from '../../src/policy/own-rules.ts'
import { printRules } from '../../src/policy/rules-text.ts'
import { openSet, type SetTexts } from '../../src/policy/set.ts'
import { trySet } from '../../src/policy/trial/try-set.ts'
import { type Measured, milli, type Row } from '../measure.ts'
import { orgOf, rulesOf } from '../organisations.ts'

const text = (file: string): string =>
  readFileSync(new URL(`../../policies/datasets/${file}`, import.meta.url), 'utf8')

const FILES = ['model.conf', 'policy.csv', 'set.yaml', 'tests.yaml']
const texts = Object.fromEntries(FILES.map(file => [file, text(file)]))

/** As many further actions, each with a rule of its own: 100,000 lines. */
const large = (): SetTexts => {
  const lines = Array.from(
    { length: 50_000 },
    (_, i) => `p, role:member, *, datasets, act.${i}, allow\ng3, act.${i}, can_manage\n`,
  )
  return { ...texts, 'policy.csv': (texts['policy.csv'] ?? '') + lines.join('') }
}

const timed = async (what: string, goal: string, work: () => unknown): Promise<Measured> => {
  const start = process.threadCpuUsage()
  await work()
  const { user, system } = process.threadCpuUsage(start)
  return { what, goal, measured: `${milli((user + system) / 1e3)} of processor time` }
}

/** What a pipeline waits for: lint and tests of a set, and the rules of an organisation read. */
export const lint: Row = async () => {
  const shipped = openSet('datasets', texts)
  const many = large()
  const own = printRules(rulesOf(0, { datasets: 20_000, people: 5_000, groups: 100, grants: 60_000 }))
  return [
    await timed('lint of the shipped set', '', () => lintSet(openSet('datasets', texts), texts)),
    await timed('every test of the shipped set', '< 1 s for 1,000', () =>
      trySet(shipped, texts['tests.yaml'] ?? ''),
    ),
    await timed('lint of a set with 100,000 rules', '< 10 s', () => lintSet(openSet('datasets', many), many)),
    await timed('the rules of an organisation read and checked, 100,000 lines', '< 5 s', () =>
      readOwnRules(own, orgOf(0) as OrgId, shipped.compiled),
    ),
  ]
}
