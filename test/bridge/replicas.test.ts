/** The bridge on MongoDB with two replicas that answer in turn: a sign-in leaves from one and comes back to the other. */
import { setTimeout as wait } from 'node:timers/promises'
import test, { type ExecutionContext } from 'ava'
import { ann, GROUP, patch, type ScimWorld, startScimWorld } from '../scim/world.ts'
import type { Body } from '../service/client.ts'
import { lent } from '../service/databases.ts'
import { type Register, skipped } from '../skipped.ts'
import { findMongodb, NO_MONGODB } from '../stores/mongodb-server.ts'
import { begin, enter, memberOf, ownDomain, personOf } from './bridge-world.ts'

const server = await findMongodb()
test.after.always(() => server?.close())

const overMongodb: Register = server ? test.serial : skipped(NO_MONGODB)

const twice = (title: string, run: (t: ExecutionContext, world: ScimWorld) => Promise<void>): void => {
  overMongodb(`two replicas: ${title}`, async t => {
    const env = { KASBAH_STORE: await lent(t, server), KASBAH_ENCRYPTION_KEY: '11'.repeat(32) }
    await run(t, await startScimWorld(t, env, 2))
  })
}

twice('first sign-ins at once make one account, and the next ones find it', async (t, world) => {
  const all = await Promise.all(Array.from({ length: 6 }, () => enter(t, world, world.alpha)))
  t.deepEqual(
    all.map(({ refused }) => refused),
    all.map(() => undefined),
  )
  t.is(new Set(all.map(({ who }) => who?.sub)).size, 1)
  t.is((await enter(t, world, world.alpha)).who?.sub, all[0]?.who?.sub)
})

twice('an answer is taken by one of them, once', async (t, world) => {
  const { at, to } = await begin(t, world, world.alpha)
  const back = await world.alpha.idp.visit(to)
  const all = await Promise.all(Array.from({ length: 8 }, () => at.copy().open(back.href)))
  t.is(all.filter(page => page.left?.searchParams.has('code')).length, 1)
  t.is(world.alpha.idp.asked.get('/token'), 1)
})

/** As one replica shows the member once it has heard: what gives is acknowledged before the other knows of it. */
const member = async (world: ScimWorld, id: string, heard: (shown: Body) => boolean): Promise<Body> => {
  for (let asked = 0; asked < 500; asked += 1) {
    const shown = await memberOf(world, 'alpha', id)
    if (heard(shown)) return shown
    await wait(10)
  }
  throw new Error('not heard of within 500 questions')
}

twice('invitation, SCIM, groups: written at one, seen at the other', async (t, world) => {
  await ownDomain(t, world, 'alpha', 'alpha.example')
  const invite = { email: 'ann@alpha.example', role: 'member', grants: [] }
  t.is((await world.service.operator('POST', '/v1/orgs/alpha/invitations', invite)).status, 201)
  const id = await personOf(t, world, world.alpha)
  t.is((await member(world, id, ({ role }) => role !== undefined)).role, 'member')
  t.is((await world.scim.alpha('POST', '/Users', ann({ 'x.y$z': { 'a.b': 1 } }))).body.id, id)
  const team = { schemas: [GROUP], displayName: 'Team', members: [{ value: id }] }
  const made = await world.scim.alpha('POST', '/Groups', team)
  t.is(made.status, 201)
  for (const _ of [1, 2])
    t.deepEqual((await member(world, id, ({ groups }) => groups?.length > 0)).groups, [
      `group:${made.body.id}`,
    ])
  const check = { org: 'alpha', subject: `user:${id}`, action: 'datasets.create', resource: 'org' }
  const allowed = async (consistency = 'minimize_latency') =>
    (await world.service.operator('POST', '/check', { ...check, consistency })).body.allowed
  for (const _ of [1, 2]) t.true(await allowed('fully_consistent'))
  const off = patch({ op: 'replace', value: { active: false } })
  t.is((await world.scim.alpha('PATCH', `/Users/${id}`, off)).status, 200)
  for (const _ of [1, 2, 3, 4]) t.false(await allowed())
  t.is((await enter(t, world, world.alpha)).refused, 'account_disabled')
  t.is((await world.scim.alpha('DELETE', `/Users/${id}`)).status, 204)
  for (const _ of [1, 2]) t.is((await world.scim.alpha('GET', `/Users/${id}`)).status, 404)
  t.is((await world.scim.beta('GET', '/Users')).body.totalResults, 0)
})
