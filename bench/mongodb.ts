/**
 * What the store in MongoDB costs: `node bench/mongodb.ts URL [RULES]`. Prints a table of times for the server that the URL names; the
 * numbers in docs/scale.md are its output. Makes a database of its own and drops it.
 */
import { randomUUID } from 'node:crypto'
import { setTimeout as wait } from 'node:timers/promises'
import { MongoClient } from 'mongodb'
import { documentOf } from '../adapters/mongodb/policy/rule-document.ts'
import { collectionsOf } from '../adapters/mongodb/schema/collections.ts'
import { openMongoStore } from '../adapters/mongodb/store.ts'
import type { Change } from '../src/model/change.ts'
import type { OrgId } from '../src/model/id.ts'
import type { Rule } from '../src/model/rule.ts'
import { Conflict } from '../src/ports/errors.ts'
import type { Store } from '../src/ports/store.ts'

const [url = 'mongodb://127.0.0.1:27017/?replicaSet=rs0', most = '100000'] = process.argv.slice(2)
const database = `kasbah-bench-${randomUUID().slice(0, 8)}`
// A replica set names several hosts, which `URL` cannot read.
const at = url.replace(/^(mongodb:\/\/[^/]*)\/?[^?]*/, `$1/${database}`)

const rule = (org: OrgId, n: number): Rule => [
  'p',
  `user:u${n}`,
  org,
  `dataset:d${n % 5000}`,
  'can_view',
  'allow',
]

const change = (expected: number, more: Partial<Change> = {}): Change => ({
  actor: 'operator',
  operation: 'bench',
  target: 'org',
  expected,
  adds: [],
  removes: [],
  records: [],
  narrows: false,
  ...more,
})

const found = async (store: Store, org: OrgId): Promise<void> => {
  const settings = {
    newcomer_role: 'none',
    default_access: 'none',
    invitation_days: 7,
    api_key_max_days: null,
    networks: null,
  }
  const value = { id: org, name: org, policy_set: 'datasets', settings, created_at: new Date() }
  await store.policy.apply(org, change(0, { records: [{ put: 'organisation', value }] }))
}

const times = async (count: number, work: (n: number) => Promise<unknown>): Promise<number[]> => {
  const all: number[] = []
  for (let n = 0; n < count; n += 1) {
    const begun = performance.now()
    await work(n)
    all.push(performance.now() - begun)
  }
  return all.toSorted((a, b) => a - b)
}

const row = (what: string, sorted: readonly number[]): void => {
  const part = (of: number) => (sorted[Math.floor((sorted.length - 1) * of)] ?? 0).toFixed(1).padStart(8)
  console.log(`${what.padEnd(44)}${part(0.5)} ms${part(0.95)} ms`)
}

const store = await openMongoStore({ url: at })
const client = new MongoClient(at)
console.log(`${''.padEnd(44)}     half        95 %`)
try {
  const org = 'bench' as OrgId
  await found(store, org)
  row('a grant', await times(100, n => store.policy.apply(org, change(1 + n, { adds: [rule(org, n)] }))))
  row(
    'a revoke',
    await times(100, n => store.policy.apply(org, change(101 + n, { removes: [rule(org, n)] }))),
  )
  row('the newest revision', await times(200, () => store.policy.head(org)))
  const thousand = Array.from({ length: 1000 }, (_, n) => rule(org, n))
  row(
    'a change of 1,000 rules',
    await times(5, n =>
      store.policy.apply(
        org,
        n % 2 ? change(201 + n, { removes: thousand }) : change(201 + n, { adds: thousand }),
      ),
    ),
  )
  let told = () => {}
  const stop = await store.policy.watch({ change: () => told(), gap: () => {} })
  row(
    'from a commit to its being heard',
    await times(50, async n => {
      const heard = new Promise<void>(resolve => {
        told = resolve
      })
      await store.policy.apply(org, change(206 + n, { adds: [rule(org, 100_000 + n)] }))
      await heard
    }),
  )
  await stop()
  console.log(
    `\n${'changes a second, by writers'.padEnd(44)}${'1'.padStart(8)}${'4'.padStart(8)}${'16'.padStart(8)}`,
  )
  for (const count of [1, 8]) {
    const orgs = Array.from({ length: count }, (_, n) => `bench-${count}-${n}` as OrgId)
    for (const each of orgs) await found(store, each)
    const rates: string[] = []
    for (const writers of [1, 4, 16]) rates.push((await rate(orgs, writers)).toFixed(0).padStart(8))
    console.log(`${`over ${count} organisation(s)`.padEnd(44)}${rates.join('')}`)
  }
  await lag(200)
  for (let size = 1000; size <= Number(most); size *= 10) await load(size)
  await sizes()
} finally {
  await client.db(database).dropDatabase()
  await client.close()
  await store.close()
}

/** An organisation of that size, read as a replica reads it. Its rules are put there directly: it is the reading that counts. */
async function load(size: number): Promise<void> {
  const org = `size-${size}` as OrgId
  await found(store, org)
  const { rules } = collectionsOf(client.db(database))
  for (let from = 0; from < size; from += 5000) {
    const place = (n: number) => ({ org, since: 1, nth: n })
    const count = Math.min(5000, size - from)
    await rules.insertMany(
      Array.from({ length: count }, (_, n) => documentOf(rule(org, from + n), place(from + n))),
    )
  }
  globalThis.gc?.()
  const before = process.memoryUsage().heapUsed
  let peak = before
  const [ms = 0] = await times(1, async () => {
    for await (const batch of (await store.policy.snapshot(org))?.rules ?? []) {
      if (batch.length > 0) peak = Math.max(peak, process.memoryUsage().heapUsed)
    }
  })
  const mib = ((peak - before) / 2 ** 20).toFixed(0)
  console.log(
    `${`reading ${size.toLocaleString('en')} rules`.padEnd(44)}${ms.toFixed(0).padStart(8)} ms, at most ${mib} MiB held`,
  )
}

/** Changes a second while so many writers share the organisations. A writer that lost a race reads the head and tries again. */
async function rate(orgs: readonly OrgId[], writers: number): Promise<number> {
  let made = 0
  const begun = performance.now()
  const until = begun + 5_000
  const write = async (org: OrgId, writer: number): Promise<void> => {
    while (performance.now() < until) {
      const head = await store.policy.head(org)
      const adds = [rule(org, 1_000_000 + writer * 100_000 + head)]
      await store.policy.apply(org, change(head, { adds })).then(
        () => {
          made += 1
        },
        error => {
          if (!(error instanceof Conflict)) throw error
        },
      )
    }
  }
  await Promise.all(
    Array.from({ length: writers }, (_, n) => write(orgs[n % orgs.length] ?? ('' as OrgId), n)),
  )
  return (made / (performance.now() - begun)) * 1000
}

/** From a commit to its being heard, while so many changes a second are made over 8 organisations. */
async function lag(wanted: number): Promise<void> {
  const orgs = Array.from({ length: 8 }, (_, n) => `lag-${n}` as OrgId)
  for (const each of orgs) await found(store, each)
  const committed = new Map<string, number>()
  const lags: number[] = []
  const stop = await store.policy.watch({
    change: ({ org, revision }) => {
      const begun = committed.get(`${org}@${revision}`)
      if (begun !== undefined) lags.push(performance.now() - begun)
    },
    gap: () => {},
  })
  const begun = performance.now()
  await Promise.all(
    orgs.map(async (org, i) => {
      for (let n = 0; n < wanted / 2; n += 1) {
        const due = begun + ((n * orgs.length + i) * 1000) / wanted
        if (due > performance.now()) await wait(due - performance.now())
        committed.set(`${org}@${n + 2}`, performance.now())
        await store.policy.apply(org, change(n + 1, { adds: [rule(org, n)] }))
      }
    }),
  )
  const made = ((wanted / 2) * orgs.length) / ((performance.now() - begun) / 1000)
  await wait(500)
  await stop()
  row(
    `from a change to its being heard, at ${made.toFixed(0)} a second`,
    lags.toSorted((a, b) => a - b),
  )
}

/** What a rule takes on disk, in its collection and in each index. */
async function sizes(): Promise<void> {
  const [stats] = await client
    .db(database)
    .collection('rules')
    .aggregate([{ $collStats: { storageStats: {} } }])
    .toArray()
  const { count = 1, size = 0, indexSizes = {} } = stats?.storageStats ?? {}
  const each = Object.entries(indexSizes).map(
    ([name, bytes]) => `${name} ${(Number(bytes) / count).toFixed(0)}`,
  )
  console.log(`bytes a rule: document ${(size / count).toFixed(0)}, indexes ${each.join(', ')}`)
}
