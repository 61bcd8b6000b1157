/** Metadata whose address has moved, and metadata that has not changed. */
import test, { type ExecutionContext } from 'ava'
import { startSignIn } from '../identity/service.ts'
import { serving } from './saml-metadata-server.ts'
import { enter, metadataOf, worldAt } from './saml-service.ts'
import { keys } from './saml-world.ts'

const startWorld = async (t: ExecutionContext) =>
  worldAt(t, await startSignIn(t, { KASBAH_OUTBOUND_NETWORKS: '127.0.0.0/8' }))

test('metadata that has moved is followed as far as each of its addresses may be asked', async t => {
  const world = await startWorld(t)
  const { operator } = world.service
  const path = `/v1/orgs/alpha/identity-providers/${world.alpha.id}`
  const url = await serving(t, (_, reply) => reply.end(metadataOf('alpha', [keys.alpha.certificate])))
  const moving = (to: string | (() => string)) =>
    serving(t, (_, reply) =>
      reply.writeHead(302, { location: typeof to === 'string' ? to : to() }).end('<md:EntityDescriptor/>'),
    )
  const connect = async (metadata_url: string) =>
    (await operator('PUT', path, { name: 'alpha', protocol: 'saml', metadata_url })).body
  const twice = await moving(await moving(url))
  t.like(await connect(twice), { metadata_url: twice })
  let itself = ''
  itself = await moving(() => itself)
  for (const [to, said] of [
    [await moving('http://10.1.2.3/metadata'), /no address that may be asked/],
    [await moving('http://[::ffff:169.254.169.254]/'), /no address that may be asked/],
    [await moving('file:///etc/passwd'), /not a protocol that is asked/],
    [await moving('//'), /on and on/],
    [itself, /on and on/],
  ] as const) {
    const { code, detail } = await connect(to)
    t.is(code, 'metadata_unusable', to)
    t.regex(detail, said)
  }
})

test('a document that has not changed is not read again, unless the settings have', async t => {
  const world = await startWorld(t)
  const { operator } = world.service
  const path = `/v1/orgs/alpha/identity-providers/${world.alpha.id}`
  const asked: (string | undefined)[] = []
  const url = await serving(t, ({ headers }, reply) => {
    asked.push(headers['if-none-match'])
    if (headers['if-none-match'] === '"one"') reply.writeHead(304).end()
    else reply.writeHead(200, { etag: '"one"' }).end(metadataOf('alpha', [keys.alpha.certificate]))
  })
  const put = (more: object = {}) =>
    operator('PUT', path, { name: 'alpha', protocol: 'saml', metadata_url: url, ...more })
  const again = async () => (await operator('POST', `${path}/metadata`)).body
  t.is((await put()).status, 200)
  const first = await again()
  const second = await again()
  t.deepEqual([first.fault, second.fault, second.etag], [undefined, undefined, undefined])
  t.true(second.read_at >= first.read_at && second.next_at >= first.next_at)
  t.deepEqual(asked, [undefined, undefined, '"one"'])
  // Settings of the admin's own: what the document says is looked at anew.
  t.is((await put({ settings: { certificates: [keys.alphaNext.certificate] } })).status, 200)
  t.is((await put()).status, 200)
  await again()
  t.deepEqual(asked.slice(3), [undefined, undefined, undefined])
  t.truthy((await enter(t, world, world.alpha)).who)
})
