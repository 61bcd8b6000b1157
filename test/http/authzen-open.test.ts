/** AuthZEN as it answers without a credential: who is near, and requests that leave out by null. */
import { request } from 'node:http'
import test from 'ava'
import { reads, user, writes } from '../service/authzen-requests.ts'
import { OPERATOR_KEY } from '../service/service.ts'
import { type Trying, trying } from '../service/trying.ts'

/** The status of an evaluation with these headers, as a browser could send them. */
const statusWith = ({ service }: Trying, headers: Record<string, string>): Promise<number | undefined> => {
  const { hostname, port } = new URL(service.url)
  const sent = { 'content-type': 'application/json', ...headers }
  const { promise, resolve, reject } = Promise.withResolvers<number | undefined>()
  const asking = request(
    { hostname, port, path: '/access/v1/evaluation', method: 'POST', headers: sent },
    answer => resolve(answer.resume().statusCode),
  )
  asking.once('error', reject).end(JSON.stringify(reads))
  return promise
}

test('without a credential no page of another site is answered, by whatever name it comes here', async t => {
  const running = await trying(t, 'certification')
  for (const [host, origin] of [
    ['evil.example', 'http://evil.example'],
    ['evil.example:8443', undefined],
    ['localhost.evil.example', undefined],
    ['localhost:8443', 'https://evil.example'],
    ['localhost:8443', 'null'],
    ['127.0.0.1.nip.example', undefined],
  ] as const)
    t.is(
      await statusWith(running, origin === undefined ? { host } : { host, origin }),
      401,
      `${host} ${origin}`,
    )
  t.is(await statusWith(running, { host: 'localhost', 'sec-fetch-site': 'cross-site' }), 401)
  for (const host of ['localhost:8443', '127.0.0.1', '[::1]:8443', 'LOCALHOST'])
    t.is(await statusWith(running, { host }), 200, host)
  t.is(await statusWith(running, { host: 'localhost:8443', origin: 'https://localhost:8443' }), 200)
  t.is(
    await statusWith(running, { host: 'evil.example', authorization: `Bearer ${OPERATOR_KEY}` }),
    200,
    'a credential is one',
  )
})

test('null is as if it were left out', async t => {
  const running = await trying(t, 'certification')
  const nulls = { ...writes, context: null, subject: { ...user('alice'), properties: null } }
  t.true((await running.ask('evaluation', nulls)).body.decision)
  const batch = { ...nulls, options: null, evaluations: [{ context: null, subject: null, action: null }] }
  t.true((await running.ask('evaluations', batch)).body.evaluations[0].decision)
  t.true((await running.ask('evaluations', { ...nulls, evaluations: null })).body.decision)
  for (const page of [null, { token: null, limit: null, properties: null }]) {
    const { status, body } = await running.ask('search/action', { ...nulls, action: undefined, page })
    t.is(status, 200)
    t.deepEqual(body.page, { next_token: '', count: 2, total: 2 })
  }
  t.is((await running.ask('evaluation', { ...writes, subject: null })).status, 400)
})
