import test from 'ava'
import { type Resource, typeOf } from '../../src/model/id.ts'
import { unnamedCells } from '../../src/policy/trial/coverage.ts'
import { type Ask, engineWay } from '../../src/policy/trial/engine-way.ts'
import { type Question, runCase, runCases } from '../../src/policy/trial/run.ts'
import { explained, inBatch } from '../engine/given/snapshot.ts'
import { shipped } from './shipped-sets.ts'

/** Whether a search lists the resource. What is no registered resource of a type is asked plainly: no search is about it. */
const listed: Ask = async (snapshot, questions) => {
  const seen = new Map<string, ReadonlySet<Resource>>()
  const ask = async ({ subject, action, resource }: Question) => {
    const type = typeOf(resource)
    if (!Object.hasOwn(snapshot.catalogue.types, type)) return snapshot.check({ subject, action, resource })
    const key = JSON.stringify([subject, action, type])
    const page = async () =>
      (await snapshot.resources({ subject, actions: [action], type, limit: 1000 })).items
    const found = seen.get(key) ?? new Set(await page())
    seen.set(key, found)
    return found.has(resource)
  }
  const answers = []
  for (const question of questions) answers.push({ allowed: await ask(question) })
  return answers
}

const WAYS: Readonly<Record<string, Ask>> = {
  check: (snapshot, questions) => questions.map(question => ({ allowed: snapshot.check(question) })),
  batch: async (snapshot, questions) => (await inBatch(snapshot, questions)).map(allowed => ({ allowed })),
  explain: (snapshot, questions) =>
    questions.map(question => {
      const { allowed, explanation } = explained(snapshot, question)
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
