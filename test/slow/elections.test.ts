/**
 * Three processes on a real replica set of three members, under load, while its primary changes in every way that one can. One
 * history, judged after each: no acknowledged write is lost, no answer is older than an acknowledged revoke, revisions have no gaps, and in
 * the end every process says the same.
 */
import { setTimeout as wait } from 'node:timers/promises'
import test from 'ava'
import { createBreaking } from '../failures/breaking.ts'
import { prepare } from '../failures/load.ts'
import { startSetCluster } from '../failures/replica-set.ts'
import { untested } from '../stores/mongodb-server.ts'

const cluster = await startSetCluster()

if (cluster) {
  const under = createBreaking(cluster)
  const { serial } = test

  test.before(() => prepare(cluster))
  test.after.always(() => cluster.close())

  serial('the primary steps down, again and again', t =>
    under(t, async () => {
      for (let n = 0; n < 3; n += 1) {
        const { alone } = await cluster.primary()
        // It hangs up on everyone, also on who asked.
        await alone
          .db('admin')
          .command({ replSetStepDown: 5, force: true })
          .catch(() => {})
        await cluster.primary()
        await wait(1_000)
      }
    }),
  )

  serial('the primary is killed, and comes back', t =>
    under(t, async () => {
      const killed = await cluster.primary()
      await killed.stop('SIGKILL')
      await cluster.primary()
      await wait(1_000)
      await killed.start()
    }),
  )

  serial('the primary is stopped, and goes on', t =>
    under(t, async () => {
      const stopped = await cluster.primary()
      stopped.signal('SIGSTOP')
      await wait(6_000)
      stopped.signal('SIGCONT')
    }),
  )

  serial('the primary is cut off from the other members, and still reached by everyone else', t =>
    under(t, async () => {
      const old = await cluster.primary()
      cluster.isolate(old)
      await wait(8_000)
      const others = cluster.members.filter(member => member !== old)
      const led = await Promise.all(others.map(({ alone }) => alone.db('admin').command({ hello: 1 })))
      t.true(
        led.some(({ isWritablePrimary }) => isWritablePrimary),
        'another member leads',
      )
      cluster.heal()
    }),
  )

  serial('the majority is lost, and comes back', t =>
    under(t, async () => {
      const lost = cluster.members.slice(0, 2)
      await Promise.all(lost.map(member => member.stop('SIGKILL')))
      await wait(4_000)
      await Promise.all(lost.map(member => member.start()))
      await cluster.primary()
    }),
  )
} else untested()
