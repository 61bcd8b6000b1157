import { setTimeout as wait } from 'node:timers/promises'
import test from 'ava'
import { createDecisionQueue } from '../../src/audit/decision-queue.ts'
import type { Decision } from '../../src/model/decision.ts'
import type { OrgId } from '../../src/model/id.ts'

const decision = (n: number): Decision => ({
  org: 'acme' as OrgId,
  at: new Date(n),
  subject: 'user:ann',
  action: 'view',
  resource: 'dataset:streets',
  allowed: true,
  revision: 1,
  asked_by: 'service:web',
  request_id: String(n),
})

const opened = (append: (many: readonly Decision[]) => Promise<void>) => {
  const seen = { lost: 0, failures: 0 }
  const queue = createDecisionQueue({
    sink: { append },
    lost: count => {
      seen.lost += count
    },
    failed: () => {
      seen.failures += 1
    },
    everyMs: 1,
  })
  return { queue, seen }
}

test('a sink that does not answer makes the queue grow to its bound, and the rest is counted', async t => {
  let answer = (): void => {}
  const { queue, seen } = opened(
    () =>
      new Promise(resolve => {
        answer = resolve
      }),
  )
  for (let n = 0; n < 20_500; n += 1) queue.note(decision(n))
  t.is(seen.lost, 500)
  await wait(20)
  let closed = false
  const closing = queue.close().then(() => {
    closed = true
  })
  while (!closed) {
    answer()
    await wait(1)
  }
  await closing
  t.is(seen.lost, 500)
})

test('what a sink refused is sent again, in order and once; the failure is reported once', async t => {
  const taken: string[] = []
  let refusals = 3
  const { queue, seen } = opened(async many => {
    if (refusals > 0) {
      refusals -= 1
      throw new Error('away')
    }
    taken.push(...many.map(({ request_id }) => request_id))
  })
  for (let n = 0; n < 2_500; n += 1) queue.note(decision(n))
  while (taken.length < 2_500) await wait(2)
  await queue.close()
  t.deepEqual(
    taken,
    Array.from({ length: 2_500 }, (_, n) => String(n)),
  )
  t.deepEqual(seen, { lost: 0, failures: 1 })
})

test('what a sink never takes is counted when the service stops', async t => {
  const { queue, seen } = opened(() => Promise.reject(new Error('away')))
  for (let n = 0; n < 7; n += 1) queue.note(decision(n))
  await queue.close()
  t.is(seen.lost, 7)
})
