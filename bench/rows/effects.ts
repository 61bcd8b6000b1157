import { compileSet } from '../../src/engine/set.ts'
import { effectsOf } from '../../src/engine/snapshot.ts'
import { attributeRules } from '../../src/model/attribute-rules.ts'
import type { OrgId, Resource, Subject } from '../../src/model/id.ts'
import type { Rule } from '../../src/model/rule.ts'
import { shippedSet, shippedSource, snapshotOf } from '../engine.ts'
import { type Measured, milli, type Row } from '../measure.ts'
import { datasetOf, orgOf, personOf, rulesOf, type Size } from '../organisations.ts'

const LARGE: Size = { datasets: 100_000, people: 10_000, groups: 200, grants: 300_000 }
const CONDITION = ' && (p.act != "department" || r.ctx.resource.department == r.ctx.subject.department)'

/** The shipped set with a bundle of actions that is for one's own department. */
const withAttributes = () => {
  const source = shippedSource()
  const bundle: Rule[] = [
    ['g3', 'view', 'department'],
    ['p', 'role:member', '*', 'datasets', 'department', 'allow'],
  ]
  const model = source.model.trimEnd().replace('g3 = _, _', 'g3 = _, _\ng4 = _, _, _') + CONDITION
  return compileSet({ ...source, model, baseline: [...source.baseline, ...bundle] })
}

const departments = (org: OrgId): Rule[] => {
  const of = (id: Subject | Resource, n: number) =>
    attributeRules(org, {
      of: id,
      attributes: { department: `d${n % 20}` },
      names: ['department'],
      lists: [],
    })
  return [
    ...Array.from({ length: LARGE.people }, (_, i) => of(personOf(i), i)),
    ...Array.from({ length: LARGE.datasets }, (_, i) => of(datasetOf(i), i)),
  ].flat()
}

const compared = async (
  set: ReturnType<typeof shippedSet>,
  rules: readonly Rule[],
  what: string,
): Promise<Measured> => {
  const org = orgOf(0)
  const before = await snapshotOf(set, 0, rules)
  const adds: Rule[] = [['p', 'role:guest', org, 'datasets', 'can_view', 'allow']]
  const removes = rules.filter(([section]) => section === 'p').filter((_, at) => at % 1_000 === 0)
  const after = await before.advance({ org, revision: 2, adds, removes })
  const start = process.threadCpuUsage()
  const { pairs } = await effectsOf(before, after)
  const { user, system } = process.threadCpuUsage(start)
  const measured = `${milli((user + system) / 1e3)} of processor time`
  return { what: `${what}: ${pairs} differences`, goal: '< 10 s', measured }
}

/** Who gains and who loses what, on 100,000 datasets and 10,000 people. */
export const effects: Row = async () => {
  const rules = rulesOf(0, LARGE)
  const what = 'effects of a change, 100,000 datasets, 10,000 people, 300,000 grants'
  return [
    await compared(shippedSet(), rules, what),
    await compared(
      withAttributes(),
      [...rules, ...departments(orgOf(0))],
      `${what}, a condition on attributes`,
    ),
  ]
}
