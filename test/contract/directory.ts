import test from 'ava'
import type { RecordWrite } from '../../src/model/change.ts'
import { type OrgId, subject } from '../../src/model/id.ts'
import { account, change, found, invitation, NOON, organisation, orgId, pages, unique } from './sample.ts'
import type { OpenStore } from './store-under-test.ts'

const inBytes = (a: { id: string }, b: { id: string }) => Buffer.compare(Buffer.from(a.id), Buffer.from(b.id))

export const directoryContract = (open: OpenStore): void => {
  test('organisations are listed in byte order of id, until they are deleted', async t => {
    const { store } = await open(t)
    const prefix = unique('o')
    const ids = ['b', 'a', 'c', 'a-b'].map(end => `${prefix}-${end}` as OrgId)
    for (const id of ids) {
      const value = organisation(id, { name: id })
      await store.policy.apply(
        id,
        change(0, {
          records: [
            { put: 'organisation', value },
            { put: 'account', value: account('alice') },
          ],
        }),
      )
    }
    const listed = async () =>
      (
        await pages(
          page => store.records.organisations({ limit: page.limit, after: page.after ?? prefix }),
          3,
        )
      )
        .flat()
        .filter(({ id }) => id.startsWith(prefix))
    t.deepEqual(
      await listed(),
      ids.toSorted().map(id => organisation(id, { name: id })),
    )
    const [b] = ids
    if (!b) return t.fail()
    const deleted = organisation(b, { deleted_at: NOON })
    await store.policy.apply(b, change(1, { records: [{ put: 'organisation', value: deleted }] }))
    t.is(await store.records.organisation(b), undefined)
    t.false((await listed()).some(({ id }) => id === b))
    t.deepEqual((await store.policy.snapshot(b))?.organisation, deleted)
    t.is(await store.policy.head(b), 2)
  })

  test('accounts are paged by type in byte order of id', async t => {
    const { store } = await open(t)
    const [org, other] = [await found(store), await found(store)]
    const people = ['b', 'a', 'Z', '~', '@', 'a.'].map(id => account(id))
    const services = ['etl', 'ci'].map(id => ({ ...account('x'), id: subject('service', id) }))
    const records: RecordWrite[] = [...people, ...services].map(value => ({ put: 'account', value }))
    await store.policy.apply(org, change(1, { records }))
    const read = await pages(page => store.records.list('account', org, { ...page, begins: 'user:' }), 4)
    t.deepEqual(
      read.map(page => page.length),
      [4, 2],
    )
    t.deepEqual(read.flat(), people.toSorted(inBytes))
    t.deepEqual(
      (await pages(page => store.records.list('account', org, { ...page, begins: 'service:' }), 2)).flat(),
      services.toSorted(inBytes),
    )
    t.deepEqual(await store.records.list('account', other, { limit: 5, begins: 'user:' }), { items: [] })
  })

  test('groups and invitations are paged in byte order of id', async t => {
    const { store } = await open(t)
    const org = await found(store)
    const groups = ['red', 'Blue', 'green'].map(id => ({ id: subject('group', id), created_at: NOON }))
    const invitations = [1, 2, 3].map(() => invitation())
    await store.policy.apply(
      org,
      change(1, {
        records: [
          ...groups.map(value => ({ put: 'group', value }) as const),
          ...invitations.map(value => ({ put: 'invitation', value }) as const),
        ],
      }),
    )
    t.deepEqual(
      (await pages(page => store.records.list('group', org, page), 1)).flat(),
      groups.toSorted(inBytes),
    )
    t.deepEqual(
      (await pages(page => store.records.list('invitation', org, page), 2)).flat(),
      invitations.toSorted(inBytes),
    )
  })

  test('an invitation is found by its hash over all organisations, expired or not', async t => {
    const { store } = await open(t)
    const org = await found(store)
    const value = invitation({ expires_at: NOON })
    await store.policy.apply(org, change(1, { records: [{ put: 'invitation', value }] }))
    t.deepEqual((await store.records.anywhere('invitation', { token_hash: value.token_hash }))[0], {
      org,
      value,
    })
    t.is((await store.records.anywhere('invitation', { token_hash: unique('hash') }))[0], undefined)
    const renewed = { ...value, token_hash: unique('hash') }
    await store.policy.apply(org, change(2, { records: [{ put: 'invitation', value: renewed }] }))
    t.is((await store.records.anywhere('invitation', { token_hash: value.token_hash }))[0], undefined)
    t.deepEqual((await store.records.anywhere('invitation', { token_hash: renewed.token_hash }))[0], {
      org,
      value: renewed,
    })
    const deleted = organisation(org, { deleted_at: NOON })
    await store.policy.apply(org, change(3, { records: [{ put: 'organisation', value: deleted }] }))
    t.is((await store.records.anywhere('invitation', { token_hash: renewed.token_hash }))[0], undefined)
  })

  test('what an unknown organisation has is nothing', async t => {
    const { store } = await open(t)
    const org = orgId()
    t.is(await store.records.organisation(org), undefined)
    t.is(await store.records.find('account', org, account('alice').id), undefined)
    t.deepEqual(await store.records.list('group', org, { limit: 5 }), { items: [] })
    t.deepEqual(await store.records.list('invitation', org, { limit: 5 }), { items: [] })
    t.deepEqual(await store.records.list('api_key', org, { limit: 5 }), { items: [] })
    t.deepEqual(await store.audit.query(org, {}, { limit: 5 }), { items: [] })
  })
}
