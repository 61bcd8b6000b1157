/** What is around the database: a seed list from DNS, few connections, a full disk; and a large organisation that is read meanwhile. */
import { execFileSync } from 'node:child_process'
import { setTimeout as wait } from 'node:timers/promises'
import test from 'ava'
import { openMongoStore } from '../../adapters/mongodb/store.ts'
import { StoreUnavailable } from '../../src/ports/errors.ts'
import { change, found, grants } from '../contract/sample.ts'
import { createBreaking } from '../failures/breaking.ts'
import { prepare } from '../failures/load.ts'
import { startSetCluster } from '../failures/replica-set.ts'
import { type Register, skipped } from '../skipped.ts'
import { untested } from '../stores/mongodb-server.ts'

const mount = (...args: string[]): boolean => {
  try {
    execFileSync('mount', args, { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}

/** The disk of the last member, where this user may make one. */
let disk: string | undefined

/** Processes that find the members by name. DNS answers them inside the process: there is no server for it in a test. */
const byName = (url: string) => {
  const hosts = /^mongodb:\/\/([^/]*)/.exec(url)?.[1]?.split(',') ?? []
  const servers = hosts.map((host, n) => ({
    name: `member${n}.kasbah.test`,
    port: Number(host.split(':')[1]),
    priority: 0,
    weight: 0,
  }))
  const script = `import dns from 'node:dns'
    dns.promises.resolve = async (_, type) => (type === 'SRV' ? ${JSON.stringify(servers)} : [['replicaSet=kasbah']])
    const lookup = dns.lookup
    dns.lookup = (host, ...rest) => lookup(host.endsWith('.kasbah.test') ? '127.0.0.1' : host, ...rest)`
  return {
    store:
      'mongodb+srv://cluster.kasbah.test/kasbah?tls=false&maxPoolSize=2&waitQueueTimeoutMS=2000&serverSelectionTimeoutMS=20000&connectTimeoutMS=20000',
    env: { NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(script)}` },
  }
}

const cluster = await startSetCluster({
  process: byName,
  onFolder: (folder, member) => {
    if (member === 2 && mount('-t', 'tmpfs', '-o', 'size=500m', 'kasbah', folder)) disk = folder
  },
})

if (cluster) {
  const under = createBreaking(cluster)
  const { serial } = test

  test.before(() => prepare(cluster))
  test.after.always(async () => {
    await Promise.all(cluster.members.map(member => member.stop('SIGKILL')))
    if (disk) execFileSync('umount', ['--lazy', disk])
    await cluster.close()
  })

  serial('more is asked at once than there are connections', t =>
    under(t, async () => {
      const ask = () => cluster.nodes[0]?.ask('GET', '/v1/orgs/acme/audit?limit=100')
      const replies = await Promise.all(Array.from({ length: 400 }, ask))
      const statuses = new Set(replies.map(reply => reply?.status))
      t.deepEqual([...statuses.difference(new Set([200, 503]))], [])
      t.true(statuses.has(200))
      t.true(replies.every(reply => reply?.status === 200 || reply?.headers.has('retry-after')))
    }),
  )

  serial('a large organisation is read while the primary dies', async t => {
    const store = await openMongoStore({ url: cluster.url })
    t.teardown(() => store.close())
    const org = await found(store)
    for (let n = 0; n < 100; n += 1)
      await store.policy.apply(org, change(n + 1, { adds: grants(org, n * 1_000, (n + 1) * 1_000) }))
    let failures = 0
    const read = async (during?: () => void): Promise<number> => {
      let count = 0
      for await (const batch of (await store.policy.snapshot(org))?.rules ?? []) {
        if (count === 0) during?.()
        count += batch.length
      }
      return count
    }
    const primary = await cluster.primary()
    const begun = performance.now()
    const whole = async (during?: () => void): Promise<number> => {
      try {
        return await read(during)
      } catch (error) {
        if (!(error instanceof StoreUnavailable)) throw error
        failures += 1
        await wait(100)
        return whole()
      }
    }
    t.is(await whole(() => void primary.stop('SIGKILL')), 100_000)
    t.log(
      `read whole after ${failures} failures, ${Math.round(performance.now() - begun)} ms after the beginning`,
    )
    await primary.start()
    await Promise.all(cluster.nodes.map(node => node.ready()))
  })

  const withDisk: Register = disk ? serial : skipped('this user may not mount a disk')
  withDisk('the disk of a member is full', t =>
    under(t, async () => {
      const full = cluster.members[2]
      if (!full || !disk) throw new Error('there is a third member')
      execFileSync('sh', ['-c', `head -c 500m /dev/zero > ${disk}/filler || true`], { stdio: 'ignore' })
      const { alone } = await cluster.primary()
      const text = 'x'.repeat(1_000_000)
      const gone = new Promise<void>(resolve => full.onExit(resolve))
      let ended = false
      void gone.then(() => {
        ended = true
      })
      while (!ended)
        await alone
          .db('other')
          .collection('filler')
          .insertOne({ text })
          .catch(() => wait(100))
      execFileSync('sh', ['-c', `rm ${disk}/filler; mount -o remount,size=2g ${disk}`])
      await full.start()
    }),
  )
} else untested()
