import test, { type ExecutionContext } from 'ava'
import { type Acme, acme, ok, refused } from '../service/acme.ts'
import type { Body } from '../service/client.ts'
import { allOf } from '../service/pages.ts'
import { sharedService } from '../service/shared.ts'

const service = sharedService()

/** What the report of a dataset says of a subject. */
const effective = (access: Body, subject: string): Body =>
  access.effective.items.find((item: Body) => item.subject === subject)

test('default access is set, seen and taken away', async t => {
  const { alice, at, may } = await acme(t, service, 'default')
  const path = `${at}/datasets/streets/access`
  const set = await ok(t, alice('PUT', `${path}/default`, { level: 'can_edit' }))
  t.is(set.default_access, 'can_edit')
  t.true(await may('user:mo', 'edit', 'dataset:streets'))
  t.false(await may('user:gus', 'view', 'dataset:streets'))
  t.is((await ok(t, alice('PUT', `${path}/default`, { level: 'can_edit' }))).revision, set.revision)
  t.is((await ok(t, alice('PUT', `${path}/default`, { level: 'can_view' }))).default_access, 'can_view')
  t.false(await may('user:mo', 'edit', 'dataset:streets'))
  t.is((await ok(t, alice('PUT', `${path}/default`, { level: 'none' }))).default_access, 'none')
  t.false(await may('user:mo', 'view', 'dataset:streets'))
  await refused(t, alice('PUT', `${path}/default`, { level: 'view' }), 'unknown_level')
  for (const body of [{}, { level: '' }, { level: 1 }, { level: ['can_view'] }, { level: 'can_view', x: 1 }])
    await refused(t, alice('PUT', `${path}/default`, body), 'malformed')
})

test('a grant is exactly its level, replaced by the next and taken away', async t => {
  const { alice, at, may } = await acme(t, service, 'exact')
  const grant = `${at}/datasets/streets/access/grants/user:gus`
  for (const level of ['can_edit', 'can_manage', 'can_view', 'can_edit']) {
    const access = await ok(t, alice('PUT', grant, { level }))
    t.deepEqual(access.grants, [{ subject: 'user:gus', level }])
    t.is(effective(access, 'user:gus').level, level)
    t.is(await may('user:gus', 'manage', 'dataset:streets'), level === 'can_manage')
    t.is(await may('user:gus', 'edit', 'dataset:streets'), level !== 'can_view')
  }
  t.deepEqual((await ok(t, alice('DELETE', grant))).grants, [])
  t.false(await may('user:gus', 'view', 'dataset:streets'))
  await refused(t, alice('DELETE', grant), 'not_found')
  await ok(t, alice('PUT', grant, { level: 'can_edit' }))
  t.deepEqual((await ok(t, alice('PUT', grant, { level: 'none' }))).grants, [])
  t.false(await may('user:gus', 'view', 'dataset:streets'))
})

test('who has no role is invited first, and what is nobody gets nothing', async t => {
  const { alice, at } = await acme(t, service, 'first')
  const grant = (subject: string, level = 'can_view') =>
    alice('PUT', `${at}/datasets/streets/access/grants/${subject}`, { level })
  await refused(t, grant('user:nobody'), 'invite_first')
  await refused(t, grant('service:nothing'), 'invite_first')
  await refused(t, grant('group:none'), 'unknown_subject')
  await refused(t, grant('user:gus', 'can_fly'), 'unknown_level')
  for (const subject of ['gus', 'role:guest', 'role:everyone', 'dataset:streets', 'user:'])
    await refused(t, grant(subject), 'malformed', subject)
  await refused(t, alice('DELETE', `${at}/datasets/streets/access/grants/role:member`), 'malformed')
  await ok(t, alice('POST', `${at}/members/gus/disable`))
  await refused(t, grant('user:gus'), 'invite_first')
})

test('effective access says who, how far and why', async t => {
  const { alice, at } = await acme(t, service, 'why')
  await ok(t, alice('PUT', `${at}/groups/lab`))
  await ok(t, alice('PUT', `${at}/groups/all`))
  await ok(t, alice('PUT', `${at}/groups/all/members/group:lab`))
  await ok(t, alice('PUT', `${at}/groups/lab/members/user:gus`))
  await ok(t, alice('PUT', `${at}/datasets/streets/access/grants/group:all`, { level: 'can_edit' }))
  const access = await ok(
    t,
    alice('PUT', `${at}/datasets/streets/access/grants/user:mo`, { level: 'can_manage' }),
  )
  t.deepEqual(
    access.effective.items.map(({ subject, level }: Body) => [subject, level]),
    [
      ['service:backend', 'can_view'],
      ['user:alice', 'can_manage'],
      ['user:gus', 'can_edit'],
      ['user:mo', 'can_manage'],
    ],
  )
  t.deepEqual(effective(access, 'user:gus').via, [
    ['user:gus', 'group:lab', 'group:all', 'dataset:streets', 'can_edit'],
  ])
  t.deepEqual(effective(access, 'user:mo').via.toSorted(), [
    ['user:mo', 'dataset:streets', 'can_manage'],
    ['user:mo', 'role:member', 'dataset:streets', 'can_view'],
  ])
  t.deepEqual(effective(access, 'user:alice').via, [['user:alice', 'role:admin', 'datasets', 'can_manage']])
})

test('the right to change access is the dataset’s managers’', async t => {
  const { alice, mo, gus, at } = await acme(t, service, 'managers')
  const path = `${at}/datasets/streets/access`
  const calls = [
    ['GET', ''],
    ['PUT', '/default', { level: 'can_view' }],
    ['PUT', '/grants/user:gus', { level: 'can_manage' }],
    ['DELETE', '/grants/user:gus'],
  ] as const
  for (const level of ['can_view', 'can_edit']) {
    await ok(t, alice('PUT', `${path}/grants/user:gus`, { level }))
    for (const [method, rest, body] of calls) {
      await refused(t, gus(method, path + rest, body), 'forbidden')
      await refused(t, mo(method, path + rest, body), 'forbidden')
    }
  }
  await ok(t, alice('PUT', `${path}/grants/user:gus`, { level: 'can_manage' }))
  for (const [method, rest, body] of calls) await ok(t, gus(method, path + rest, body))
  for (const [method, rest, body] of calls) await refused(t, gus(method, path + rest, body), 'not_found')
})

test('a dry run shows the rules and changes none', async t => {
  const { alice, at, may } = await acme(t, service, 'dry')
  const path = `${at}/datasets/streets/access`
  const { revision } = await ok(t, alice('GET', at))
  const grant = await ok(t, alice('PUT', `${path}/grants/user:gus?dry_run=true`, { level: 'can_edit' }))
  t.deepEqual(grant.adds, [['p', 'user:gus', 'dry', 'dataset:streets', 'can_edit', 'allow']])
  t.deepEqual(grant.removes, [])
  const none = await ok(t, alice('PUT', `${path}/default?dry_run=true`, { level: 'none' }))
  t.deepEqual(none.removes, [['p', 'role:member', 'dry', 'dataset:streets', 'can_view', 'allow']])
  t.false(await may('user:gus', 'view', 'dataset:streets'))
  t.true(await may('user:mo', 'view', 'dataset:streets'))
  t.is((await ok(t, alice('GET', at))).revision, revision)
})

/** An organisation in which everyone has access in a way of their own. */
const varied = async (t: ExecutionContext, org: Acme): Promise<{ people: string[]; datasets: string[] }> => {
  const { alice, at } = org
  const people = ['user:alice', 'user:gus', 'user:mo', 'service:backend']
  const levels = ['none', 'can_view', 'can_edit', 'can_manage']
  await ok(t, alice('PUT', `${at}/groups/lab`))
  for (let n = 0; n < 6; n += 1) {
    await ok(t, alice('PUT', `${at}/members/p${n}`, { role: n % 2 ? 'guest' : 'member' }))
    people.push(`user:p${n}`)
    if (n % 3 === 0) await ok(t, alice('PUT', `${at}/groups/lab/members/user:p${n}`))
  }
  const datasets = ['streets']
  for (const [n, level] of levels.entries()) {
    const id = `d${n}`
    await ok(t, alice('POST', `${at}/datasets`, { id, name: id, default_access: levels[3 - n] }), 201)
    await ok(t, alice('PUT', `${at}/datasets/${id}/access/grants/group:lab`, { level }))
    await ok(t, alice('PUT', `${at}/datasets/${id}/access/grants/user:p${n}`, { level: 'can_edit' }))
    datasets.push(id)
  }
  return { people, datasets }
}

test('reports by subject and by resource say what /check decides', async t => {
  const org = await acme(t, service, 'reports')
  const { alice, backend, at } = org
  const { people, datasets } = await varied(t, org)
  const actions = { can_view: 'view', can_edit: 'edit', can_manage: 'manage' }
  const pairs = people.flatMap(subject => datasets.map(id => ({ subject, resource: `dataset:${id}` })))
  const checks = pairs.flatMap(pair => Object.values(actions).map(action => ({ ...pair, action })))
  const { results } = await ok(t, backend('POST', '/check/batch', { org: 'reports', checks }))
  const decided = new Map(
    pairs.map(({ subject, resource }, n): [string, string] => {
      const allowed = results.slice(n * 3, n * 3 + 3).filter((result: Body) => result.allowed).length
      return [`${subject} ${resource}`, ['none', ...Object.keys(actions)][allowed] ?? '']
    }),
  )
  const lines = async (query: string) =>
    (await allOf(t, alice, `${at}/permissions?${query}`, 3)).map(({ subject, resource, level, via }) => {
      t.true(via.length > 0 && via.every(([first]: string[]) => first === subject))
      return [`${subject} ${resource}`, level]
    })
  const bySubject = (await Promise.all(people.map(subject => lines(`subject=${subject}`)))).flat()
  const byResource = (await Promise.all(datasets.map(id => lines(`resource=dataset:${id}`)))).flat()
  const some = [...decided].filter(([, level]) => level !== 'none').toSorted()
  t.true(some.length > 20)
  t.deepEqual(bySubject.toSorted(), some)
  t.deepEqual(byResource.toSorted(), some)
})

test('both reports give the same reasons', async t => {
  const org = await acme(t, service, 'reasons')
  const { alice, at } = org
  const { people, datasets } = await varied(t, org)
  const reasons = async (query: string) =>
    (await allOf(t, alice, `${at}/permissions?${query}`)).map(({ subject, resource, via }) =>
      JSON.stringify([subject, resource, via.toSorted()]),
    )
  const bySubject = (await Promise.all(people.map(subject => reasons(`subject=${subject}`)))).flat()
  const byResource = (await Promise.all(datasets.map(id => reasons(`resource=dataset:${id}`)))).flat()
  t.deepEqual(bySubject.toSorted(), byResource.toSorted())
})

test('a report is of one thing, and of those who read permissions', async t => {
  const { alice, mo, gus, at } = await acme(t, service, 'report')
  const { alice: foreign } = await acme(t, service, 'report-too')
  const path = `${at}/permissions`
  for (const query of [
    '',
    '?subject=user:mo&resource=dataset:streets',
    '?subject=mo',
    '?resource=',
    '?subject=user:mo&subject=user:gus',
  ])
    await refused(t, alice('GET', path + query), 'malformed', query)
  for (const query of ['?subject=user:nobody', '?resource=dataset:none', '?subject=group:none'])
    t.deepEqual((await ok(t, alice('GET', path + query))).items, [])
  for (const ask of [mo, gus]) await refused(t, ask('GET', `${path}?subject=user:mo`), 'forbidden')
  await refused(t, foreign('GET', `${path}?subject=user:mo`), 'not_found')
})

test('both reports list by what is allowed, whatever the least level says', async t => {
  const { alice, operator, at } = await acme(t)
  await ok(t, alice('PUT', `${at}/datasets/streets/access/grants/user:gus`, { level: 'can_edit' }))
  const rules = (await operator('GET', `${at}/policy`, undefined, { headers: { accept: 'text/csv' } })).text
  const own = [
    'p, user:gus, acme, dataset:streets, view, deny',
    'p, user:mo, acme, dataset:streets, can_view, deny',
    'p, user:mo, acme, dataset:streets, tags.write, allow',
  ]
  await ok(t, operator('PUT', `${at}/policy`, { rules: `${rules}${own.join('\n')}\n` }))
  const lines = async (query: string) => (await ok(t, alice('GET', `${at}/permissions?${query}`))).items
  const ofDataset: readonly { subject: string; level: string }[] = await lines('resource=dataset:streets')
  const levelOf = (subject: string) => ofDataset.find(line => line.subject === subject)?.level
  t.deepEqual([levelOf('user:gus'), levelOf('user:mo')], ['can_edit', 'none'])
  for (const subject of ['user:gus', 'user:mo']) {
    const [line] = await lines(`subject=${subject}`)
    t.is(line?.resource, 'dataset:streets', subject)
    t.is(line?.level, levelOf(subject))
  }
})

test('more grants than one answer has go on by their token', async t => {
  const { alice, operator, at } = await acme(t, service, 'grants')
  const rules = (await operator('GET', `${at}/policy`, undefined, { headers: { accept: 'text/csv' } })).text
  const own = Array.from(
    { length: 1_001 },
    (_, n) => `p, user:u${n}, grants, dataset:streets, can_view, allow`,
  )
  // The last one of a page has another on the next: by policy text somebody is given several.
  own.push('p, user:u998, grants, dataset:streets, can_edit, allow')
  await ok(t, operator('PUT', `${at}/policy`, { rules: `${rules}${own.join('\n')}\n` }))
  const path = `${at}/datasets/streets/access?limit=1`
  const first = await ok(t, alice('GET', path))
  t.is(first.grants.length, 1_000)
  const rest = await ok(t, alice('GET', `${path}&grants_token=${first.grants_next_token}`))
  t.is(rest.grants_next_token, undefined)
  const found = [...first.grants, ...rest.grants].map(({ subject, level }: Body) => `${subject} ${level}`)
  t.is(found.length, 1_002)
  t.is(new Set(found).size, 1_002)
  await refused(t, alice('GET', `${path}&grants_token=*`), 'malformed')
})
