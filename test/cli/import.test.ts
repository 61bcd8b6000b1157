/** Access lists and exports against a running service. */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import test from 'ava'
import fc from 'fast-check'
import { folder, kasbah, serving } from './command.ts'

const KEY = 'a-key-that-the-operator-chose'

const IDS = ['ada', 'bob, jr', 'cy%2F', 'Zoë']
const GROUPS = ['lab', 'night shift']
const DATASETS = ['streets', 'parks:old']
const LEVELS = ['none', 'can_view', 'can_edit', 'can_manage']

const user = fc.constantFrom(...IDS)
const group = fc.constantFrom(...GROUPS)
const dataset = fc.constantFrom(...DATASETS)
const holder = fc.oneof(
  user.map(id => `user:${id}`),
  group.map(id => `group:${id}`),
)
const level = fc.constantFrom(...LEVELS)

const role = fc.constantFrom('lead', 'chief')

const operation = fc.oneof(
  fc
    .tuple(role, fc.constantFrom('datasets', ...DATASETS.map(id => `dataset:${id}`)), fc.boolean())
    .map(([name, resource, may]) => ({
      operation: 'putRole',
      params: { role: name },
      body: {
        title: `The ${name}`,
        based_on: 'guest',
        [may ? 'may' : 'may_not']: [{ resource, action: 'can_view' }],
      },
    })),
  fc
    .tuple(
      user,
      fc.constantFrom('member', 'guest', 'lead'),
      fc.option(fc.constantFrom('ada@x.example', 'b@x.example'), { nil: undefined }),
    )
    .map(([id, role, email]) => ({
      operation: 'addMember',
      params: { user: id },
      body: { role, email, attributes: { team: id } },
    })),
  user.map(id => ({ operation: 'disableMember', params: { user: id } })),
  user.map(id => ({ operation: 'putServiceAccount', params: { id }, body: { role: 'guest', name: 'S' } })),
  group.map(id => ({ operation: 'putGroup', params: { group: id }, body: { name: `Group ${id}` } })),
  fc
    .tuple(group, holder)
    .map(([id, subject]) => ({ operation: 'addGroupMember', params: { group: id, subject } })),
  fc.tuple(dataset, level).map(([id, default_access]) => ({
    operation: 'createDataset',
    body: { id, name: `The ${id}`, default_access, attributes: { city: 'Fez', n: 1 } },
  })),
  fc
    .tuple(dataset, holder, level)
    .map(([id, subject, to]) => ({ operation: 'setGrant', params: { id, subject }, body: { level: to } })),
)

const service = async (t: Parameters<typeof serving>[0]) => {
  const cwd = folder(t)
  const { url } = await serving(t, { cwd, env: { KASBAH_OPERATOR_KEY: KEY, KASBAH_RATE_LIMIT: '0' } })
  const run = (...words: string[]) =>
    kasbah(words, { cwd, env: { HOME: cwd, KASBAH_URL: url, KASBAH_TOKEN: KEY } })
  const ask = async (method: string, path: string, body?: object) => {
    const reply = await fetch(url + path, {
      method,
      headers: { authorization: `Bearer ${KEY}`, 'content-type': 'application/json' },
      ...(body ? { body: JSON.stringify(body) } : {}),
    })
    return { status: reply.status, body: await reply.json() }
  }
  return { cwd, run, ask }
}

test('a list is brought in after it was shown and agreed to, and again it changes nothing', async t => {
  const { cwd, run, ask } = await service(t)
  await ask('POST', '/v1/orgs', { id: 'acme', name: 'Acme', admin: 'user:ada' })
  writeFileSync(
    join(cwd, 'list.csv'),
    'user,dataset,level\nalice,streets,can_view\n"bob, jr",streets,can_edit\n',
  )
  const asked = await run('import', 'list.csv', '--org', 'acme')
  t.is(asked.code, 2)
  t.regex(asked.out, /^people +2, 2 new/m)
  t.regex(asked.err, /say --yes/)
  t.is((await ask('GET', '/v1/orgs/acme')).body.revision, 1)
  const loaded = await run('import', 'list.csv', '--org', 'acme', '--yes', '--reason', 'moving in')
  t.regex(loaded.out, /now at revision 2$/m, loaded.err)
  t.regex(
    (await run('import', 'list.csv', '--org', 'acme', '--yes')).out,
    /^changed +0 rules .* revision 2$/m,
  )
  const { items } = (await ask('GET', '/v1/orgs/acme/audit?action=setGrant')).body
  t.deepEqual(
    items.map(({ reason, resource }: { reason: string; resource: string }) => [reason, resource]),
    [
      ['moving in', 'dataset:streets'],
      ['moving in', 'dataset:streets'],
    ],
  )
  writeFileSync(join(cwd, 'more.csv'), 'p, alice, streets, can_manage\np, bob%2C jr, streets, can_view\n')
  await run('import', 'more.csv', '--org', 'acme', '--yes')
  const access = (await ask('GET', '/v1/orgs/acme/datasets/streets/access')).body
  t.is(access.grants.find(({ subject }: { subject: string }) => subject === 'user:alice').level, 'can_manage')
  t.is((await run('import', 'list.csv', '--org', 'gone', '--yes')).code, 3)
})

test('an export changes nothing where it came from, and makes the same organisation elsewhere', async t => {
  const { cwd, run, ask } = await service(t)
  let round = 0
  await fc.assert(
    fc.asyncProperty(fc.array(operation, { minLength: 10, maxLength: 40 }), async operations => {
      round += 1
      const [here, there] = [`here-${round}`, `there-${round}`]
      for (const id of [here, there]) await ask('POST', '/v1/orgs', { id, name: id, admin: 'user:root' })
      for (const each of operations) await ask('POST', `/v1/orgs/${here}/changes`, { operations: [each] })
      const written = async (org: string) => {
        const said = await run('export', '--org', org)
        t.is(said.code, 0, said.err)
        return said.out
      }
      const { revision } = (await ask('GET', `/v1/orgs/${here}`)).body
      const file = join(cwd, `${here}.ndjson`)
      writeFileSync(file, await written(here))
      const again = await run('import', file, '--org', here, '--yes')
      t.is(again.code, 0, again.err)
      t.is((await ask('GET', `/v1/orgs/${here}`)).body.revision, revision)
      const moved = await run('import', file, '--org', there, '--yes')
      t.is(moved.code, 0, `${moved.err} ${readFileSync(file)}`)
      t.deepEqual(
        (await written(there)).split('\n').toSorted(),
        readFileSync(file, 'utf8').split('\n').toSorted(),
      )
    }),
    { numRuns: 3 },
  )
})

test('a file of operations with a bad line sends nothing', async t => {
  const { cwd, run, ask } = await service(t)
  await ask('POST', '/v1/orgs', { id: 'acme', name: 'Acme' })
  writeFileSync(
    join(cwd, 'bad.ndjson'),
    '{"operation":"putGroup","params":{"group":"lab"},"body":{}}\n{"operation":\n',
  )
  const said = await run('import', 'bad.ndjson', '--org', 'acme', '--yes')
  t.is(said.code, 1)
  t.regex(said.err, /bad\.ndjson:2: this is no JSON/)
  t.is((await ask('GET', '/v1/orgs/acme')).body.revision, 1)
})
