import test from 'ava'
import { joinSqliteStore } from '../../adapters/sqlite/members/member.ts'
import { openSqliteStore } from '../../adapters/sqlite/store.ts'
import { OutcomeUnknown, StoreUnavailable, StoreUnusable } from '../../src/ports/errors.ts'
import { change, found, grant } from '../contract/sample.ts'
import { linePair } from './sqlite-lines.ts'
import { shared } from './sqlite-members.ts'

test.serial('a beat comes back to its writer behind every change that was committed before it', async t => {
  const { joined } = shared(t)
  const [{ store: writer }, { store: reader }] = [await joined(), await joined()]
  const org = await found(writer)
  const heard: string[] = []
  const listener = {
    change: ({ revision }: { revision: number }) => heard.push(`change ${revision}`),
    gap: () => t.fail(),
    beat: (count: number) => heard.push(`beat ${count}`),
  }
  await reader.policy.watch(listener as never, 'reader')
  for (let n = 1; n <= 3; n += 1) {
    await writer.policy.apply(org, change(n, { adds: [grant(org, n)] }))
    await reader.replicas?.beat({ replica: 'reader', count: n, heard: [] })
    t.deepEqual(heard.splice(0), [`change ${n + 1}`, `beat ${n}`])
  }
})

test.serial('the beats of a process that has ended are gone with it', async t => {
  const { joined } = shared(t)
  const [{ store }, other] = [await joined(), await joined()]
  await store.replicas?.beat({ replica: 'one', count: 1, heard: [] })
  await other.store.replicas?.beat({ replica: 'two', count: 1, heard: [] })
  const names = async () => (await store.replicas?.beats())?.map(({ replica }) => replica)
  t.deepEqual(await names(), ['one', 'two'])
  other.end()
  while ((await names())?.length !== 1);
  t.deepEqual(await names(), ['one'])
  await t.throwsAsync(other.store.secrets.put('name', 'value', 0), { instanceOf: StoreUnavailable })
})

test.serial('what was asked of an owner that ends may hold or not, and later writes are refused', async t => {
  const { owner } = shared(t)
  const { ends, end } = linePair()
  const store = await joinSqliteStore({ file: owner().file, line: ends[1] })
  const asked = store.secrets.put('name', 'value', 0)
  end()
  await t.throwsAsync(asked, { instanceOf: OutcomeUnknown })
  await t.throwsAsync(store.ready(), { instanceOf: StoreUnavailable })
  await store.close()
})

test.serial('nobody becomes the owner of a store while a process of the last owner lives', async t => {
  const { path, joined, owner } = shared(t)
  const { store } = await joined()
  await owner().close()
  await t.throwsAsync(openSqliteStore({ path }), { instanceOf: StoreUnusable, message: /has ended/ })
  await store.close()
  await (await openSqliteStore({ path })).close()
})

test.serial(
  'a change is not drafted on one under way where others write: its place may become that of another',
  async t => {
    const { joined } = shared(t)
    t.is((await joined()).store.policy.inOrder, undefined)
  },
)
