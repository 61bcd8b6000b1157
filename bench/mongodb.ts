/**
 * What the store in MongoDB costs: `node bench/mongodb.ts URL [RULES]`. Prints a table of times for the server that the URL names; the
 * numbers in docs/scale.md are its output. Makes a database of its own and drops it.
 */
import { randomUUID } from 'node:crypto'
import { MongoClient } from 'mongodb'
import { documentOf } from '../adapters/mongodb/policy/rule-document.ts'
import { collectionsOf } from '../adapters/mongodb/schema/collections.ts'
import { openMongoStore } from '../adapters/mongodb/store.ts'
import type { Change } from '../src/model/change.ts'
import type { OrgId } from '../src/model/id.ts'
import type { Rule } from '../src/model/rule.ts'
import type { Store } from '../src/ports/store.ts'

const [url = 'mongodb://127.0.0.1:27017/?replicaSet=rs0', most = '100000'] = process.argv.slice(2)
const at = new URL(url)
at.pathname = `/kasbah-bench-${randomUUID().slice(0, 8)}`

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

const store = await openMongoStore({ url: at.href })
const client = new MongoClient(at.href)
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
  const orgs = Array.from({ length: 8 }, (_, n) => `bench-${n}` as OrgId)
  for (const each of orgs) await found(store, each)
  const begun = performance.now()
  await Promise.all(
    orgs.map(each => times(50, n => store.policy.apply(each, change(1 + n, { adds: [rule(each, n)] })))),
  )
  console.log(
    `${'changes a second, over 8 organisations'.padEnd(44)}${((400 / (performance.now() - begun)) * 1000).toFixed(0).padStart(8)}`,
  )
  for (let size = 1000; size <= Number(most); size *= 10) await load(size)
} finally {
  await client.db(at.pathname.slice(1)).dropDatabase()
  await client.close()
  await store.close()
}

/** An organisation of that size, read as a replica reads it. Its rules are put there directly: it is the reading that counts. */
async function load(size: number): Promise<void> {
  const org = `size-${size}` as OrgId
  await found(store, org)
  const { rules } = collectionsOf(client.db(at.pathname.slice(1)))
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
