import test from 'ava'
import type { Group } from '../../src/model/account.ts'
import type { RecordWrite } from '../../src/model/change.ts'
import type { OrgId } from '../../src/model/id.ts'
import { resource, subject } from '../../src/model/id.ts'
import type { Store } from '../../src/ports/store.ts'
import { account, apiKey, change, dataset, found, invitation, NOON, unique, version } from './sample.ts'
import type { OpenStore } from './store-under-test.ts'

interface Kind {
  readonly of: string
  readonly first: unknown
  readonly second: unknown
  readonly put: (value: never) => RecordWrite
  readonly drop: RecordWrite
  readonly read: (store: Store, org: OrgId) => Promise<unknown>
}

/** The binding that lets one list hold every kind of record while each line of it is checked as its own type. */
const kind = <T>(line: {
  of: string
  first: T
  second: T
  put: (value: T) => RecordWrite
  drop: RecordWrite
  read: (store: Store, org: OrgId) => Promise<T | undefined>
}): Kind => line

const LATER = new Date('2026-06-01T00:00:00Z')
const home = dataset('home')
const bob = account('bob')
const group: Group = { id: subject('group', 'annotators'), created_at: NOON }
const invited = invitation()
const taken = version(home.id, 'v1')

/** Each with all that is optional, and with none of it: a field that was there and is not any more must be gone. */
const kinds: readonly Kind[] = [
  kind({
    of: 'account',
    first: account('bob', {
      name: 'Bob',
      email: 'b@example.com',
      attributes: { team: 'blue', tags: ['a', { b: [1, null] }], created_at: NOON.toISOString() },
      disabled: { role: 'member', at: LATER },
    }),
    second: bob,
    put: value => ({ put: 'account', value }),
    drop: { drop: 'account', id: bob.id },
    read: (store, org) => store.records.find('account', org, bob.id),
  }),
  kind({
    of: 'group',
    first: { ...group, name: 'Annotators' },
    second: group,
    put: value => ({ put: 'group', value }),
    drop: { drop: 'group', id: group.id },
    read: (store, org) => store.records.find('group', org, group.id),
  }),
  kind({
    of: 'resource',
    first: dataset('home', { creator: bob.id, attributes: { size: 3 }, updated_at: LATER }),
    second: home,
    put: value => ({ put: 'resource', value }),
    drop: { drop: 'resource', id: home.id },
    read: (store, org) => store.records.find('resource', org, home.id),
  }),
  kind({
    of: 'version',
    first: { ...taken, reverted_at: LATER },
    second: taken,
    put: value => ({ put: 'version', value }),
    drop: { drop: 'version', resource: home.id, id: 'v1' },
    read: (store, org) => store.records.find('version', org, { resource: home.id, id: 'v1' }),
  }),
  kind({
    of: 'invitation',
    first: invited,
    second: { ...invited, grants: [], role: 'member', expires_at: LATER },
    put: value => ({ put: 'invitation', value }),
    drop: { drop: 'invitation', id: invited.id },
    read: (store, org) => store.records.find('invitation', org, invited.id),
  }),
]

export const recordsContract = (open: OpenStore): void => {
  for (const { of, first, second, put, drop, read } of kinds) {
    test(`${of}: put, put again, drop, and drop again`, async t => {
      const { store } = await open(t)
      const [org, other] = [await found(store), await found(store)]
      const write = (expected: number, ...records: RecordWrite[]) =>
        store.policy.apply(org, change(expected, { records }))
      t.is(await read(store, org), undefined)
      const before: RecordWrite[] = of === 'version' ? [{ put: 'resource', value: home }] : []
      await write(1, ...before, put(first as never))
      t.deepEqual(await read(store, org), first)
      await write(2, put(second as never))
      t.deepEqual(await read(store, org), second)
      t.is(await read(store, other), undefined)
      await store.policy.apply(other, change(1, { records: [drop] }))
      t.deepEqual(await read(store, org), second)
      await write(3, drop)
      t.is(await read(store, org), undefined)
      await write(4, drop)
      t.is(await read(store, org), undefined)
    })
  }

  test('an invitation is accepted once: of two who compute from one head, one wins', async t => {
    const { store } = await open(t)
    const org = await found(store)
    const value = invitation({ token_hash: unique('hash') })
    await store.policy.apply(org, change(1, { records: [{ put: 'invitation', value }] }))
    const accept = (who: string) =>
      store.policy.apply(
        org,
        change(2, {
          adds: [['g', `user:${who}`, 'role:guest', org]],
          records: [
            { drop: 'invitation', id: value.id },
            { put: 'account', value: account(who) },
          ],
        }),
      )
    const outcomes = await Promise.allSettled([accept('bob'), accept('eve')])
    t.is(outcomes.filter(outcome => outcome.status === 'fulfilled').length, 1)
    t.is((await store.records.list('account', org, { limit: 5, begins: 'user:' })).items.length, 1)
    t.is((await store.records.anywhere('invitation', { token_hash: value.token_hash }))[0], undefined)
  })

  test('everything of a person goes in one change', async t => {
    const { store } = await open(t)
    const org = await found(store)
    const [gone, stays] = [account('bob'), account('carol')]
    const keys = [gone, gone, stays].map(({ id }) => apiKey(org, { subject: id }))
    const invitations = ['b@x.org', 'b@x.org', 'c@x.org'].map(email => invitation({ email }))
    await store.policy.apply(
      org,
      change(1, {
        records: [
          ...[gone, stays].map(value => ({ put: 'account', value }) as const),
          ...keys.map(value => ({ put: 'api_key', value }) as const),
          ...invitations.map(value => ({ put: 'invitation', value }) as const),
        ],
      }),
    )
    await store.policy.apply(
      org,
      change(2, {
        records: [
          { drop: 'account', id: gone.id },
          { drop: 'api_key', where: { subject: gone.id } },
          { drop: 'invitation', where: { email: 'b@x.org' } },
        ],
      }),
    )
    t.deepEqual((await store.records.list('account', org, { limit: 5, begins: 'user:' })).items, [stays])
    t.deepEqual((await store.records.list('api_key', org, { limit: 5 })).items, keys.slice(2))
    t.deepEqual((await store.records.list('invitation', org, { limit: 5 })).items, invitations.slice(2))
  })

  test('invitations are found by who sent them, and dropped by it', async t => {
    const { store } = await open(t)
    const org = await found(store)
    const [bobs, carols] = [account('bob').id, account('carol').id].map(invited_by =>
      invitation({ invited_by }),
    )
    const puts = [bobs, bobs && { ...bobs, id: unique('inv'), token_hash: unique('hash') }, carols]
    const records = puts.flatMap(value => (value ? [{ put: 'invitation', value } as const] : []))
    await store.policy.apply(org, change(1, { records }))
    const sent = (invited_by: string) =>
      store.records.list('invitation', org, { limit: 9, where: { invited_by } })
    t.is((await sent(account('bob').id)).items.length, 2)
    await store.policy.apply(
      org,
      change(2, { records: [{ drop: 'invitation', where: { invited_by: account('bob').id } }] }),
    )
    t.deepEqual((await store.records.list('invitation', org, { limit: 9 })).items, carols ? [carols] : [])
  })

  test('the versions of a resource go with it', async t => {
    const { store } = await open(t)
    const org = await found(store)
    const other = dataset('other')
    const puts: RecordWrite[] = [home, other].flatMap(value => [
      { put: 'resource', value },
      { put: 'version', value: version(value.id, 'v1') },
    ])
    await store.policy.apply(org, change(1, { records: puts }))
    await store.policy.apply(org, change(2, { records: [{ drop: 'resource', id: home.id }] }))
    await store.policy.apply(org, change(3, { records: [{ put: 'resource', value: home }] }))
    t.deepEqual(
      (await store.records.list('version', org, { limit: 5, where: { resource: home.id } })).items,
      [],
    )
    t.is(
      (await store.records.list('version', org, { limit: 5, where: { resource: other.id } })).items.length,
      1,
    )
  })

  test('putting a resource again keeps its versions', async t => {
    const { store } = await open(t)
    const org = await found(store)
    await store.policy.apply(
      org,
      change(1, {
        records: [
          { put: 'resource', value: home },
          { put: 'version', value: taken },
        ],
      }),
    )
    const value = { ...home, name: 'renamed', id: resource('dataset', 'home') }
    await store.policy.apply(org, change(2, { records: [{ put: 'resource', value }] }))
    t.deepEqual(await store.records.find('version', org, { resource: home.id, id: 'v1' }), taken)
  })
}
