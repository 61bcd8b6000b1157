import test from 'ava'
import { acme, ok } from '../service/acme.ts'

test('a member gets default access, a guest does not, and both are told why', async t => {
  const { backend } = await acme(t)
  const ask = (subject: string, action: string) =>
    ok(
      t,
      backend('POST', '/check', { org: 'acme', subject, action, resource: 'dataset:streets', explain: true }),
    )

  const member = await ask('user:mo', 'view')
  t.true(member.allowed)
  t.is(member.explanation?.decided_by, 'allow')
  t.deepEqual(member.explanation.path, ['user:mo', 'role:member'])
  t.deepEqual(
    [...(member.explanation?.rule ?? [])],
    ['p', 'role:member', 'acme', 'dataset:streets', 'can_view', 'allow'],
  )

  const guest = await ask('user:gus', 'view')
  t.false(guest.allowed)
  t.is(guest.explanation?.decided_by, 'no_rule')
  t.is(guest.explanation?.missing, 'can_view')

  const edit = await ask('user:mo', 'edit')
  t.false(edit.allowed)
  t.is(edit.explanation?.missing, 'can_edit')
})

test('whoever asks without a subject asks about themselves', async t => {
  const { mo, gus, operator } = await acme(t)
  const question = { org: 'acme', action: 'view', resource: 'dataset:streets' }
  t.true((await ok(t, mo('POST', '/check', question))).allowed)
  t.false((await ok(t, gus('POST', '/check', question))).allowed)
  t.true((await ok(t, operator('POST', '/check', question))).allowed)
})

test('only those who may ask about others do', async t => {
  const { mo, alice, backend, operator, service } = await acme(t)
  const about = (subject: string) => ({ org: 'acme', subject, action: 'view', resource: 'dataset:streets' })
  const refused = await mo('POST', '/check', about('user:gus'))
  t.is(refused.status, 403)
  t.is(refused.body.code, 'subject_refused')
  // A key without scope `check` does not ask about others, whoever holds it.
  const key = { subject: 'user:alice', name: 'narrow', scopes: ['read'] }
  const narrow = service.as((await ok(t, operator('POST', '/v1/orgs/acme/api-keys', key), 201)).key)
  t.is((await narrow('POST', '/check', about('user:gus'))).status, 403)
  // Scope `check` on a person's key does not reach further than the person.
  const gusKey = { subject: 'user:gus', name: 'wide', scopes: ['check'] }
  const wide = service.as((await ok(t, operator('POST', '/v1/orgs/acme/api-keys', gusKey), 201)).key)
  t.is((await wide('POST', '/check', about('user:mo'))).status, 403)
  await ok(t, alice('POST', '/check', about('user:gus')))
  await ok(t, backend('POST', '/check', about('user:gus')))
  // Groups and roles are no principals.
  for (const subject of ['role:admin', 'group:any']) {
    t.is((await backend('POST', '/check', about(subject))).body.code, 'subject_refused', subject)
    await ok(t, alice('POST', '/check', about(subject)))
  }
})

test('nobody asks about another organisation: it is as unknown as none', async t => {
  const { service, backend } = await acme(t)
  const other = await acme(t, service, 'globex')
  const question = { org: 'globex', subject: 'user:mo', action: 'view', resource: 'dataset:streets' }
  t.true((await ok(t, other.backend('POST', '/check', question))).allowed)
  const foreign = await backend('POST', '/check', question)
  const none = await backend('POST', '/check', { ...question, org: 'nowhere0' })
  t.is(foreign.status, 200)
  t.false(foreign.body.allowed)
  t.is(foreign.body.revision, none.body.revision)
})

test('a batch is answered in order, and a bad item fails alone', async t => {
  const { backend } = await acme(t)
  const item = (subject: unknown, action = 'view') => ({ subject, action, resource: 'dataset:streets' })
  const checks = [
    item('user:mo'),
    item('user:gus'),
    item(42),
    { action: 'view' },
    item('role:admin'),
    { ...item('user:mo', 'edit'), explain: true },
  ]
  const reply = await ok(t, backend('POST', '/check/batch', { org: 'acme', checks }))
  const results = [...(reply.results ?? [])]
  t.deepEqual(
    results.map(result => Boolean(result.allowed)),
    [true, false, false, false, false, false],
  )
  t.deepEqual(
    results.map(result => result.error?.code),
    [undefined, undefined, 'malformed', 'malformed', 'subject_refused', undefined],
  )
  t.is(results[5].explanation?.missing, 'can_edit')
  const many = Array.from({ length: 1001 }, () => item('user:mo'))
  t.is((await backend('POST', '/check/batch', { org: 'acme', checks: many })).status, 400)
  t.is(
    [...(await ok(t, backend('POST', '/check/batch', { org: 'acme', checks: many.slice(1) }))).results!]
      .length,
    1000,
  )
})

test('a batch about another organisation is as one about none', async t => {
  const { service, backend, operator } = await acme(t)
  await acme(t, service, 'globex')
  const item = { subject: 'user:mo', action: 'view', resource: 'dataset:streets' }
  const checks = [item, { ...item, explain: true }, { action: 1 }]
  const asked = (ask: typeof backend, org: string) => ok(t, ask('POST', '/check/batch', { org, checks }))
  const foreign = await asked(backend, 'globex')
  t.is(foreign.revision, 0)
  t.deepEqual(foreign.results, (await asked(backend, 'nowhere')).results)
  t.deepEqual(foreign.results, (await asked(operator, 'nowhere')).results)
  t.deepEqual(foreign.results[0], { allowed: false })
  t.is(foreign.results[1].explanation.reason, 'unknown_organisation')
  t.is(foreign.results[2].error.code, 'malformed')
})

test('a token of this store holds, one of another is refused', async t => {
  const { backend, operator } = await acme(t)
  const { service } = await acme(t)
  const question = { org: 'acme', subject: 'user:mo', action: 'view', resource: 'dataset:streets' }
  const write = await ok(
    t,
    operator('PUT', '/v1/orgs/acme/datasets/streets/access/default', { level: 'none' }),
  )
  for (const consistency of ['fully_consistent', 'minimize_latency', { at_least_as_fresh: write.token }]) {
    const reply = await ok(t, backend('POST', '/check', { ...question, consistency }))
    t.false(reply.allowed)
    t.true(Number(reply.revision) >= Number(write.revision))
  }
  const foreign = await ok(t, service.operator('POST', '/check', question))
  for (const token of [foreign.token, 'garbage', '']) {
    const reply = await backend('POST', '/check', { ...question, consistency: { at_least_as_fresh: token } })
    t.is(reply.status, 400, String(token))
  }
})

test('a malformed question is 400 and says where', async t => {
  const { backend } = await acme(t)
  const fine = { org: 'acme', subject: 'user:mo', action: 'view', resource: 'dataset:streets' }
  const bad: unknown[] = [
    [],
    'text',
    7,
    null,
    '',
    '{',
    { ...fine, org: 'NO' },
    { ...fine, subject: 'mo' },
    { ...fine, subject: ['user:mo'] },
    { ...fine, subject: 1 },
    { ...fine, action: '' },
    { ...fine, resource: 'dataset:' },
    { ...fine, resource: 'Dataset:x' },
    { ...fine, subject: `user:${'x'.repeat(257)}` },
    { ...fine, extra: 1 },
    { ...fine, consistency: 'soon' },
    { ...fine, subject: 'user:\ud800' },
  ]
  for (const body of bad) {
    const reply = await backend('POST', '/check', typeof body === 'string' ? body : JSON.stringify(body))
    t.is(reply.status, 400, JSON.stringify(body))
    t.is(reply.body.code, 'malformed')
    t.is(reply.headers.get('content-type'), 'application/problem+json')
  }
})
