import { setTimeout as wait } from 'node:timers/promises'
import test, { type ExecutionContext } from 'ava'
import { type OwnServer, ownMongodb, untested } from '../stores/mongodb-server.ts'
import { authorize, found, register, token, verifier } from './app.ts'
import { startSignIn } from './service.ts'

const server = await ownMongodb()
test.after.always(() => server?.close())

const outage = (title: string, run: (t: ExecutionContext, server: OwnServer) => Promise<void>): void =>
  server ? test(title, t => run(t, server)) : untested()

outage(
  'while the store is away sign-in answers 503, or an error that the application can read, and goes on when it is back',
  async (t, server) => {
    const service = await startSignIn(t, {
      KASBAH_STORE: server.database(),
      KASBAH_ENCRYPTION_KEY: '33'.repeat(32),
    })
    await found(t, service)
    await service.operator('PUT', '/v1/orgs/acme/service-accounts/etl', { role: 'member' })
    const app = await register(t, service, { kind: 'service', subject: 'etl', scopes: ['check'] })
    const web = await register(t, service)
    const ask = () => token(service, app, { grant_type: 'client_credentials' })
    /** As long as a busy machine takes to bring the store near. */
    const answered = async (): Promise<number> => {
      const { status } = await ask()
      if (status !== 503) return status
      await wait(200)
      return answered()
    }
    t.is(await answered(), 200)
    await server.stop('SIGKILL')
    const away = await ask()
    t.is(away.status, 503)
    t.is(away.body.error, 'server_error')
    const { code_challenge } = verifier()
    const query = authorize(service, web, { code_challenge, code_challenge_method: 'S256' })
    const page = await fetch(query, { redirect: 'manual', headers: { accept: 'text/html' } })
    t.is(page.status, 503)
    t.is((await fetch(`${service.url}/oidc/jwks`)).status, 200)
    await server.restart()
    t.is(await answered(), 200)
  },
)
