/** TLS to the database: a certificate that is not the server's own is refused with its reason, and a user can be a certificate. */
import { readFileSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { type AddressInfo, createServer as createPlainServer, type Server } from 'node:net'
import { createServer } from 'node:tls'
import test, { type ExecutionContext } from 'ava'
import { MongoClient } from 'mongodb'
import { openMongoStore } from '../../adapters/mongodb/store.ts'
import { StoreUnusable } from '../../src/ports/errors.ts'
import { found } from '../contract/sample.ts'
import { createAuthority, openssl } from './certificates.ts'
import { ownReplicaSet, untested } from './mongodb-server.ts'
import { mongodbUrl } from './mongodb-url.ts'

const NAMES = 'DNS:localhost,IP:127.0.0.1'

const authority = openssl ? await createAuthority() : undefined
const server = authority?.issue('server', { subject: '/O=Test/OU=Servers/CN=localhost', names: NAMES })
const client = authority?.issue('client', { subject: '/O=Test/OU=Clients/CN=kasbah', names: 'DNS:kasbah' })

const set =
  authority && server
    ? await ownReplicaSet({
        members: 1,
        args: [
          '--tlsMode',
          'requireTLS',
          '--tlsCAFile',
          authority.ca,
          '--tlsCertificateKeyFile',
          server,
        ].concat(
          '--clusterAuthMode x509 --setParameter authenticationMechanisms=MONGODB-X509,SCRAM-SHA-256'.split(
            ' ',
          ),
        ),
        client: { tls: true, tlsCAFile: authority.ca, tlsCertificateKeyFile: server },
      })
    : undefined

if (set && authority && client && server) {
  const trust = { tls: 'true', tlsCAFile: authority.ca }
  const x509 = {
    ...trust,
    tlsCertificateKeyFile: client,
    authMechanism: 'MONGODB-X509',
    authSource: '$external',
  }

  test.before(async () => {
    const options = { tls: true, tlsCAFile: authority.ca, tlsCertificateKeyFile: server }
    const first = new MongoClient(
      `mongodb://127.0.0.1:${set.members[0]?.port}/?directConnection=true`,
      options,
    )
    await first.db('admin').command({ createUser: 'root', pwd: 'secret', roles: ['root'] })
    await first.close()
    const root = new MongoClient(
      mongodbUrl(set.url, {
        options: { ...x509, authMechanism: 'SCRAM-SHA-256', authSource: 'admin' },
      }).replace('//', '//root:secret@'),
    )
    const roles = ['readWrite', 'dbAdmin'].map(role => ({ role, db: 'kasbah' }))
    await root.db('$external').command({ createUser: 'CN=kasbah,OU=Clients,O=Test', roles })
    await root.close()
  })
  test.after.always(async () => {
    await set.close()
    await rm(authority.folder, { recursive: true })
  })

  test('a user that is a certificate', async t => {
    const store = await openMongoStore({ url: mongodbUrl(set.url, { database: 'kasbah', options: x509 }) })
    t.teardown(() => store.close())
    t.truthy(await found(store))
  })

  test('a CA that the client does not know', async t => {
    const { ca, folder } = await createAuthority('Another CA')
    t.teardown(() => rm(folder, { recursive: true }))
    const url = mongodbUrl(set.url, { database: 'kasbah', options: { ...x509, tlsCAFile: ca } })
    await refused(t, url, /is not trusted: its certificate is from a CA that is not trusted/)
  })

  test('a server without TLS', async t => {
    const plain = await listening(t, () =>
      createPlainServer(socket => socket.on('error', () => {}).end('no TLS here')),
    )
    await refused(t, urlTo(plain, trust), /is not trusted: it does not speak TLS/)
  })

  const expired = authority.issue('expired', { subject: '/CN=localhost', names: NAMES, days: -1 })
  const another = authority.issue('another', { subject: '/CN=db.example', names: 'DNS:db.example' })
  for (const [what, file, why] of [
    ['expired', expired, /its certificate has expired/],
    ['for another host', another, /its certificate is for another host name/],
  ] as const)
    test(`a certificate that is ${what}`, async t => {
      const pem = readFileSync(file)
      await refused(t, urlTo(await listening(t, () => createServer({ key: pem, cert: pem })), trust), why)
    })
} else untested()

const urlTo = (port: number, options: Readonly<Record<string, string>>): string =>
  mongodbUrl(`mongodb://127.0.0.1:${port}/kasbah`, {
    options: { ...options, serverSelectionTimeoutMS: '2000' },
  })

const refused = async (t: ExecutionContext, url: string, why: RegExp): Promise<void> => {
  const error = await t.throwsAsync(openMongoStore({ url }), { instanceOf: StoreUnusable })
  t.regex(error?.message ?? '', why)
  t.false(error?.message.includes('\n'))
}

/** A server that is no database: the handshake comes first. */
const listening = async (t: ExecutionContext, create: () => Server): Promise<number> => {
  const server = create()
  server.on('tlsClientError', () => {})
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  t.teardown(() => void server.close())
  return (server.address() as AddressInfo).port
}
