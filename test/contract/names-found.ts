import test from 'ava'
import type { RecordWrite } from '../../src/model/change.ts'
import { folded } from '../../src/model/folded.ts'
import type { OrgId } from '../../src/model/id.ts'
import type { Store } from '../../src/ports/store.ts'
import { account, change, dataset, found } from './sample.ts'
import type { OpenStore } from './store-under-test.ts'

const NAMES = [
  'Mia Hart',
  'mia sand',
  'MIA',
  'Mian',
  'Mi',
  'Élan',
  'élan',
  'E\u0301lan',
  '100%',
  '100_',
  'ÖL',
  '\u{10FFFE}',
  '😀 a',
  '\uFFFD',
]
const STARTS = ['mia', 'mi', 'MIA ', 'élan', 'e', '100%', '100_', 'ö', '😀', '\uFFFD', 'none', '\u{10FFFE}']

const people = NAMES.flatMap((name, n) => [account(`p${n}`, { name }), account(`twin ${n}`, { name })])
const nameless = account('nameless', { email: 'mia@x.example' })

const bytes = (text: string): string => Buffer.from(text).toString('hex')

/** Their ids, in the order of names and then of ids. */
const inOrder = (start: string): string[] =>
  people
    .filter(({ name = '' }) => folded(name).startsWith(folded(start)))
    .map(({ id, name = '' }) => ({ id, at: `${bytes(folded(name))} ${bytes(id)}` }))
    .sort((a, b) => (a.at < b.at ? -1 : 1))
    .map(({ id }) => id)

/** Read page by page. */
const listed = async (store: Store, org: OrgId, start: string, limit: number): Promise<string[]> => {
  const starts = { lookup: 'folded_name', text: folded(start) } as const
  const ids: string[] = []
  for (let after: string | undefined; ; ) {
    const page = await store.records.list('account', org, {
      limit,
      starts,
      begins: 'user:',
      ...(after === undefined ? {} : { after }),
    })
    ids.push(...page.items.map(({ id }) => id))
    if (page.next === undefined) return ids
    after = page.next
  }
}

export const namesFoundContract = (open: OpenStore): void => {
  test('records are found by how a name begins, in its order, page by page', async t => {
    const { store } = await open(t)
    const [org, other] = [await found(store), await found(store)]
    const put = (value: ReturnType<typeof account>): RecordWrite => ({ put: 'account', value })
    const home: RecordWrite = { put: 'resource', value: dataset('home', { name: 'Mia’s home' }) }
    await store.policy.apply(org, change(1, { records: [...people.map(put), put(nameless), home] }))
    await store.policy.apply(other, change(1, { records: [put(account('foreign', { name: 'Mia' }))] }))
    for (const start of STARTS)
      for (const limit of [1, 3, 100])
        t.deepEqual(await listed(store, org, start, limit), inOrder(start), start)
    const [first] = people
    if (!first) return
    await store.policy.apply(org, change(2, { records: [put({ ...first, name: 'Zoë' })] }))
    t.false((await listed(store, org, 'mia', 9)).includes(first.id))
    t.deepEqual(await listed(store, org, 'ZOË', 9), [first.id])
    await store.policy.apply(org, change(3, { records: [{ drop: 'account', id: first.id }] }))
    t.deepEqual(await listed(store, org, 'zoë', 9), [])
    t.deepEqual(await store.records.find('account', org, nameless.id), nameless)
    const starts = { lookup: 'folded_name', text: 'mia' } as const
    t.is((await store.records.list('resource', org, { limit: 9, starts })).items.length, 1)
    const page = { limit: 9, starts: { lookup: 'address', text: 'mia@' } } as const
    t.deepEqual((await store.records.list('account', org, page)).items, [nameless])
    t.is((await store.records.list('account', org, { ...page, after: 'not a cursor' })).items.length, 1)
  })
}
