import { randomBytes } from 'node:crypto'
import test, { type ExecutionContext } from 'ava'
import fc from 'fast-check'
import { createSealer, SealBroken } from '../../src/identity/sealer.ts'
import { freshStore } from '../service/store.ts'
import { found, register, token } from './app.ts'
import { startSignIn } from './service.ts'

const refused = (t: ExecutionContext, run: () => unknown) => t.throws(run, { instanceOf: SealBroken })

test('what was sealed opens, under its own name and key alone, and only whole', t => {
  const [key, other] = [randomBytes(32), randomBytes(32)]
  const [sealer, stranger] = [createSealer(key), createSealer(other)]
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), fc.string(), (text, name) => {
      const sealed = sealer.seal(name, text)
      t.is(sealer.open(name, sealed), text)
      refused(t, () => stranger.open(name, sealed))
      refused(t, () => sealer.open(`${name}x`, sealed))
      refused(t, () => sealer.open(name, sealed.slice(0, -2)))
      t.not(sealer.seal(name, text), sealed)
    }),
    { numRuns: 50 },
  )
  for (const odd of ['', '1', '1...', '2.a.b.c', '1.aaaaaaaaaaaaaaaa.aaaaaaaaaaaaaaaaaaaaaa.'])
    refused(t, () => sealer.open('n', odd))
  t.throws(() => createSealer(randomBytes(31)), { instanceOf: RangeError })
})

test('a key that was replaced opens what it sealed, and seals nothing', t => {
  const [old, now] = [randomBytes(32), randomBytes(32)]
  const sealed = createSealer(old).seal('n', 'text')
  const both = createSealer(now, old)
  t.is(both.open('n', sealed), 'text')
  t.is(createSealer(now).open('n', both.seal('n', 'anew')), 'anew')
})

test('the encryption key is replaced without losing a key that signs', async t => {
  const store = await freshStore(t)
  const [old, now] = ['aa'.repeat(32), 'bb'.repeat(32)]
  const first = await startSignIn(t, { KASBAH_STORE: store, KASBAH_ENCRYPTION_KEY: old })
  await found(t, first)
  await first.operator('PUT', '/v1/orgs/acme/service-accounts/etl', { role: 'member' })
  const app = await register(t, first, { kind: 'service', subject: 'etl', scopes: ['check'] })
  await first.stop()
  await t.throwsAsync(startSignIn(t, { KASBAH_STORE: store, KASBAH_ENCRYPTION_KEY: now }), {
    name: 'StoreUnusable',
  })
  const both = { KASBAH_STORE: store, KASBAH_ENCRYPTION_KEY: now, KASBAH_ENCRYPTION_KEY_BEFORE: old }
  const second = await startSignIn(t, both)
  t.is((await token(second, app, { grant_type: 'client_credentials' })).status, 200)
  t.is((await second.operator('POST', '/v1/signing-keys/rotate')).status, 202)
  await second.stop()
  const third = await startSignIn(t, { KASBAH_STORE: store, KASBAH_ENCRYPTION_KEY: now })
  t.is((await token(third, app, { grant_type: 'client_credentials' })).status, 200)
})
