import test, { type ExecutionContext } from 'ava'
import { openSqliteStore } from '../../adapters/sqlite/store.ts'
import type { Commit } from '../../src/change/commit.ts'
import { createDoor } from '../../src/change/door.ts'
import type { RulesView } from '../../src/change/rules-view.ts'
import { createRecordIds } from '../../src/identity/storage/record-ids.ts'
import { createStorage } from '../../src/identity/storage/storage.ts'
import type { OrgId, Subject } from '../../src/model/id.ts'
import type { Store } from '../../src/ports/store.ts'
import { change, found } from '../contract/sample.ts'

/** The library's storage as one more process has it over the same store. */
const processOver = ({ oidc }: Pick<Store, 'oidc'>) =>
  createStorage({
    oidc,
    ids: createRecordIds(),
    clientMetadata: async () => undefined,
    endGrant: async () => {},
    refreshReuseMs: 0,
  })

const opened = async (t: ExecutionContext) => {
  const store = await openSqliteStore({ path: ':memory:' })
  t.teardown(store.close)
  return { store, storage: processOver(store) }
}

const SESSION = { uid: 'u1', accountId: 'acme:user:mo', loginTs: 1 }

test('a session that is saved again after its end, by a request under way, stays ended', async t => {
  const { storage } = await opened(t)
  const sessions = storage('Session')
  await sessions.upsert('secret-id', SESSION, 60)
  t.like(await sessions.find('secret-id'), { jti: 'secret-id', uid: 'u1' })
  await sessions.destroy('secret-id')
  await sessions.upsert('secret-id', SESSION, 60)
  t.is(await sessions.find('secret-id'), undefined)
  t.is(await sessions.findByUid('u1'), undefined)
})

type Drafted = (view: RulesView) => Promise<{ records: []; answer: unknown }>

test('so does one that a change of the organisation ended, whoever made it', async t => {
  const { store, storage } = await opened(t)
  const org = await found(store)
  const sessions = storage('Session')
  const session = { ...SESSION, accountId: `${org}:user:mo` }
  await sessions.upsert('secret-id', session, 60)
  const told: string[] = []
  // The least that a committer does: what is drafted becomes the next revision.
  const view = { catalogue: {} } as RulesView
  const commit = (async (of: OrgId, _by: unknown, draft: Drafted) => {
    const { records, answer } = await draft(view)
    await store.policy.apply(of, change(await store.policy.head(of), { records, narrows: true }))
    return { dryRun: false, answer }
  }) as unknown as Commit
  const door = createDoor({ commit, oidc: store.oidc, records: store.records })
  door.onSessionEnd(({ uid = '' }) => told.push(uid))
  const by = { actor: 'operator', operation: 'disableMember', target: 'user:mo' } as const
  const subject = 'user:mo' as Subject
  await door.commit(org, by, () => ({ records: [{ drop: 'sign_in', of: { by: 'subject', subject } }] }))
  t.deepEqual(told, ['u1'])
  await sessions.upsert('secret-id', session, 60)
  t.is(await sessions.find('secret-id'), undefined)
  await sessions.upsert('another', { ...session, uid: 'u2' }, 60)
  t.truthy(await sessions.find('another'))
})

test('the store holds no id that opens anything, and a hash that was read out of it opens nothing', async t => {
  const { store, storage } = await opened(t)
  await storage('RefreshToken').upsert('the-secret-text', { accountId: 'acme:user:mo', grantId: 'g1' }, 60)
  const { items } = await store.oidc.listOfAccount('RefreshToken', 'acme:user:mo', { limit: 10 })
  t.is(items.length, 1)
  t.notRegex(JSON.stringify(items), /the-secret-text/)
  t.truthy(await storage('RefreshToken').find('the-secret-text'))
  t.is(await storage('RefreshToken').find(items[0]?.id ?? ''), undefined)
})

test('a record is used once', async t => {
  const { storage } = await opened(t)
  const codes = storage('AuthorizationCode')
  await codes.upsert('c', { grantId: 'g1' }, 60)
  const uses = await Promise.allSettled([codes.consume('c'), codes.consume('c'), codes.consume('c')])
  t.is(uses.filter(({ status }) => status === 'fulfilled').length, 1)
  t.truthy((await codes.find('c'))?.consumed)
})

test('what an interaction names by another record’s id is kept as the stored id, and good in every process', async t => {
  const { store, storage } = await opened(t)
  await storage('DeviceCode').upsert('the-device-code', { userCode: 'ABCD', clientId: 'c' }, 60)
  const byUserCode = await storage('DeviceCode').findByUserCode('ABCD')
  const interaction = {
    deviceCode: String(byUserCode?.jti),
    parJti: 'the-pushed-request',
    session: { accountId: 'acme:user:mo', uid: 'u1', cookie: 'the-cookie' },
  }
  await storage('Interaction').upsert('i1', interaction as never, 60)
  const kept = JSON.stringify(await store.oidc.find('Interaction', 'i1'))
  for (const secret of ['the-device-code', 'the-pushed-request', 'the-cookie', String(byUserCode?.jti)])
    t.false(kept.includes(secret), secret)
  const elsewhere = processOver(store)
  const named = String((await elsewhere('Interaction').find('i1'))?.deviceCode)
  t.like(await elsewhere('DeviceCode').find(named), { userCode: 'ABCD' })
  const stored = (await store.oidc.findBy('DeviceCode', 'user_code', 'ABCD'))?.id ?? ''
  t.is(await elsewhere('DeviceCode').find(stored), undefined)
})
