/** The client for TypeScript against the running service. */
import test from 'ava'
import { idOf, isProblem, ProblemError } from '../../sdk/typescript/src/index.ts'
import { sharedService } from '../service/shared.ts'
import { sdkWorld } from './world.ts'

const service = sharedService()

/** Counts what is sent. */
const counting = () => {
  const sent: { path: string; body: unknown; headers: Headers }[] = []
  const fetch: typeof globalThis.fetch = (input, init) => {
    const body = typeof init?.body === 'string' ? JSON.parse(init.body) : undefined
    sent.push({ path: new URL(String(input)).pathname, body, headers: new Headers(init?.headers) })
    return globalThis.fetch(input, init)
  }
  return { sent, fetch }
}

test('every way of asking answers what the service decides', async t => {
  const { kasbah } = await sdkWorld(t, service, 'asking')
  const mo = { subject: 'user:mo', resource: 'dataset:streets' }
  t.true(await kasbah.check({ ...mo, action: 'view' }))
  t.false(await kasbah.check({ ...mo, action: 'edit' }))
  t.like(await kasbah.explain({ ...mo, action: 'edit' }), {
    allowed: false,
    explanation: { missing: 'can_edit' },
  })
  t.deepEqual(await kasbah.list({ subject: 'user:mo', action: 'view', type: 'dataset' }), ['dataset:streets'])
  t.deepEqual(await kasbah.who({ action: 'edit', resource: 'dataset:streets' }), ['user:alice'])
  t.true((await kasbah.actions(mo)).includes('view'))
  const resources = ['dataset:none', 'dataset:streets']
  t.deepEqual(await kasbah.filter({ subject: 'user:mo', action: 'view', resources }), ['dataset:streets'])
  t.is(idOf('dataset:a:b'), 'a:b')
})

test('lists are read to their end, and a page at a time', async t => {
  const { kasbah } = await sdkWorld(t, service, 'lists')
  const ids = Array.from({ length: 3 }, (_, n) => `d${n}`)
  for (const id of ids)
    await kasbah.admin.createDataset({ body: { id, name: id, default_access: 'can_view' } })
  const asked = { subject: 'user:mo', action: 'view', type: 'dataset' }
  const all = [...ids.map(id => `dataset:${id}`), 'dataset:streets']
  t.deepEqual(await kasbah.list(asked), all)
  const first = await kasbah.listPage({ ...asked, limit: 3 })
  const second = await kasbah.listPage({ ...asked, page_token: first.next_token ?? '' })
  t.deepEqual([...first.items, ...second.items], all)
  t.is(second.next_token, undefined)
})

test('checks of one tick are one batch, in which each fails for itself', async t => {
  const { sent, fetch } = counting()
  const world = await sdkWorld(t, service, 'ticks')
  const kasbah = await world.client('service:backend', { fetch })
  const ask = (action: string) => kasbah.check({ subject: 'user:mo', action, resource: 'dataset:streets' })
  const outcomes = await Promise.allSettled([ask('view'), ask('edit'), ask('vieww'), ask('view')])
  t.deepEqual(
    sent.map(({ path }) => path),
    ['/check/batch'],
  )
  t.deepEqual(
    outcomes.map(one => (one.status === 'fulfilled' ? one.value : one.reason.code)),
    [true, false, 'unknown_action', true],
  )
  t.is(outcomes[2]?.status === 'rejected' && outcomes[2].reason.httpStatus, 422)
  await ask('view')
  t.is(sent[1]?.path, '/check')
})

test('a batch of more than one call holds is answered whole', async t => {
  const { sent, fetch } = counting()
  const world = await sdkWorld(t, service, 'batches')
  const kasbah = await world.client('service:backend', { fetch })
  const question = { subject: 'user:mo', action: 'view', resource: 'dataset:streets' }
  const outcomes = await kasbah.batch(Array.from({ length: 1_001 }, () => question))
  t.is(outcomes.filter(one => 'answer' in one && one.answer.allowed).length, 1_001)
  t.is(sent.length, 2)
  t.like(sent[1]?.body, {
    consistency: { at_least_as_fresh: 'answer' in outcomes[0]! ? outcomes[0].answer.token : '' },
  })
})

test('what the client wrote, its checks and lists read', async t => {
  const { sent, fetch } = counting()
  const world = await sdkWorld(t, service, 'own-writes')
  const kasbah = await world.client('service:backend', { fetch })
  t.is(kasbah.token(), undefined)
  const made = await kasbah.admin.createDataset({ body: { id: 'walls', name: 'Walls' } })
  t.is(kasbah.token(), made.token)
  const written = await kasbah.admin.setGrant({
    id: 'walls',
    subject: 'user:gus',
    body: { level: 'can_edit' },
    reason: 'مسح مايو',
  })
  t.is(kasbah.token(), written.token)
  t.true(await kasbah.check({ subject: 'user:gus', action: 'edit', resource: 'dataset:walls' }))
  await kasbah.list({ subject: 'user:gus', action: 'edit', type: 'dataset' })
  for (const { body } of sent.slice(-2)) t.like(body, { consistency: { at_least_as_fresh: written.token } })
  t.is(Buffer.from(sent[1]?.headers.get('kasbah-reason') ?? '', 'latin1').toString(), 'مسح مايو')
  t.truthy(sent[0]?.headers.get('idempotency-key'), 'a POST can be sent twice')
  t.is(sent[1]?.headers.get('idempotency-key'), null, 'a PUT can be sent twice anyway')
})

test('a trial changes nothing, and is not taken for a write', async t => {
  const kasbah = await (await sdkWorld(t, service, 'trials')).client('user:alice')
  const tried = await kasbah.trial.setGrant({
    id: 'streets',
    subject: 'user:gus',
    body: { level: 'can_edit' },
  })
  t.true(tried.dry_run)
  t.is(tried.adds?.length, 1)
  t.is(kasbah.token(), undefined)
  t.false(await kasbah.check({ subject: 'user:gus', action: 'edit', resource: 'dataset:streets' }))
})

test('a refusal is a problem with its code', async t => {
  const { kasbah, client } = await sdkWorld(t, service, 'refusals')
  const taken = await t.throwsAsync(kasbah.admin.createDataset({ body: { id: 'streets', name: 'x' } }), {
    instanceOf: ProblemError,
  })
  t.true(isProblem(taken, 'already_exists'))
  t.truthy(taken?.requestId)
  await kasbah.admin.createDataset({ body: { id: 'walls', name: 'x' } })
  const stale = await t.throwsAsync(
    kasbah.admin.updateDataset({ id: 'walls', body: { name: 'y' }, ifMatch: 1 }),
  )
  t.true(isProblem(stale, 'revision_mismatch'), String(stale))
  const gus = await client('user:gus')
  t.true(
    isProblem(
      await t.throwsAsync(gus.check({ subject: 'user:mo', action: 'view', resource: 'dataset:streets' })),
      'subject_refused',
    ),
  )
  t.true(isProblem(await t.throwsAsync(gus.admin.getDataset({ id: 'none' })), 'not_found'))
})

test('a name that a URL would read as another path is not sent', async t => {
  const { kasbah } = await sdkWorld(t, service, 'names')
  for (const id of ['.', '..', ''])
    await t.throwsAsync(kasbah.admin.deleteDataset({ id }), { instanceOf: TypeError })
  const id = "a/b?c#d %2F é:@!'"
  await kasbah.admin.createDataset({ body: { id, name: 'odd' } })
  t.is((await kasbah.admin.getDataset({ id })).id, id)
})

test('remembered decisions end with any newer revision that the client is shown', async t => {
  const { sent, fetch } = counting()
  const world = await sdkWorld(t, service, 'remembered')
  const kasbah = await world.client('service:backend', { fetch, cache: { maxAgeMs: 60_000 } })
  const view = { subject: 'user:gus', action: 'view', resource: 'dataset:streets' }
  t.false(await kasbah.check(view))
  t.false(await kasbah.check(view))
  t.is(sent.length, 1, 'the second was remembered')
  await world.operator('PUT', `${world.at}/datasets/streets/access/grants/user:gus`, { level: 'can_view' })
  t.false(await kasbah.check(view), 'what others change is not known yet: the danger of a cache')
  await kasbah.check({ ...view, action: 'edit' })
  t.true(await kasbah.check(view), 'another answer showed a newer revision')
  t.true(await kasbah.check(view, { consistency: 'fully_consistent' }))
  t.is(sent.length, 4)
  await t.throwsAsync(world.client('service:backend', { cache: { maxAgeMs: 60_001 } }), {
    instanceOf: RangeError,
  })
})

test('by default nothing is remembered', async t => {
  const world = await sdkWorld(t, service, 'forgetful')
  const view = { subject: 'user:gus', action: 'view', resource: 'dataset:streets' }
  t.false(await world.kasbah.check(view))
  await world.operator('PUT', `${world.at}/datasets/streets/access/grants/user:gus`, { level: 'can_view' })
  t.true(await world.kasbah.check(view))
})
