/** What monitoring asks of the process. */
import test from 'ava'
import { OPERATOR_KEY, startService } from '../service/service.ts'

const METRICS_KEY = 'the-metrics-key-of-these-tests'

test('the metrics answer to the metrics key and to the operator key, and to nobody else', async t => {
  const { url, operator } = await startService(t, { env: { KASBAH_METRICS_KEY: METRICS_KEY } })
  await operator('POST', '/v1/orgs', { id: 'acme', name: 'Acme', admin: 'user:ada' })
  const ada = await operator('POST', '/v1/orgs/acme/api-keys', {
    subject: 'user:ada',
    name: 'notebook',
    scopes: ['check', 'read', 'write'],
  })
  const read = async (key?: string) => {
    const reply = await fetch(`${url}/metrics`, { headers: key ? { authorization: `Bearer ${key}` } : {} })
    return { status: reply.status, text: await reply.text() }
  }
  for (const key of [undefined, 'wrong', ada.body.key, `${METRICS_KEY}x`]) {
    const { status, text } = await read(key)
    t.is(status, 401)
    t.false(text.includes('kasbah_build_info'))
  }
  for (const key of [METRICS_KEY, OPERATOR_KEY]) {
    const { status, text } = await read(key)
    t.is(status, 200)
    t.regex(text, /^kasbah_replica_lease_held [01]$/m)
    t.regex(text, /^kasbah_problems_total\{code="unauthenticated"\} \d/m)
    t.notRegex(text, /acme|\bada\b/)
  }
  t.is((await fetch(`${url}/v1/whoami`, { headers: { authorization: `Bearer ${METRICS_KEY}` } })).status, 401)
})

test('without a metrics key only the operator key reads them', async t => {
  const { url } = await startService(t)
  t.is((await fetch(`${url}/metrics`)).status, 401)
  t.is((await fetch(`${url}/metrics`, { headers: { authorization: `Bearer ${OPERATOR_KEY}` } })).status, 200)
})
