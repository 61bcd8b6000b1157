/**
 * What test/slow/elections.test.ts leaves out because it takes long: rollback, a lost stream, index builds, a starved process, time
 * limits, an address that changes. One history, judged after each.
 */
import { setTimeout as wait } from 'node:timers/promises'
import test from 'ava'
import type { MongoClient } from 'mongodb'
import { createBreaking } from '../failures/breaking.ts'
import { prepare } from '../failures/load.ts'
import { startMemberNetwork } from '../failures/member-network.ts'
import { type SetMember, startSetCluster } from '../failures/replica-set.ts'
import { untested } from '../stores/mongodb-server.ts'

const cluster = await startSetCluster({ oplog: 16 })

if (cluster) {
  const under = createBreaking(cluster)
  const { serial } = test

  test.before(() => prepare(cluster))
  test.after.always(() => cluster.close())

  const rollbacks = async ({ alone }: SetMember): Promise<number> =>
    (await alone.db('admin').command({ replSetGetRBID: 1 })).rbid

  /** When the oldest change that the member remembers was made. */
  const oldest = async (alone: MongoClient): Promise<number> => {
    const [first] = await alone
      .db('local')
      .collection('oplog.rs')
      .find()
      .sort({ $natural: 1 })
      .limit(1)
      .toArray()
    return first?.wall.getTime() ?? 0
  }

  serial('a stale primary takes writes that are rolled back, none of them acknowledged', t =>
    under(t, async () => {
      const old = await cluster.primary()
      const before = await rollbacks(old)
      cluster.isolate(old)
      await old.alone
        .db('kasbah')
        .collection('stray')
        .insertMany([{}, {}, {}], { writeConcern: { w: 1 } })
      await wait(8_000)
      cluster.heal()
      while ((await rollbacks(old).catch(() => before)) === before) await wait(200)
      await cluster.primary()
      const stray = () => old.alone.db('kasbah').collection('stray').countDocuments()
      while ((await stray().catch(() => -1)) !== 0) await wait(200)
    }),
  )

  serial('a process is stopped until the place of its stream has rolled out of the oplog', t =>
    under(t, async () => {
      const [, , third] = cluster.nodes
      const { alone } = await cluster.primary()
      third?.signal('SIGSTOP')
      const filler = alone.db('other').collection('filler')
      const text = 'x'.repeat(100_000)
      const stopped = Date.now()
      // History is cut off at checkpoints, which are a minute apart unless they are asked for.
      while ((await oldest(alone)) <= stopped) {
        await filler.insertMany(Array.from({ length: 80 }, () => ({ text })))
        await Promise.all(cluster.members.map(member => member.alone.db('admin').command({ fsync: 1 })))
      }
      third?.signal('SIGCONT')
      const lost = async () => {
        const metrics = await third?.ask('GET', '/metrics')
        return /kasbah_snapshot_distrusts_total\{reason="history_lost"\} [1-9]/.test(metrics?.text ?? '')
      }
      while (!(await lost().catch(() => false))) await wait(200)
    }),
  )

  serial('an index is built on the rules', t =>
    under(t, async () => {
      const { alone } = await cluster.primary()
      const rules = alone.db('kasbah').collection('rules')
      const of = (n: number) => ({
        org: 'other',
        ptype: 'p',
        k: `k${n}`,
        since: 1,
        nth: n,
        until: 0,
        v0: `u${n}`,
      })
      for (let from = 0; from < 100_000; from += 5_000)
        await rules.insertMany(Array.from({ length: 5_000 }, (_, n) => of(from + n)))
      await rules.createIndex({ v0: 1, k: 1 })
      await rules.dropIndex('v0_1_k_1')
    }),
  )

  serial('a process gets little of its processor', t =>
    under(t, async () => {
      const [one] = cluster.nodes
      for (let n = 0; n < 20; n += 1) {
        one?.signal('SIGSTOP')
        await wait(350)
        one?.signal('SIGCONT')
        await wait(50)
      }
    }),
  )

  serial('everything that has a time limit runs into it', t =>
    under(t, async () => {
      const admin = (await cluster.primary()).alone.db('admin')
      await admin.command({ configureFailPoint: 'maxTimeAlwaysTimeOut', mode: 'alwaysOn' })
      await wait(2_000)
      await admin.command({ configureFailPoint: 'maxTimeAlwaysTimeOut', mode: 'off' })
    }),
  )

  serial('a member is found at another address, and leads there', t =>
    under(t, async () => {
      const leader = await cluster.primary()
      const moved = cluster.members.find(member => member !== leader)
      if (!moved) throw new Error('there are others')
      const next = await startMemberNetwork(() => moved.port)
      t.teardown(() => next.close())
      const { config } = await leader.alone.db('admin').command({ replSetGetConfig: 1 })
      config.version += 1
      for (const member of config.members) {
        if (member.host === moved.host) Object.assign(member, { host: `127.0.0.1:${next.port}`, priority: 5 })
      }
      await leader.alone.db('admin').command({ replSetReconfig: config })
      await moved.network.close()
      while ((await cluster.primary()) !== moved) await wait(200)
    }),
  )
} else untested()
