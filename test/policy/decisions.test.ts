import test from 'ava'
import type { Snapshot } from '../../src/engine/snapshot.ts'
import { type Resource, typeOf } from '../../src/model/id.ts'
import { unnamedCells } from '../../src/policy/trial/coverage.ts'
import { engineWay } from '../../src/policy/trial/engine-way.ts'
import { type Answer, type Question, runCase, runCases } from '../../src/policy/trial/run.ts'
import { shipped } from './shipped-sets.ts'

type Ask = (snapshot: Snapshot, questions: readonly Question[]) => readonly Answer[]

/** Whether a search lists the resource. What is no registered resource of a type is asked plainly: no search is about it. */
const listed: Ask = (snapshot, questions) => {
  const seen = new Map<string, ReadonlySet<Resource>>()
  return questions.map(({ subject, action, resource }) => {
    const type = typeOf(resource)
    if (!Object.hasOwn(snapshot.catalogue.types, type))
      return { allowed: snapshot.check({ subject, action, resource }) }
    const key = JSON.stringify([subject, action, type])
    const found = seen.get(key) ?? new Set(snapshot.resources({ subject, action, type, limit: 1000 }).items)
    seen.set(key, found)
    return { allowed: found.has(resource) }
  })
}

const WAYS: Readonly<Record<string, Ask>> = {
  check: (snapshot, questions) => questions.map(question => ({ allowed: snapshot.check(question) })),
  batch: (snapshot, questions) => snapshot.checkAll(questions).map(allowed => ({ allowed })),
  explain: (snapshot, questions) =>
    questions.map(question => {
      const { allowed, explanation } = snapshot.explain(question)
      return { allowed, ...(explanation.rule === undefined ? {} : { rule: explanation.rule }) }
    }),
  search: listed,
}

// AVA wants all tests declared at once: what is read from files comes first.
const sets = await Promise.all([shipped('datasets'), shipped('datasets-enterprise')])

for (const { set, cases } of sets) {
  const { name } = set.source

  for (const [way, ask] of Object.entries(WAYS))
    for (const one of cases)
      test(`${name}: ${one.name} (${way})`, async t => {
        t.deepEqual(await runCase(one, engineWay(set.compiled, ask)), [])
        t.true(one.expect.length > 0)
      })

  test(`${name}: the tests name every role, level and action`, t => {
    t.deepEqual(unnamedCells(set, cases), [])
  })

  test(`${name}: a service that allows or denies everything fails its tests`, async t => {
    for (const allowed of [true, false]) {
      const { asked, failures } = await runCases(cases, async (_, questions) =>
        questions.map(() => ({ allowed })),
      )
      t.true(failures.length > asked / 10)
    }
  })
}
