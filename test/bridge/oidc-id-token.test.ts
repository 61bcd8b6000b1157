import test from 'ava'
import { SignInRefused } from '../../src/ports/idp-sign-in.ts'
import { lies, signatures } from './oidc-lies.ts'
import { connect, refused, signIn, startWorld } from './oidc-world.ts'

for (const [what, code, lie] of lies)
  test(`an ID token with ${what} is refused`, async t => {
    const world = await startWorld(t)
    world.alpha.knobs.claims = lie
    await refused(t, code, signIn(world))
  })

for (const [what, make] of signatures)
  test(`an ID token with ${what} is refused`, async t => {
    const world = await startWorld(t)
    world.alpha.knobs.token = claims => make(world, claims)
    await refused(t, 'answer_signature', signIn(world))
  })

test('an ID token with an algorithm that the settings leave out is refused', async t => {
  const world = await startWorld(t)
  await refused(
    t,
    'answer_signature',
    signIn(world, connect('alpha', world.alpha, { algorithms: ['RS256'] })),
  )
})

for (const [what, token] of [
  ['no token at all', ''],
  ['text that is no token', 'hello'],
  ['three dots', '...'],
  ['a header that is no JSON', 'AAAA.e30.AAAA'],
] as const)
  test(`an ID token that is ${what} is refused, not a defect`, async t => {
    const world = await startWorld(t)
    world.alpha.knobs.token = () => token
    const error = await t.throwsAsync(signIn(world), { instanceOf: SignInRefused })
    t.regex(error?.code ?? '', /^answer_/)
  })
