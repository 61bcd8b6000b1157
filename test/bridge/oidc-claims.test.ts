import test from 'ava'
import { OidcSettings } from '../../src/model/idp.ts'
import { connect, refused, signIn, startWorld } from './oidc-world.ts'

test('userinfo about someone else', async t => {
  const world = await startWorld(t)
  world.alpha.knobs.userinfo = () => ({ ...world.alpha.person, sub: 'alpha-2' })
  await refused(t, 'answer_subject', signIn(world))
})

test('claims of the signed token win over those of userinfo', async t => {
  const world = await startWorld(t)
  world.alpha.knobs.claims = claims => ({ ...claims, email: 'signed@alpha.example', email_verified: false })
  const ann = await signIn(world)
  t.is(ann.email, 'signed@alpha.example')
  t.false(ann.email_verified)
})

for (const [said, believed] of [
  [true, true],
  ['true', false],
  [1, false],
  [undefined, false],
  [false, false],
] as const)
  test(`email_verified: ${JSON.stringify(said)} counts as ${believed}`, async t => {
    const world = await startWorld(t)
    world.alpha.person = { ...world.alpha.person, email_verified: said }
    t.is((await signIn(world)).email_verified, believed)
  })

test('claim paths and delimited groups', async t => {
  const world = await startWorld(t)
  world.alpha.person = {
    sub: 'alpha-1',
    oid: 'stable',
    'https://alpha.example/mail': 'ann@alpha.example',
    realm: { roles: 'admins; staff ;' },
  }
  const ann = await signIn(
    world,
    connect('alpha', world.alpha, {
      groups_delimiter: ';',
      claims: {
        subject: 'oid',
        email: 'https://alpha.example/mail',
        email_verified: 'email_verified',
        name: 'name',
        groups: 'realm.roles',
      },
    }),
  )
  t.is(ann.subject, 'stable')
  t.is(ann.email, 'ann@alpha.example')
  t.deepEqual(ann.groups, ['admins', 'staff'])
})

test('an address is no key of a person', t => {
  for (const subject of ['email', 'preferred_username', 'UPN', 'e-mail'])
    t.false(
      OidcSettings.safeParse({ issuer: 'https://a.example', client_id: 'x', claims: { subject } }).success,
      subject,
    )
})

test('groups that were left out for being too many do not pass for none', async t => {
  const world = await startWorld(t)
  world.alpha.person = { sub: 'alpha-1', _claim_names: { groups: 'src1' } }
  await refused(t, 'idp_misconfigured', signIn(world))
})

test('claims that are demanded must be exactly so', async t => {
  const world = await startWorld(t)
  const demanding = connect('alpha', world.alpha, {
    required_claims: { hd: 'alpha.example', 'org.staff': true },
  })
  for (const claims of [
    {},
    { hd: 'alpha.example' },
    { hd: 'ALPHA.example', org: { staff: true } },
    { hd: ['alpha.example'], org: { staff: true } },
    { hd: 'alpha.example', org: { staff: 'true' } },
  ]) {
    world.alpha.person = { sub: 'alpha-1', ...claims }
    await refused(t, 'claim_required', signIn(world, demanding))
  }
  world.alpha.person = { sub: 'alpha-1', hd: 'alpha.example', org: { staff: true } }
  t.is((await signIn(world, demanding)).subject, 'alpha-1')
})
