/** A store that was begun without an encryption key goes into production, by the steps of docs/operations.md. */
import test, { type ExecutionContext } from 'ava'
import { findMongodb, untested } from '../stores/mongodb-server.ts'
import { folder, kasbah, POLICIES, serving } from './command.ts'

// Found before any test is declared: AVA begins with those that are.
const server = await findMongodb()
if (server) test.after.always(() => server.close())
else untested()

const OPERATOR = 'an operator key that is long enough'.replaceAll(' ', '-')
const PRODUCTION = {
  KASBAH_MODE: 'production',
  KASBAH_PUBLIC_URL: 'https://kasbah.example.org',
  KASBAH_OPERATOR_KEY: OPERATOR,
  KASBAH_GRACE: '0',
  KASBAH_ENCRYPTION_KEY: 'ab'.repeat(32),
}

/** A request through the proxy that ends TLS. */
const rotated = async (url: string): Promise<number> => {
  const headers = { authorization: `Bearer ${OPERATOR}`, connection: 'close' }
  return (await fetch(`${url}/v1/signing-keys/rotate`, { method: 'POST', headers })).status
}

const moves = async (t: ExecutionContext, store: string) => {
  const [cwd, env] = [folder(t), { KASBAH_STORE: store }]
  const begun = await serving(t, { cwd, env: { ...env, KASBAH_OPERATOR_KEY: OPERATOR } })
  t.is(await rotated(begun.url), 202)
  await begun.stop()

  // It ends, which a process that still follows its store would not.
  const listen = { KASBAH_LISTEN: '127.0.0.1:0', KASBAH_POLICIES: POLICIES }
  const refused = await kasbah(['serve'], { cwd, env: { ...env, ...PRODUCTION, ...listen } })
  t.is(refused.code, 1)
  t.regex(refused.err, /^kasbah: .*KASBAH_ENCRYPTION_KEY_BEFORE to development/m)

  const before = { KASBAH_ENCRYPTION_KEY_BEFORE: 'development' }
  const between = await serving(t, { cwd, env: { ...env, ...PRODUCTION, ...before } })
  t.is(await rotated(between.url), 202)
  await between.stop()
  t.is(await (await serving(t, { cwd, env: { ...env, ...PRODUCTION } })).stop(), 0)
}

test('an embedded store', t => moves(t, 'sqlite:kasbah.db'))
if (server) test('a database of MongoDB', t => moves(t, server.database()))

test('a store that was begun with a key has none of its own, and says so', async t => {
  const cwd = folder(t)
  await (await serving(t, { cwd, env: PRODUCTION })).stop()
  const env = { ...PRODUCTION, KASBAH_ENCRYPTION_KEY_BEFORE: 'development', KASBAH_LISTEN: '127.0.0.1:0' }
  const { code, err } = await kasbah(['serve'], { cwd, env: { ...env, KASBAH_POLICIES: POLICIES } })
  t.is(code, 1)
  t.regex(err, /^kasbah: .*KASBAH_ENCRYPTION_KEY_BEFORE/m)
})
