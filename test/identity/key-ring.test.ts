import { randomBytes } from 'node:crypto'
import test, { type ExecutionContext } from 'ava'
import { openSqliteStore } from '../../adapters/sqlite/store.ts'
import { createKeyRing } from '../../src/identity/keys/key-ring.ts'
import { createSealer } from '../../src/identity/sealer.ts'

const MINUTE = 60_000
const DAY = 24 * 60 * MINUTE

const opened = async (t: ExecutionContext) => {
  const { secrets, close } = await openSqliteStore({ path: ':memory:' })
  t.teardown(close)
  const clock = { now: 1_000_000 }
  const sealer = createSealer(randomBytes(32))
  const parts = { secrets, sealer, now: () => clock.now, leadMs: 5 * MINUTE, rotateAfterMs: 90 * DAY }
  const ring = () => createKeyRing(parts)
  const kids = async () =>
    (await ring().load()).keys.filter(({ jwk }) => jwk.alg === 'RS256').map(({ kid }) => kid)
  return { secrets, sealer, clock, ring, kids }
}

test('of replicas that start together one makes the keys, and all have them', async t => {
  const { ring } = await opened(t)
  const views = await Promise.all([ring().load(), ring().load(), ring().load()])
  t.is(new Set(views.map(({ version }) => version)).size, 1)
})

test('a key is published, then signs, and is kept until what it signed is past', async t => {
  const { clock, ring, kids } = await opened(t)
  const [first = ''] = await kids()
  const { kid } = await ring().rotate()
  t.deepEqual(await kids(), [first, kid])
  clock.now += 5 * MINUTE - 1
  t.deepEqual(await kids(), [first, kid])
  clock.now += 1
  t.deepEqual(await kids(), [kid, first])
  clock.now += 30 * DAY - 1
  t.deepEqual(await kids(), [kid, first])
  clock.now += 1
  t.deepEqual(await kids(), [kid])
})

test('keys rotate when they are due, once, however many replicas ask', async t => {
  const { clock, ring, kids } = await opened(t)
  const [first = ''] = await kids()
  t.false(await ring().rotateWhenDue())
  clock.now += 90 * DAY
  await Promise.all([ring().rotateWhenDue(), ring().rotateWhenDue(), ring().rotateWhenDue()])
  const after = await kids()
  t.is(after.length, 2)
  t.is(after[0], first)
  clock.now += 5 * MINUTE
  t.false(await ring().rotateWhenDue())
})

test('a ring of a version with one kind of key gets the others, and signs with what it had', async t => {
  const { secrets, sealer, ring } = await opened(t)
  const algs = async () => (await ring().load()).keys.map(({ jwk }) => jwk.alg)
  await ring().load()
  const found = await secrets.find('oidc.keys')
  const whole = JSON.parse(sealer.open('oidc.keys', found?.value ?? ''))
  const first = whole.keys.filter(({ jwk }: { jwk: { alg: string } }) => jwk.alg === 'RS256')
  await secrets.put('oidc.keys', sealer.seal('oidc.keys', JSON.stringify({ ...whole, keys: first })), 1)
  t.deepEqual(await algs(), ['RS256'])
  await Promise.all([ring().rotateWhenDue(), ring().rotateWhenDue()])
  t.deepEqual(await algs(), ['RS256', 'PS256', 'ES256', 'EdDSA'])
  t.is((await ring().load()).keys[0]?.kid, first[0].kid)
  await ring().rotate()
  t.is((await algs()).length, 8)
})

test('a cookie secret is known before it signs, and after', async t => {
  const { clock, ring } = await opened(t)
  const before = (await ring().load()).cookies
  await ring().rotate()
  const after = (await ring().load()).cookies
  t.is(after[0], before[1], 'what signs now was known already')
  t.true(after.includes(before[0] ?? ''), 'what signed before still verifies')
  clock.now += DAY
  await ring().rotate()
  const [signing] = (await ring().load()).cookies
  t.true(after.includes(signing ?? ''))
})

test('nothing of a private key can be read in the store', async t => {
  const { secrets, ring } = await opened(t)
  const view = await ring().load()
  const kept = await secrets.find('oidc.keys')
  t.notRegex(kept?.value ?? '', new RegExp(view.keys[0]?.jwk.d ?? 'none'))
  t.notRegex(kept?.value ?? '', /"(?:RSA|kty|cookies)"/)
})
