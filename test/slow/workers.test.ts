/**
 * One service of three processes that decide and one that does the rest, on an embedded store, under load, while something breaks. Every test adds to one history, and all
 * of it is judged after each: no acknowledged write is lost, no answer is older than an acknowledged revoke, revisions have no
 * gaps, and in the end every process says the same.
 */
import { setTimeout as wait } from 'node:timers/promises'
import test from 'ava'
import { createBreaking } from '../failures/breaking.ts'
import { prepare } from '../failures/load.ts'
import { startWorkers } from '../failures/workers.ts'

const service = await startWorkers(3)
const under = createBreaking(service)
const { serial } = test

test.before(() => prepare(service))
test.after.always(() => service.close())

const whole = async () => {
  while (service.workers().length < service.whole) await wait(50)
  await service.node.ready()
}

serial('nothing breaks', t => under(t, () => wait(1_000)))

serial('a worker is stopped for longer than its lease, and goes on', t =>
  under(t, async () => {
    const pid = await service.signalOne('SIGSTOP')
    await wait(4_000)
    process.kill(pid, 'SIGCONT')
  }),
)

serial('a revoke waits for a stopped worker no longer than for its lease', async t => {
  const { ask } = service.node
  const grant = '/v1/orgs/acme/datasets/data0/access/grants/user:guest1'
  t.is((await ask('PUT', grant, { level: 'can_view' })).status, 200)
  const pid = await service.signalOne('SIGSTOP', 'decide')
  // Connections of the stopped worker wait with it: one of several is answered by another.
  const replies = Array.from({ length: 16 }, () => ask('DELETE', grant))
  const reply = await Promise.any(replies)
  process.kill(pid, 'SIGCONT')
  await Promise.allSettled(replies)
  t.not(reply.body.propagated, false)
})

serial('workers are killed, again and again', t =>
  under(t, async () => {
    for (let n = 0; n < 6; n += 1) {
      await service.signalOne('SIGKILL')
      await wait(300)
    }
    await whole()
  }),
)

serial('the process that everything but decisions is handed on to is killed, again and again', t =>
  under(t, async () => {
    for (let n = 0; n < 3; n += 1) {
      await service.signalOne('SIGKILL', 'admin')
      await whole()
    }
  }),
)

serial('while it is away decisions are answered, and what it is asked waits for the next', async t => {
  const { ask } = service.node
  await service.signalOne('SIGKILL', 'admin')
  const [whoami, check] = await Promise.all([
    ask('GET', '/v1/whoami'),
    ask('POST', '/check', { org: 'acme', subject: 'user:alice', action: 'view', resource: 'dataset:data0' }),
  ])
  t.is(check.status, 200, check.text)
  // It was killed while it was asked, or before.
  t.true(whoami.status === 200 || whoami.body.code === 'restarting', whoami.text)
  await whole()
  t.is((await ask('GET', '/v1/whoami')).status, 200)
})

serial('a question about the past goes on to it from whichever worker hears it', async t => {
  const { ask } = service.node
  const question = { subject: 'user:alice', action: 'view', resource: 'dataset:data0' }
  for (let n = 0; n < 6; n += 1) {
    t.like(await ask('POST', '/check', { org: 'acme', as_of: 1, ...question }), {
      status: 200,
      body: { revision: 1 },
    })
    t.like(await ask('POST', '/check/batch', { org: 'acme', as_of: 1, checks: [question] }), {
      status: 200,
      body: { revision: 1 },
    })
  }
})

serial('a worker that hangs is ended, and another takes its place', t =>
  under(t, async () => {
    const pid = await service.signalOne('SIGSTOP')
    while (service.workers().includes(pid)) await wait(100)
    await whole()
  }),
)

serial('one worker is told to stop', t =>
  under(t, async () => {
    const pid = await service.signalOne('SIGTERM')
    while (service.workers().includes(pid)) await wait(50)
    await whole()
  }),
)

serial('the process that owns the store is killed, and its workers end with it', t =>
  under(t, async () => {
    const before = service.workers()
    await service.node.restart()
    t.deepEqual(
      service.workers().filter(pid => before.includes(pid)),
      [],
    )
    await whole()
  }),
)
