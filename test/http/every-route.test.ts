import test from 'ava'
import { acme, ok, refused } from '../service/acme.ts'
import { all, BODIES, isPublic, NOBODY, send } from '../service/route-requests.ts'
import { sharedService } from '../service/shared.ts'
import { visible } from '../service/visible.ts'

const service = sharedService()

const inOrg = all.filter(({ path }) => path.includes('/:org'))

test('only health and descriptions are there for those without a credential', async t => {
  t.deepEqual(
    all.filter(isPublic).map(({ operation }) => operation),
    [
      'authzenMetadata',
      'authzenMetadataOfOrganisation',
      'acceptInvitation',
      'health',
      'readiness',
      'openapi',
      'docs',
    ],
  )
  await acme(t, service, 'open')
  for (const route of all.filter(route => !isPublic(route)))
    for (const key of [undefined, 'nonsense', `kasbah_key_${'A'.repeat(51)}`])
      await refused(t, send(service.as(key), route, 'open'), 'unauthenticated', route.operation)
})

test('another organisation is as none, on every route and for every one of its things', async t => {
  const { alice: foreign } = await acme(t, service, 'foreign')
  const { alice, at } = await acme(t, service, 'target')
  await ok(t, alice('PUT', `${at}/groups/lab`))
  const { revision } = await ok(t, alice('GET', at))
  for (const route of inOrg) {
    const there = await send(foreign, route, 'target')
    t.deepEqual(visible(there), visible(await send(foreign, route, 'nowhere')), route.operation)
    t.deepEqual(visible(there), visible(await send(foreign, route, 'target', NOBODY)), route.operation)
    t.true([400, 403, 404].includes(there.status), route.operation)
    if (Object.hasOwn(BODIES, route.operation)) t.is(there.body.code, 'not_found', route.operation)
  }
  t.is((await ok(t, alice('GET', at))).revision, revision)
})

test('what only the operator may is refused to admins, whatever it is about', async t => {
  const { alice } = await acme(t, service, 'operated')
  for (const route of all.filter(({ may }) => may === 'operator'))
    for (const org of ['operated', 'nowhere']) {
      const { status, body } = await send(alice, route, org)
      t.true(status === 400 || body.code === 'forbidden', route.operation)
    }
})

test('every route asks for a scope beyond `check`, but for questions and what is about the caller alone', async t => {
  const { key } = await acme(t, service, 'scopes')
  const [bare, checker] = [await key('user:alice', []), await key('user:alice', ['check'])]
  const without: string[] = []
  for (const route of all.filter(
    route => !isPublic(route) && route.may !== 'operator' && route.may !== 'monitor',
  ))
    for (const ask of [bare, checker]) {
      const { body } = await send(ask, route, 'scopes')
      if (body?.code !== 'scope_missing') without.push(route.operation)
    }
  t.deepEqual(
    [...new Set(without)].filter(operation => !operation.startsWith('authzen')),
    [
      'check',
      'checkBatch',
      'searchResources',
      'searchSubjects',
      'searchActions',
      'searchFilter',
      'searchQuery',
      'whoami',
    ],
  )
})
