import test from 'ava'
import type { OidcKind, OidcRecord } from '../../src/ports/oidc-store.ts'
import { HOSTILE, pages, unique } from './sample.ts'
import type { OpenStore } from './store-under-test.ts'

/** Far enough ahead that no background deletion of expired records takes part. */
const START = Date.parse('2100-01-01T00:00:00Z')
const SOON = new Date(START + 60_000)

const record = (kind: OidcKind, more: Partial<OidcRecord> = {}): OidcRecord => ({
  kind,
  id: unique('id'),
  payload: { jti: 'x', nested: { list: [1, null, true] } },
  expires_at: SOON,
  ...more,
})

export const oidcContract = (open: OpenStore): void => {
  test('a record of the provider is kept whole, and replaced whole', async t => {
    const { store } = await open(t)
    const full = record('AccessToken', {
      account: unique('acme:user'),
      client: unique('c'),
      grant: unique('g'),
      session: unique('s'),
      uid: unique('u'),
      user_code: unique('w'),
      consumed_at: new Date(START),
    })
    await store.oidc.upsert(full)
    t.deepEqual(await store.oidc.find('AccessToken', full.id), full)
    t.is(await store.oidc.find('RefreshToken', full.id), undefined)
    const bare = record('AccessToken', { id: full.id, payload: {} })
    await store.oidc.upsert(bare)
    t.deepEqual(await store.oidc.find('AccessToken', full.id), { ...bare, consumed_at: new Date(START) })
    t.is(await store.oidc.findBy('AccessToken', 'uid', full.uid ?? ''), undefined)
    await store.oidc.destroy('AccessToken', full.id)
    await store.oidc.destroy('AccessToken', full.id)
    t.is(await store.oidc.find('AccessToken', full.id), undefined)
  })

  test('payloads and ids of hostile strings come back as they were', async t => {
    const { store } = await open(t)
    const payload = JSON.parse(
      JSON.stringify(Object.fromEntries(HOSTILE.map((text, n) => [`${n}${text}`, text]))),
    )
    const records = HOSTILE.map((text, n) => record('Interaction', { id: unique(`${n}${text}`), payload }))
    for (const one of records) await store.oidc.upsert(one)
    for (const one of records) t.deepEqual(await store.oidc.find('Interaction', one.id), one)
  })

  test('of 20 who use a record, one does; it stays used when it is written again', async t => {
    const { store } = await open(t)
    const code = record('AuthorizationCode')
    await store.oidc.upsert(code)
    const at = new Date(START + 1)
    const used = await Promise.all(
      Array.from({ length: 20 }, () => store.oidc.consume('AuthorizationCode', code.id, at)),
    )
    t.is(used.filter(Boolean).length, 1)
    await store.oidc.upsert(code)
    t.deepEqual(await store.oidc.find('AuthorizationCode', code.id), { ...code, consumed_at: at })
    t.false(await store.oidc.consume('AuthorizationCode', code.id, at))
    t.false(await store.oidc.consume('AuthorizationCode', unique('absent'), at))
  })

  test('a record is replaced only while it is there: what was ended is not written again', async t => {
    let clock = START
    const { store } = await open(t, { now: () => new Date(clock) })
    const grant = record('Grant', { account: unique('acme:user'), client: unique('c') })
    t.false(await store.oidc.replace(grant))
    t.is(await store.oidc.find('Grant', grant.id), undefined)
    await store.oidc.upsert(grant)
    const { client: _dropped, ...next } = { ...grant, payload: { scope: 'more' } }
    t.true(await store.oidc.replace(next))
    t.deepEqual(await store.oidc.find('Grant', grant.id), next)
    await store.oidc.destroy('Grant', grant.id)
    t.false(await store.oidc.replace(next))
    await store.oidc.upsert(grant)
    clock = SOON.getTime()
    t.false(await store.oidc.replace({ ...grant, expires_at: new Date(clock + 1) }))
  })

  test('what has expired is not found, not listed and not used', async t => {
    let clock = START
    const { store } = await open(t, { now: () => new Date(clock) })
    const session = record('Session', { uid: unique('u'), user_code: unique('w'), account: unique('a') })
    await store.oidc.upsert(session)
    const seen = async () => [
      (await store.oidc.find('Session', session.id))?.id,
      (await store.oidc.findBy('Session', 'uid', session.uid ?? ''))?.id,
      (await store.oidc.findBy('Session', 'user_code', session.user_code ?? ''))?.id,
      (await store.oidc.listOfAccount('Session', session.account ?? '', { limit: 5 })).items[0]?.id,
    ]
    clock = SOON.getTime() - 1
    t.deepEqual(await seen(), [session.id, session.id, session.id, session.id])
    clock = SOON.getTime()
    t.deepEqual(await seen(), [undefined, undefined, undefined, undefined])
    t.false(await store.oidc.consume('Session', session.id, new Date(clock)))
  })

  test('everything of a grant goes, kind by kind', async t => {
    const { store } = await open(t)
    const grant = unique('g')
    const [one, two, other, kind] = [
      record('AccessToken', { grant }),
      record('AccessToken', { grant }),
      record('AccessToken', { grant: unique('g') }),
      record('RefreshToken', { grant }),
    ]
    for (const each of [one, two, other, kind]) await store.oidc.upsert(each)
    await store.oidc.destroyByGrant('AccessToken', grant)
    t.is(await store.oidc.find('AccessToken', one.id), undefined)
    t.is(await store.oidc.find('AccessToken', two.id), undefined)
    t.deepEqual(await store.oidc.find('AccessToken', other.id), other)
    t.deepEqual(await store.oidc.find('RefreshToken', kind.id), kind)
  })

  test('a counter counts each once, until it expires', async t => {
    let clock = START
    const { store } = await open(t, { now: () => new Date(clock) })
    const id = unique('n')
    const counts = await Promise.all(
      Array.from({ length: 8 }, (_, n) => store.oidc.count('Attempt', id, new Date(START + 1000 + n * 1000))),
    )
    t.deepEqual(
      counts.toSorted((a, b) => a - b),
      [1, 2, 3, 4, 5, 6, 7, 8],
    )
    t.is(await store.oidc.count('Attempt', unique('n'), SOON), 1)
    clock = START + 9000
    t.is(await store.oidc.count('Attempt', id, SOON), 1)
    t.is(await store.oidc.count('Attempt', id, new Date(clock + 1)), 2)
    clock += 1000
    t.is(await store.oidc.count('Attempt', id, SOON), 3)
  })

  test("an account's records are paged in byte order of id", async t => {
    const { store } = await open(t)
    const account = unique('acme:user:alice')
    const records = [1, 2, 3].map(() => record('Session', { account }))
    for (const one of records) await store.oidc.upsert(one)
    await store.oidc.upsert(record('AccessToken', { account }))
    const read = await pages(page => store.oidc.listOfAccount('Session', account, page), 2)
    t.deepEqual(
      read.flat(),
      records.toSorted((a, b) => (a.id < b.id ? -1 : 1)),
    )
    t.is(read.length, 2)
  })

  test('expired records are pruned, so many at a time, and live ones stay', async t => {
    const { store } = await open(t, { now: () => new Date('2000-01-01T00:00:00Z') })
    const expires_at = new Date('2001-01-01T00:00:00Z')
    const old = [1, 2, 3].map(() => record('Interaction', { expires_at }))
    const live = record('Interaction')
    for (const one of [...old, live]) await store.oidc.upsert(one)
    const before = new Date('2001-06-01T00:00:00Z')
    t.true((await store.oidc.prune(before, 2)) <= 2)
    await store.oidc.prune(before, 100)
    t.is(await store.oidc.prune(before, 100), 0)
    for (const { id } of old) t.is(await store.oidc.find('Interaction', id), undefined)
    t.deepEqual(await store.oidc.find('Interaction', live.id), live)
  })
}
