import test from 'ava'
import { createDecisionReading, type ReadingParts } from '../../src/audit/decision-reading.ts'
import { usageOf } from '../../src/audit/usage.ts'
import type { Decision } from '../../src/model/decision.ts'
import type { OrgId } from '../../src/model/id.ts'

const decision = (n: number): Decision => ({
  org: 'acme' as OrgId,
  at: new Date(n),
  subject: `user:${n}`,
  action: 'view',
  resource: 'dataset:streets',
  allowed: true,
  revision: 1,
  asked_by: 'operator',
  request_id: 'r',
})

/** So many decisions, each made as it is read. */
const decisionsOf = (many: number): ReadingParts => ({
  stream: async function* () {
    for (let from = 0; from < many; from += 500)
      yield Array.from({ length: Math.min(500, many - from) }, (_, n) => decision(from + n))
  },
})

const since = new Date(0)
const readingOf = (many: number) => createDecisionReading(decisionsOf(many))
const [acme, globex, initech] = ['acme', 'globex', 'initech'] as OrgId[] as [OrgId, OrgId, OrgId]

test('a report reads a million decisions and not one more', async t => {
  let read = 0
  const count = async (pages: AsyncIterable<readonly Decision[]>) => {
    read = 0
    for await (const page of pages) read += page.length
  }
  await readingOf(1_000_000)(acme, { since }, count)
  t.is(read, 1_000_000)
  await t.throwsAsync(readingOf(1_000_001)(acme, { since }, count), { code: 'too_much_work' } as object)
})

test('an organisation has one report at a time, and a process two', async t => {
  const reading = readingOf(3)
  const gate = Promise.withResolvers<void>()
  const slow = () => gate.promise
  const under = [reading(acme, { since }, slow), reading(globex, { since }, slow)]
  const busy = { code: 'busy' } as object
  await t.throwsAsync(reading(acme, { since }, slow), busy)
  await t.throwsAsync(reading(initech, { since }, slow), busy)
  gate.resolve()
  await Promise.all(under)
  await t.notThrowsAsync(reading(initech, { since }, slow))
})

test('a usage report has a bounded number of rows', async t => {
  t.is((await usageOf(readingOf(50_000), acme, { since, by: 'subject' })).rows.length, 50_000)
  const code = { code: 'too_much_work' } as object
  await t.throwsAsync(usageOf(readingOf(50_001), acme, { since, by: 'subject' }), code)
})
