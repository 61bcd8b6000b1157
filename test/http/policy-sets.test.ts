import { join } from 'node:path'
import test from 'ava'
import { readSetFolder } from '../../src/policy/folder.ts'
import { shipped } from '../policy/shipped-sets.ts'
import { acme, ok, refused } from '../service/acme.ts'
import { startService } from '../service/service.ts'
import { EXAMPLES } from '../service/trying.ts'

test('a version of a set is tried, installed for all who use it, and taken back, while the service runs', async t => {
  const service = await startService(t)
  const { alice, operator, may, at } = await acme(t, service)
  await ok(t, alice('PUT', `${at}/datasets/streets/access/grants/user:gus`, { level: 'can_view' }))
  const { texts } = await shipped('datasets')
  const policy = (texts['policy.csv'] ?? '').replace('datasets, clone, deny', 'datasets, samples.read, deny')
  const changed = { ...texts, 'policy.csv': policy }
  const path = '/v1/policy-sets/datasets/install'
  await refused(t, operator('POST', path, { texts: changed }), 'invalid_policy')
  await refused(t, alice('POST', path, { texts: changed }), 'forbidden')
  await refused(t, operator('POST', path, { texts: changed, digest: 'x' }), 'malformed')
  await refused(t, operator('POST', path, { digest: 'never' }), 'unknown_policy_set')

  const description = (texts['set.yaml'] ?? '').replace('title: Datasets', 'title: Our datasets')
  const next = { ...texts, 'set.yaml': description }
  const trial = await ok(t, operator('POST', `${path}?dry_run=true`, { texts: next, effects: true }))
  t.like(trial, { dry_run: true, adds: [], removes: [], not_compared: 0 })
  t.deepEqual(trial.effects, [{ org: 'acme', items: [], pairs: 0, left_out: { rows: 0, pairs: 0 } }])
  const made = await ok(
    t,
    operator('POST', path, { texts: next }, { headers: { 'kasbah-reason': 'our name' } }),
  )
  t.is(made.organisations[0].org, 'acme')
  t.is(
    (await ok(t, alice('GET', `${at}/catalogue`))).title,
    'Our datasets - three roles, three access levels',
  )
  t.true(await may('user:gus', 'view', 'dataset:streets'))

  const { versions, users } = await ok(t, operator('GET', '/v1/policy-sets/datasets'))
  t.is(versions.length, 2)
  t.deepEqual(users, ['acme'])
  await ok(t, operator('POST', path, { digest: made.before }))
  const [set] = (await ok(t, operator('GET', '/v1/policy-sets'))).items
  t.like(set, { name: 'datasets', digest: made.before, organisations: 1 })
  const trail = (await ok(t, alice('GET', `${at}/audit?action=installPolicySet`))).items
  t.true(trail.some(({ reason }: { reason?: string }) => reason?.endsWith(': our name')))

  await ok(t, alice('PATCH', `${at}/settings`, { policy_review: 'two_people' }))
  await refused(t, operator('POST', path, { digest: made.digest }), 'invalid_policy')
  await ok(t, operator('POST', path, { digest: made.digest }, { headers: { 'kasbah-reason': 'ticket 4' } }))
})

test('the catalogue says in words what there is', async t => {
  const service = await startService(t)
  const { alice, mo, gus, at } = await acme(t, service)
  const said = await ok(t, alice('GET', `${at}/catalogue`))
  t.deepEqual(
    said.roles.map(({ name }: { name: string }) => name),
    ['admin', 'member', 'guest'],
  )
  t.is(said.levels[1].action, 'edit')
  t.true(said.levels[1].includes.includes('samples.write'))
  t.is(said.operations.setGrant, 'access.write')
  const deny = said.rules.find(({ rule }: { rule: string[] }) => rule.at(-1) === 'deny')
  t.deepEqual(deny, {
    rule: ['p', 'role:guest', '*', 'datasets', 'clone', 'deny'],
    means: 'role:guest may never clone on datasets',
    comment: 'Guests see what they were granted, but copy nothing.',
  })
  await ok(t, mo('GET', `${at}/catalogue`))
  await refused(t, gus('GET', `${at}/catalogue`), 'forbidden')
})

test('a version that reads other attributes decides by those that people and resources have', async t => {
  const service = await startService(t, { env: { KASBAH_POLICIES: EXAMPLES } })
  const { operator } = service
  await ok(
    t,
    operator('POST', '/v1/orgs', { id: 'acme', name: 'Acme', policy_set: 'search', admin: 'user:root' }),
    201,
  )
  const people = Array.from({ length: 60 }, (_, n) => `u${n}`)
  for (const user of people)
    await ok(
      t,
      operator('PUT', `/v1/orgs/acme/members/${user}`, {
        role: 'employee',
        attributes: { department: 'sales', unit: user === 'u59' ? 'east' : 'west' },
      }),
    )
  const attributes = { department: 'sales', unit: 'east' }
  await ok(t, operator('PUT', '/v1/orgs/acme/resources/record/1', { attributes }))
  const mayView = async (subject: string) =>
    (await ok(t, operator('POST', '/check', { org: 'acme', subject, action: 'view', resource: 'record:1' })))
      .allowed
  t.true(await mayView('user:u0'))
  const { texts } = await readSetFolder(join(EXAMPLES, 'search'))
  const byUnit = Object.fromEntries(
    Object.entries(texts).map(([file, text]) => [
      file,
      file === 'model.conf'
        ? text.replaceAll(/r\.ctx\.(subject|resource)\.department/g, 'r.ctx.$1.unit')
        : file === 'set.yaml'
          ? text
          : text.replaceAll(/\bdepartment(?=:)/g, 'unit'),
    ]),
  )
  await ok(t, operator('POST', '/v1/policy-sets/search/install', { texts: byUnit }))
  t.deepEqual(await Promise.all(['user:u0', 'user:u58', 'user:u59'].map(mayView)), [false, false, true])
  const rules = (await operator('GET', '/v1/orgs/acme/policy')).text
  t.regex(rules, /g4, ?user:u59, ?@unit:east/)
  t.notRegex(rules, /@department/)
})
