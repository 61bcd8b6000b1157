/** A key never has more scopes, a longer life or wider networks than the credential that made it. */
import test from 'ava'
import fc from 'fast-check'
import { isNetworkWithin } from '../../src/model/network.ts'
import { acme, ok, refused } from '../service/acme.ts'
import { sharedService } from '../service/shared.ts'

const service = sharedService()

const HOUR = 3_600_000
const LOCAL = ['127.0.0.0/8', '::1']
const inAnHour = () => new Date(Date.now() + HOUR).toISOString()

test('what a new key does not say of itself is said by the key that makes it', async t => {
  const { key, at } = await acme(t, service, 'inheriting')
  const expires_at = inAnHour()
  const bound = await key('user:mo', ['read', 'write'], { expires_at, networks: LOCAL })
  const made = await ok(t, bound('POST', `${at}/api-keys`, { name: 'own', scopes: ['read'] }), 201)
  t.is(made.expires_at, expires_at)
  t.deepEqual(made.networks, LOCAL)
})

test('more than the key that makes it is refused, each way; less is given', async t => {
  const { key, at } = await acme(t, service, 'outgrowing')
  const bound = await key('user:mo', ['read', 'write'], { expires_at: inAnHour(), networks: LOCAL })
  const wish = (more: object) => bound('POST', `${at}/api-keys`, { name: 'own', scopes: ['read'], ...more })
  await refused(t, wish({ expires_at: new Date(Date.now() + 2 * HOUR) }), 'key_exceeds_credential')
  await refused(t, wish({ networks: ['10.0.0.0/8'] }), 'key_exceeds_credential')
  await refused(t, wish({ networks: ['127.0.0.1', '0.0.0.0/0'] }), 'key_exceeds_credential')
  await refused(t, wish({ networks: ['::/0'] }), 'key_exceeds_credential')
  await refused(t, wish({ scopes: ['read', 'check'] }), 'scope_missing')
  const less = { expires_at: new Date(Date.now() + HOUR / 2).toISOString(), networks: ['127.0.0.1/32'] }
  const made = await ok(t, wish(less), 201)
  t.like(made, less)
})

test('nor does an admin reach further with it by making the key for another', async t => {
  const { key, at } = await acme(t, service, 'delegating')
  const expires_at = inAnHour()
  const bound = await key('user:alice', ['read', 'write'], { expires_at })
  const made = await ok(
    t,
    bound('POST', `${at}/api-keys`, { subject: 'service:backend', name: 'job', scopes: ['read'] }),
    201,
  )
  t.is(made.expires_at, expires_at)
})

const bits = fc.integer({ min: 0, max: 32 })
const address = fc.ipV4()

test('a network within another has no address that the other has not', t => {
  fc.assert(
    fc.property(address, bits, address, bits, (inner, innerBits, outer, outerBits) => {
      const number = (text: string) => text.split('.').reduce((sum, part) => sum * 256 + Number(part), 0)
      const size = 2 ** (32 - outerBits)
      const same = Math.floor(number(inner) / size) === Math.floor(number(outer) / size)
      return (
        isNetworkWithin(`${inner}/${innerBits}`, `${outer}/${outerBits}`) === (innerBits >= outerBits && same)
      )
    }),
  )
  t.pass()
})
