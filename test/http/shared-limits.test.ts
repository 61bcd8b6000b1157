import test from 'ava'
import { createRateLimit, type Used } from '../../src/http/steps/rate-limit.ts'
import type { Caller } from '../../src/model/caller.ts'
import type { OrgId, Subject } from '../../src/model/id.ts'
import { Problem } from '../../src/model/problems.ts'

const caller = (credential: string, org: string): Caller => ({
  kind: 'account',
  org: org as OrgId,
  subject: 'service:etl' as Subject,
  scopes: new Set(),
  via: 'token',
  credential,
})

/** Two processes of one service; the first one's use is heard by the second. */
const linked = (limits: { rate: number; orgRate: number }) => {
  const told = Promise.withResolvers<Used>()
  const heard: ((used: Used) => void)[] = []
  const first = createRateLimit(limits, { tell: told.resolve, listen: () => undefined })
  const second = createRateLimit(limits, { tell: () => undefined, listen: one => void heard.push(one) })
  const deliver = async () => {
    const used = await told.promise
    for (const listener of heard) listener(used)
  }
  return { first, second, deliver }
}

const refused = (t: import('ava').ExecutionContext, run: () => unknown) =>
  t.is(t.throws(run, { instanceOf: Problem })?.code, 'rate_limited')

test('what a caller has used in one process is gone in the others', async t => {
  const { first, second, deliver } = linked({ rate: 1, orgRate: 0 })
  for (let n = 0; n < 5; n += 1) first.admit(caller('one', 'acme'))
  await deliver()
  refused(t, () => second.admit(caller('one', 'acme')))
  t.notThrows(() => second.admit(caller('other', 'acme')))
})

test('so is what an organisation has used, and what turned out to be more work', async t => {
  const { first, second, deliver } = linked({ rate: 1_000, orgRate: 1 })
  const account = first.admit(caller('one', 'acme'))
  first.charge(account, 60)
  await deliver()
  refused(t, () => second.admit(caller('other', 'acme')))
  t.notThrows(() => second.admit(caller('other', 'beta')))
})
