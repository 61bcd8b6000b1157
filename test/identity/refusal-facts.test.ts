import test, { type ExecutionContext } from 'ava'
import { createLogLimit } from '../../src/telemetry/log-limit.ts'
import { authorize, found, register, say, token, verifier } from './app.ts'
import { browser } from './browser.ts'
import { OPERATOR_KEY, type SignInService, startSignIn } from './service.ts'

const metric = async (t: ExecutionContext, { url }: SignInService, name: string): Promise<number> => {
  const reply = await fetch(`${url}/metrics`, { headers: { authorization: `Bearer ${OPERATOR_KEY}` } })
  t.is(reply.status, 200)
  const line = (await reply.text()).split('\n').find(one => one.startsWith(`${name} `))
  return Number(line?.split(' ')[1] ?? 0)
}

const refusals = (code: string): string => `kasbah_sign_in_refusals_total{code="${code}"}`

test('what is refused as it had to be is counted by its code, and is no failure of the service', async t => {
  const service = await startSignIn(t)
  await found(t, service)
  const app = await register(t, service, { first_party: false })
  const logout = `${service.url}/login/callback/acme/idp_unknown/logout`
  const said = await fetch(logout, {
    method: 'POST',
    body: new URLSearchParams({ logout_token: 'eyJ.e30.' }),
  })
  t.is(said.status, 400)
  t.is((await token(service, app, { grant_type: 'refresh_token', refresh_token: 'x' })).status, 400)
  t.is((await fetch(`${service.url}/login/nothing/return?ticket=x`)).status, 400)

  const { code_challenge } = verifier()
  const at = browser(service.url)
  const request = authorize(service, app, { code_challenge, code_challenge_method: 'S256' })
  const consent = await say(at, await at.open(request), 'mo')
  const no = await at.submit(consent, { answer: 'deny' })
  t.is(no.left?.searchParams.get('error'), 'access_denied')

  for (const code of ['answer_invalid', 'invalid_grant', 'access_denied'])
    t.is(await metric(t, service, refusals(code)), 1, code)
  t.is(await metric(t, service, 'kasbah_internal_errors_total'), 0)
})

test('a flood of refusals writes a bounded number of lines in a second', t => {
  let now = 0
  const may = createLogLimit(20, () => now)
  const written = () => Array.from({ length: 100 }, may).filter(Boolean).length
  t.is(written(), 20)
  now += 1_000
  t.is(written(), 20)
})
