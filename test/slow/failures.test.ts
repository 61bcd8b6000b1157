/**
 * Three processes on one database, under load, while something breaks. Every test adds to one history, and all of it is judged
 * after each: no acknowledged write is lost, no answer is older than an acknowledged revoke, revisions have no gaps, and in
 * the end every replica says the same.
 */
import { setTimeout as wait } from 'node:timers/promises'
import test from 'ava'
import { MongoClient } from 'mongodb'
import { ANYTHING } from '../failures/anything.ts'
import { createBreaking } from '../failures/breaking.ts'
import { type NetworkedNode, startCluster } from '../failures/cluster.ts'
import { askFor, prepare } from '../failures/load.ts'
import { failCommands, WRITES } from '../stores/fail-points.ts'
import { untested } from '../stores/mongodb-server.ts'

/** The third process believes that it is an hour later. */
const AN_HOUR_AHEAD = `--import=data:text/javascript,${encodeURIComponent(
  'const now = Date.now; Date.now = () => now() + 3_600_000; globalThis.Date = class extends Date { constructor(...a) { if (a.length) super(...a); else super(Date.now()) } }',
)}`

const cluster = await startCluster([{}, {}, { NODE_OPTIONS: AN_HOUR_AHEAD }])

if (cluster) {
  const { server, nodes } = cluster
  const [one, two, three] = nodes as [NetworkedNode, NetworkedNode, NetworkedNode]
  const admin = new MongoClient(server.url)
  test.before(() => prepare(cluster))
  test.after.always(async () => {
    await admin.close()
    await cluster.close()
  })

  const under = createBreaking(cluster)

  /** Makes commands of every replica fail for a while. */
  const failing = async (failCommand: object, ms = 1_500) => {
    for (const { name } of nodes) {
      const off = await failCommands(admin, { ...failCommand, appName: name }, 3)
      await wait(ms / nodes.length)
      await off()
    }
  }

  const { serial } = test

  serial('nothing breaks', t => under(t, () => wait(1_000)))

  serial('a replica is stopped for longer than its lease, and goes on', t =>
    under(t, async () => {
      two.signal('SIGSTOP')
      await wait(4_000)
      two.signal('SIGCONT')
      await wait(500)
    }),
  )

  serial('a replica is killed and started again', t => under(t, () => three.restart()))

  serial('every connection to the database is cut, again and again', t =>
    under(t, async () => {
      for (let n = 0; n < 6; n += 1) {
        nodes[n % nodes.length]?.proxy.cut()
        await wait(250)
      }
    }),
  )

  serial('the database answers five seconds late to one replica', t =>
    under(t, async () => {
      one.proxy.delay(5_000)
      await wait(6_000)
      one.proxy.heal()
      one.proxy.cut()
    }),
  )

  serial('one replica hears nothing from the database, on connections that stay open', t =>
    under(t, async () => {
      two.proxy.swallow()
      await wait(4_500)
      t.is((await askFor(two, '0')).status, 503)
      two.proxy.heal()
    }),
  )

  serial('one replica is cut off from the database alone', t =>
    under(t, async () => {
      three.proxy.partition()
      await wait(4_500)
      const check = await askFor(three, '0')
      t.deepEqual([check.status, check.body.code], [503, 'store_unavailable'])
      t.truthy(check.headers.get('retry-after'))
      t.is((await three.ask('GET', '/readyz')).status, 503)
      t.is((await askFor(one, '0')).status, 200)
      three.proxy.heal()
    }),
  )

  serial('the database is killed, and comes back', t =>
    under(t, async () => {
      await server.stop('SIGKILL')
      await wait(4_500)
      for (const node of nodes) {
        const [check, ready] = [await askFor(node, '1'), await node.ask('GET', '/readyz')]
        t.deepEqual([check.status, check.body.code, ready.status], [503, 'store_unavailable', 503])
        t.truthy(check.headers.get('retry-after'))
        const write = await node.ask('PUT', '/v1/orgs/acme/members/guest0', { role: 'guest' })
        t.deepEqual([write.status, write.body.code], [503, 'store_unavailable'])
      }
      await server.restart()
    }),
  )

  for (const [what, failCommand] of [
    [
      'a primary that steps down',
      { failCommands: [...WRITES, 'commitTransaction', 'find'], errorCode: 10_107 },
    ],
    ['an election', { failCommands: [...WRITES, 'commitTransaction'], errorCode: 189 }],
    [
      'commits whose answer is lost',
      { failCommands: ['commitTransaction'], writeConcernError: { code: 91, errmsg: 'x' } },
    ],
    [
      'transient errors',
      { failCommands: WRITES, errorCode: 251, errorLabels: ['TransientTransactionError'] },
    ],
    ['connections that break at the commit', { failCommands: ['commitTransaction'], closeConnection: true }],
    ['an interrupted stream', { failCommands: ['getMore'], closeConnection: true }],
    ['a stream whose history is lost', { failCommands: ['getMore'], errorCode: 286 }],
    ['a full disk', { failCommands: WRITES, errorCode: 14_031 }],
  ] as const)
    serial(what, t => under(t, () => failing(failCommand)))

  serial('anything, at random', t =>
    under(t, async () => {
      const said: string[] = []
      for (let n = 0; n < 12; n += 1) {
        const node = nodes[Math.floor(Math.random() * nodes.length)] ?? one
        const [what, fault] = ANYTHING[Math.floor(Math.random() * ANYTHING.length)] ?? [
          'nothing',
          async () => {},
        ]
        said.push(`${what} ${node.name}`)
        await fault(node)
        await wait(Math.random() * 400)
      }
      t.log(said.join(', '))
    }),
  )

  serial('everything at once', t =>
    under(t, async () => {
      two.signal('SIGSTOP')
      one.proxy.cut()
      await server.stop('SIGKILL')
      await server.restart()
      three.proxy.partition()
      await wait(2_500)
      two.signal('SIGCONT')
      three.proxy.heal()
    }),
  )
} else untested()
