/** People who are invited, at their identity provider: by the link they were sent, and by an account that waits for them. */
import test from 'ava'
import { browser } from '../identity/browser.ts'
import { memberOf, ownDomain, personOf, startWorld } from './bridge-world.ts'

const AT = '/v1/orgs/alpha'
const EMAIL = 'ann@alpha.example'

test('an account that an invitation’s token made is claimed by the first sign-in with its believed address alone', async t => {
  const world = await startWorld(t)
  await ownDomain(t, world, 'alpha', 'alpha.example')
  const { operator, as } = world.service
  const invited = await operator('POST', `${AT}/invitations`, { email: EMAIL, role: 'member' })
  const made = await as()('POST', '/v1/invitations/accept', { token: invited.body.accept_token })
  const account = made.body.subject.slice('user:'.length)
  world.alpha.idp.person = { sub: 'eve', email: EMAIL }
  t.not(await personOf(t, world, world.alpha), account)
  world.alpha.idp.person = { sub: 'ann', email: EMAIL, email_verified: true }
  t.is(await personOf(t, world, world.alpha), account)
  t.like(await memberOf(world, 'alpha', account), { role: 'member' })
  world.alpha.idp.person = { sub: 'second', email: EMAIL, email_verified: true }
  t.not(await personOf(t, world, world.alpha), account)
})

test('the link of an invitation lets in whoever signs in, believed or not, but nobody of another address', async t => {
  const world = await startWorld(t)
  const { operator, url } = world.service
  t.is((await operator('PATCH', `${AT}/settings`, { newcomer_role: 'none' })).status, 200)
  const invite = async () =>
    (await operator('POST', `${AT}/invitations`, { email: 'fay@gmail.example', role: 'member' })).body
      .accept_token
  const accept = async (person: object) => {
    const at = browser(url)
    const token = await invite()
    const page = await at.post('/invitation', { token })
    t.regex(page.text, /Join alpha/)
    const away = await at.submit(page, { as: 'sign-in' })
    world.alpha.idp.person = { sub: 'fay', ...person } as typeof world.alpha.idp.person
    return at.open((await world.alpha.idp.visit(String(away.left))).href)
  }
  const wrong = await accept({ email: 'bob@gmail.example', email_verified: true })
  t.regex(wrong.text, /invitation_for_another/)
  t.regex(wrong.text, /href="\/invitation\/again"/)
  t.notRegex(wrong.text, /Go back to the application/)
  t.is((await operator('GET', `${AT}/members`)).body.items.length, 1)
  const right = await accept({ email: 'fay@gmail.example' })
  t.regex(right.text, /Welcome to alpha/)
  t.is((await operator('GET', `${AT}/invitations`)).body.items.length, 0)
  t.is((await operator('GET', `${AT}/members`)).body.items.length, 2)
})
