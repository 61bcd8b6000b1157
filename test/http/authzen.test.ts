import type { ExecutionContext } from 'ava'
import test from 'ava'
import { acme, ok, refused } from '../service/acme.ts'
import type { Ask, Body } from '../service/client.ts'
import { sharedService } from '../service/shared.ts'

const service = sharedService()

const user = (id: string) => ({ type: 'user', id })
const dataset = (id: string) => ({ type: 'dataset', id })
const to = (name: string) => ({ name })
const question = { subject: user('mo'), action: to('view'), resource: dataset('streets') }

/** An organisation of its own with a service that asks by AuthZEN. */
const world = async (t: ExecutionContext, org: string) => {
  const all = await acme(t, service, org)
  const ask = (path: string, body: unknown, as: Ask = all.backend) => as('POST', `/access/v1/${path}`, body)
  return { ...all, ask }
}

const decisions = (body: Body): boolean[] => body.evaluations.map((one: Body) => one.decision)

test('an evaluation is what a check is, on both paths', async t => {
  const { ask, backend, gus, operator } = await world(t, 'zen')
  const allowed = await ok(t, ask('evaluation', question))
  t.true(allowed.decision)
  const { revision, token } = await ok(
    t,
    backend('POST', '/check', {
      org: 'zen',
      subject: 'user:mo',
      action: 'view',
      resource: 'dataset:streets',
    }),
  )
  t.deepEqual(allowed.context, { revision, token })
  t.like(await ok(t, ask('evaluation', { ...question, subject: user('gus') })), {
    decision: false,
    context: { reason: 'not_granted' },
  })
  const inOrg = '/orgs/zen/access/v1/evaluation'
  t.deepEqual(await ok(t, backend('POST', inOrg, question)), allowed)
  t.true((await ok(t, operator('POST', inOrg, question))).decision)
  await refused(t, operator('POST', '/access/v1/evaluation', question), 'forbidden')
  await refused(t, gus('POST', '/access/v1/evaluation', question), 'subject_refused')
  t.false((await ok(t, gus('POST', inOrg, { ...question, subject: user('gus') }))).decision)
  await refused(t, backend('POST', '/orgs/zen-2/access/v1/evaluation', question), 'not_found')
})

test('what the set or the organisation does not know is denied, and what AuthZEN does not name is ignored', async t => {
  const { ask } = await world(t, 'zen-unknown')
  for (const odd of [
    { action: to('fly') },
    { resource: { type: 'house', id: 'x' } },
    { resource: { type: 'dataset:x', id: 'streets' } },
    { resource: dataset('none') },
    { subject: { type: 'robot', id: 'mo' } },
    { subject: { type: 'user:mo', id: 'x' } },
    { subject: user('x'.repeat(5_000)) },
  ])
    t.false((await ok(t, ask('evaluation', { ...question, ...odd }))).decision, JSON.stringify(odd))
  const more = {
    ...question,
    subject: { ...question.subject, properties: { role: 'admin' }, more: 1 },
    context: { time: '2026-01-01T00:00:00Z', deep: { a: [1] } },
    more: [true],
  }
  t.true((await ok(t, ask('evaluation', more))).decision)
  const org = { ...question, subject: user('alice'), action: to('members.invite') }
  t.true((await ok(t, ask('evaluation', { ...org, resource: { type: 'org', id: 'zen-unknown' } }))).decision)
  t.false((await ok(t, ask('evaluation', { ...org, resource: { type: 'org', id: 'zen' } }))).decision)
})

test('what is not an evaluation is 400, without a credential 401, with another method 405', async t => {
  const { ask, backend } = await world(t, 'zen-malformed')
  for (const body of [
    '{"subject":',
    '[]',
    [question],
    {},
    { ...question, subject: undefined },
    { ...question, action: undefined },
    { ...question, resource: undefined },
    { ...question, subject: 'user:mo' },
    { ...question, subject: { type: '', id: 'mo' } },
    { ...question, subject: { type: 'user' } },
    { ...question, resource: { type: 'dataset', id: '' } },
    { ...question, action: { name: 7 } },
    { ...question, action: { name: '' } },
    { ...question, context: 'x' },
  ])
    await refused(t, ask('evaluation', body), 'malformed', JSON.stringify(body))
  await refused(t, ask('evaluation', undefined), 'malformed')
  const at = '/access/v1/evaluation'
  const typed = (type: string) => backend('POST', at, question, { headers: { 'content-type': type } })
  await refused(t, typed('text/plain'), 'malformed')
  await ok(t, typed('application/json; charset=utf-8'))
  await refused(t, backend('GET', at), 'method_not_allowed')
  await refused(t, backend('PUT', at, question), 'method_not_allowed')
  for (const key of [undefined, 'wrong']) {
    const reply = await service.as(key)('POST', at, question, { headers: { 'x-request-id': 'mine' } })
    t.is(reply.status, 401)
    t.truthy(reply.headers.get('www-authenticate'))
    t.is(reply.headers.get('x-request-id'), 'mine')
  }
  const echoed = await backend('POST', at, question, { headers: { 'x-request-id': 'mine' } })
  t.is(echoed.headers.get('x-request-id'), 'mine')
  t.is(echoed.headers.get('content-type'), 'application/json; charset=utf-8')
})

test('a batch has defaults, three semantics, and items that fail alone', async t => {
  const { ask, mo } = await world(t, 'zen-batch')
  const [yes, no] = [{ resource: dataset('streets') }, { resource: dataset('none') }]
  const batch = (evaluations: readonly unknown[], evaluations_semantic?: string, more: object = {}) =>
    ask('evaluations', {
      subject: user('mo'),
      action: to('view'),
      ...(evaluations_semantic ? { options: { evaluations_semantic } } : {}),
      evaluations,
      ...more,
    })
  const items = [yes, no, yes, no]
  t.deepEqual(decisions(await ok(t, batch(items))), [true, false, true, false])
  t.deepEqual(decisions(await ok(t, batch(items, 'execute_all'))), [true, false, true, false])
  t.deepEqual(decisions(await ok(t, batch(items, 'deny_on_first_deny'))), [true, false])
  t.deepEqual(decisions(await ok(t, batch([no, yes, no], 'permit_on_first_permit'))), [false, true])
  await refused(t, batch(items, 'at_random'), 'malformed')

  const mixed = await ok(t, batch([yes, {}, 'x', { ...yes, action: { name: 1 } }, { ...yes, subject: {} }]))
  t.deepEqual(decisions(mixed), [true, false, false, false, true])
  t.is(mixed.evaluations[1].context.error.status, 400)
  t.false(Object.hasOwn(mixed, 'decision'))
  const nobody = await ok(t, ask('evaluations', { action: to('view'), evaluations: [yes] }))
  t.deepEqual(decisions(nobody), [false])
  const foreign = { evaluations: [{ ...question }, { ...question, subject: user('gus') }] }
  const own = await ok(t, ask('evaluations', foreign, mo))
  t.deepEqual(decisions(own), [true, false])
  t.is(own.evaluations[1].context.error.status, 403)

  const byField = { resource: { type: 'dataset' } }
  const filled = [{ resource: { id: 'streets', properties: {} } }, { resource: { id: 'none' } }]
  t.deepEqual(decisions(await ok(t, batch(filled, undefined, byField))), [true, false])
  for (const evaluations of [[], undefined]) {
    const alone = await ok(t, ask('evaluations', { ...question, evaluations }))
    t.true(alone.decision)
    t.false(Object.hasOwn(alone, 'evaluations'))
  }
  await refused(t, ask('evaluations', { evaluations: [] }), 'malformed')
  const many = Array.from({ length: 1_000 }, () => yes)
  t.is(decisions(await ok(t, batch(many))).length, 1_000)
  await refused(t, batch([...many, yes]), 'malformed')
})
