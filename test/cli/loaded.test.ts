import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import test, { type ExecutionContext } from 'ava'
import { folder, type Serving, serving } from './command.ts'

const HOOK = pathToFileURL(join(import.meta.dirname, 'loaded-packages.js')).href
const KEY = 'the-operator-key-of-these-tests'

/** What only some deployments use, and those only now and then. */
const WHEN_USED = [
  ...['@node-saml/node-saml', '@xmldom/xmldom', 'xml-crypto', 'mongodb', 'casbin-mongodb-adapter'],
  ...['nodemailer', 'oidc-provider', 'openid-client', 'jose', 'undici'],
]

/** The packages that a service has loaded when it ends, after `use`. */
const loadedBy = async (t: ExecutionContext, cwd: string, use: (service: Serving) => Promise<unknown>) => {
  const to = join(cwd, 'loaded.json')
  const env = { NODE_OPTIONS: `--import=${HOOK}`, LOADED_TO: to, KASBAH_OPERATOR_KEY: KEY }
  const service = await serving(t, { cwd, env })
  await use(service)
  t.is(await service.stop(), 0)
  return new Set<string>(JSON.parse(readFileSync(to, 'utf8')))
}

const check = async (t: ExecutionContext, { url }: Serving): Promise<void> => {
  const send = (path: string, body: object) =>
    fetch(`${url}${path}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${KEY}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })
  t.is((await send('/v1/orgs', { id: 'acme', name: 'Acme' })).status, 201)
  const question = { org: 'acme', subject: 'user:ann', action: 'view', resource: 'dataset:streets' }
  t.is((await send('/check', question)).status, 200)
}

test('starting and checking load nothing that only some deployments use', async t => {
  const loaded = await loadedBy(t, folder(t), service => check(t, service))
  t.true(loaded.has('casbin'))
  t.deepEqual(
    WHEN_USED.filter(name => loaded.has(name)),
    [],
  )
  t.deepEqual(
    [...loaded].filter(name => name.startsWith('cli/verbs/')),
    ['cli/verbs/serve'],
  )
})

test('the provider is loaded when it is first used, and from then on at the start', async t => {
  const cwd = folder(t)
  const used = await loadedBy(t, cwd, async ({ url }) => {
    t.is((await fetch(`${url}/oidc/.well-known/openid-configuration`)).status, 200)
  })
  t.true(used.has('oidc-provider'))
  t.true((await loadedBy(t, cwd, async () => {})).has('oidc-provider'))
})

// Coverage is measured without what was compiled before.
const cached = process.env.NODE_V8_COVERAGE === undefined ? test : test.skip

cached('a start that finds everything compiled needs nothing that takes types away', async t => {
  const cwd = folder(t)
  await loadedBy(t, cwd, service => check(t, service))
  t.false((await loadedBy(t, cwd, async () => {})).has('amaro'))
})
