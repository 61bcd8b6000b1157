import test from 'ava'
import { SignInRefused } from '../../src/ports/idp-sign-in.ts'
import { lies, signatures } from './oidc-lies.ts'
import { connect, refused, signIn, world } from './oidc-world.ts'

for (const [what, code, lie] of lies)
  test(`an ID token with ${what} is refused`, async t => {
    const w = await world(t)
    w.alpha.knobs.claims = lie
    await refused(t, code, signIn(w))
  })

for (const [what, make] of signatures)
  test(`an ID token with ${what} is refused`, async t => {
    const w = await world(t)
    w.alpha.knobs.token = claims => make(w, claims)
    await refused(t, 'answer_signature', signIn(w))
  })

test('an ID token with an algorithm that the settings leave out is refused', async t => {
  const w = await world(t)
  await refused(t, 'answer_signature', signIn(w, connect('alpha', w.alpha, { algorithms: ['RS256'] })))
})

for (const [what, token] of [
  ['no token at all', ''],
  ['text that is no token', 'hello'],
  ['three dots', '...'],
  ['a header that is no JSON', 'AAAA.e30.AAAA'],
] as const)
  test(`an ID token that is ${what} is refused, not a defect`, async t => {
    const w = await world(t)
    w.alpha.knobs.token = () => token
    const error = await t.throwsAsync(signIn(w), { instanceOf: SignInRefused })
    t.regex(error?.code ?? '', /^answer_/)
  })
