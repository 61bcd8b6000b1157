import { mkdtempSync, readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import test, { type ExecutionContext } from 'ava'
import { acme, ok, refused } from '../service/acme.ts'
import type { Ask, Body } from '../service/client.ts'
import { runService } from '../service/service.ts'

const folder = mkdtempSync(join(tmpdir(), 'kasbah-decisions-'))
const file = join(folder, 'decisions.ndjson')

/** Receives batches; refuses them while it is told to. */
const received: string[] = []
let away = true
const receiver = createServer({ keepAliveTimeout: 0 }, (req, res) => {
  let text = ''
  req.on('data', part => {
    text += part
  })
  req.on('end', () => {
    res.statusCode = away ? 503 : 204
    if (!away) received.push(...text.trim().split('\n'))
    res.end()
  })
}).listen(0, '127.0.0.1')
await new Promise(resolve => receiver.once('listening', resolve))
const { port } = receiver.address() as AddressInfo

const service = await runService({
  env: {
    KASBAH_DECISION_LOG: `store,file:${file},http://127.0.0.1:${port}/decisions`,
    KASBAH_DECISION_SPOOL: join(folder, 'spool'),
  },
})
test.after.always(async () => {
  await service.stop()
  receiver.close()
})

/** What was recorded, once there are as many. */
const recorded = async (t: ExecutionContext, ask: Ask, path: string, many: number): Promise<Body[]> => {
  for (let tries = 0; ; tries += 1) {
    const { items } = await ok(t, ask('GET', path))
    if (items.length >= many || tries > 200) return items
    await wait(50)
  }
}

test('decisions are found by person, resource, action, outcome and time', async t => {
  const org = 'recorded'
  const { alice, at } = await acme(t, service, org)
  const ask = (subject: string, action: string) =>
    ok(t, alice('POST', '/check', { org, subject, action, resource: 'dataset:streets' }))
  const { revision } = await ask('user:mo', 'view')
  await ask('user:mo', 'manage')
  await ok(
    t,
    alice('POST', '/check/batch', {
      org,
      checks: [1, 2, 3].map(n => ({ subject: 'user:gus', action: 'view', resource: `dataset:s${n}` })),
    }),
  )
  const path = `${at}/decisions`
  const all = await recorded(t, alice, `${path}?limit=10`, 5)
  t.is(all.length, 5)
  const about = async (query: string) => (await ok(t, alice('GET', `${path}?${query}`))).items
  t.like((await about('subject=user:mo&allowed=true'))[0], {
    subject: 'user:mo',
    action: 'view',
    resource: 'dataset:streets',
    allowed: true,
    rule: ['p', 'role:member', org, 'dataset:streets', 'can_view', 'allow'],
    revision,
    asked_by: 'user:alice',
  })
  t.is((await about('subject=user:mo')).length, 2)
  t.is((await about('resource=dataset:s2')).length, 1)
  t.is((await about('allowed=false')).length, 4)
  t.is((await about('action=manage')).length, 1)
  t.is((await about(`until=${encodeURIComponent(all[4]?.at)}`)).length, 0)
  const denied = await about('allowed=false')
  t.true(
    denied.every(({ reason }: Body) => reason !== undefined),
    'without a rule there is a reason',
  )
  const deciding = 'p, role:member, recorded, dataset:streets, can_view, allow'
  t.is((await about(`rule=${encodeURIComponent(deciding)}`)).length, 1)
  t.is((await about(`rule=${encodeURIComponent(deciding.replace('view', 'edit'))}`)).length, 0)
  await refused(t, alice('GET', `${path}?rule=g,x`), 'malformed')
  const long = await alice('GET', `${path}?rule=${'x'.repeat(8_000)}`)
  t.is(long.body.code, 'invalid_policy')
  t.true(long.text.length < 2_000, 'a rule that is no rule is not repeated whole')
  const first = await ok(t, alice('GET', `${path}?limit=2`))
  const second = await ok(t, alice('GET', `${path}?limit=3&page_token=${first.next_token}`))
  t.is(new Set([...first.items, ...second.items].map(item => JSON.stringify(item))).size, 5)
  t.is(second.next_token, undefined)
  const lines = await alice('GET', path, undefined, {
    headers: { accept: 'application/x-ndjson' },
  })
  t.is(lines.text.trim().split('\n').length, 5)
  const table = await alice('GET', path, undefined, { headers: { accept: 'text/csv' } })
  t.is(table.text.trim().split('\r\n').length, 6)

  const used = async (query: string) => ok(t, alice('GET', `${at}/usage?since=2020-01-01&${query}`))
  const usage = await used('by=subject')
  t.like(usage, { decisions: 5, masked: 0, sampled: 0, sample: 1, more: 0 })
  t.deepEqual(
    usage.items.map(({ subject, times, denied }: Body) => [subject, times, denied]),
    [
      ['user:gus', 3, 3],
      ['user:mo', 2, 1],
    ],
  )
  t.like(usage.seats, [
    { role: 'admin', people: 1, active: 0 },
    { role: 'member', people: 1, service_accounts: 1, active: 1 },
    { role: 'guest', people: 1, active: 1 },
  ])
  t.like(await used('by=subject_resource&limit=1'), { more: 3 })
  await refused(t, alice('GET', `${at}/usage?since=2020-01-01&by=nothing`), 'malformed')
  const rows = await alice('GET', `${at}/usage?since=2020-01-01&by=action`, undefined, {
    headers: { accept: 'text/csv' },
  })
  t.regex(rows.text, /^action,times,denied,first_at,last_at\r\nview,4,3,/)
})

test('the questions of the past are put to a draft, and what it changes is said', async t => {
  const org = 'replayed'
  const { alice, mo, at } = await acme(t, service, org)
  const since = new Date(Date.now() - 60_000).toISOString()
  const ask = (subject: string, action: string) =>
    ok(t, alice('POST', '/check', { org, subject, action, resource: 'dataset:streets' }))
  for (const subject of ['user:mo', 'user:mo', 'user:gus']) await ask(subject, 'view')
  await ask('user:gus', 'edit')
  await recorded(t, alice, `${at}/decisions`, 4)
  const rules = (await alice('GET', `${at}/policy`)).text
  const path = `${at}/policy/replay`
  t.like(await ok(t, alice('POST', path, { draft: { rules }, since })), {
    decisions: 4,
    questions: 3,
    items: [],
  })
  const line = rules.split('\n').find(each => each.includes('dataset:streets') && each.includes('can_view'))
  const without = rules.split('\n').filter(each => each !== line)
  const draft = { rules: [...without, `p, user:gus, ${org}, dataset:streets, can_edit, allow`].join('\n') }
  const { items, gains, loses } = await ok(t, alice('POST', path, { draft, since }))
  t.deepEqual([gains, loses], [2, 1])
  t.like(items[0], { subject: 'user:mo', action: 'view', allowed: false, times: 2 })
  t.deepEqual(
    items.slice(1).map(({ subject, action, allowed }: Body) => [subject, action, allowed]),
    [
      ['user:gus', 'edit', true],
      ['user:gus', 'view', true],
    ],
  )
  t.is((await ok(t, alice('POST', path, { draft, since, limit: 1 }))).more, 2)
  t.is((await ok(t, alice('POST', path, { draft: { revision: 1 }, since }))).questions, 3)
  const planned = await ok(t, alice('POST', `${at}/policy/plans`, { ...draft, replay: { since } }), 201)
  t.like(planned.replay, { decisions: 4, gains: 2, loses: 1, masked: 0, sampled: 0, sample: 1 })
  const both = await Promise.all([1, 2].map(() => alice('POST', path, { draft, since })))
  t.true(both.every(({ status, body }) => status === 200 || body.code === 'busy'))
  await refused(t, alice('POST', path, { draft: { rules: 'p, x' }, since }), 'invalid_policy')
  await refused(t, mo('POST', path, { draft, since }), 'forbidden')
})

test('only those who may read the trail read decisions, and of their organisation only', async t => {
  const { mo, at } = await acme(t, service, 'private')
  const other = await acme(t, service, 'foreign')
  await refused(t, mo('GET', `${at}/decisions`), 'forbidden')
  await refused(t, other.alice('GET', `${at}/decisions`), 'not_found')
})

test('an organisation masks its people, and records a part of what was allowed', async t => {
  const org = 'masked'
  const { alice, at } = await acme(t, service, org)
  const ask = (subject: string, action: string) =>
    ok(t, alice('POST', '/check', { org, subject, action, resource: 'dataset:streets' }))
  const grant = `${at}/datasets/streets/access/grants/user:gus`
  await ok(t, alice('PUT', grant, { level: 'can_view' }))
  await ask('user:gus', 'view')
  await ok(t, alice('PATCH', `${at}/settings`, { decision_mask: true, decision_sample: 0 }))
  for (const action of ['view', 'manage']) await ask('user:mo', action)
  const items = await recorded(t, alice, `${at}/decisions`, 2)
  t.is(items.length, 2)
  t.like(items[0], { action: 'manage', allowed: false })
  t.regex(items[0]?.subject, /^masked:[\w-]{22}$/)
  t.regex(items[0]?.asked_by, /^masked:/)
  t.is((await ok(t, alice('GET', `${at}/decisions?subject=user:mo`))).items.length, 1)
  await ok(t, alice('PATCH', `${at}/settings`, { decision_sample: 0.999999 }))
  await ask('user:gus', 'view')
  const both = await recorded(t, alice, `${at}/decisions?subject=user:gus`, 2)
  t.like(both, { length: 2, 0: { allowed: true, sample: 0.999999 }, 1: { subject: 'user:gus' } })
  t.is(both[0]?.rule[1], both[0]?.subject, 'the rule does not say who it was either')
  const direct = `p, user:gus, ${org}, dataset:streets, can_view, allow`
  t.is((await ok(t, alice('GET', `${at}/decisions?rule=${encodeURIComponent(direct)}`))).items.length, 2)
  t.like(await ok(t, alice('GET', `${at}/usage?since=2020-01-01`)), { masked: 2, sampled: 1 })
  await refused(t, alice('PATCH', `${at}/settings`, { decision_sample: 2 }), 'malformed')
})

test('items of a batch and AuthZEN evaluations are recorded with the rule that decided each', async t => {
  const org = 'many'
  const { alice, at } = await acme(t, service, org)
  const asks = ['user:alice', 'user:mo', 'user:gus', 'user:mo'].map(subject => ({
    subject,
    action: 'view',
    resource: 'dataset:streets',
  }))
  for (const ask of asks) await ok(t, alice('POST', '/check', { org, ...ask }))
  await ok(t, alice('POST', '/check/batch', { org, checks: [...asks, { action: 'view' }] }))
  const evaluations = asks.map(({ subject, action }) => ({
    subject: { type: 'user', id: subject.slice('user:'.length) },
    action: { name: action },
    resource: { type: 'dataset', id: 'streets' },
  }))
  await ok(t, alice('POST', '/access/v1/evaluations', { evaluations }))
  const read = await recorded(t, alice, `${at}/decisions`, 12)
  const grounds = read.toReversed().map(({ subject, rule, reason }) => ({ subject, rule, reason }))
  t.true(grounds.every(({ rule, reason }) => rule !== undefined || reason !== undefined))
  t.deepEqual(grounds.slice(4, 8), grounds.slice(0, 4))
  t.deepEqual(grounds.slice(8), grounds.slice(0, 4))
})

test('a file has the decisions too, and a dead receiver holds up nothing and misses nothing', async t => {
  const org = 'elsewhere'
  const { alice, at } = await acme(t, service, org)
  const question = { org, subject: 'user:mo', action: 'view', resource: 'dataset:sinks' }
  await ok(t, alice('POST', '/check', question))
  await recorded(t, alice, `${at}/decisions`, 1)
  away = false
  const until = Date.now() + 60_000
  // Nothing is asked meanwhile: what waits on the disk is not sent by the next decision only.
  while (!received.some(line => line.includes('dataset:sinks')) && Date.now() < until) await wait(50)
  const ours = received.map(line => JSON.parse(line)).filter(({ resource }) => resource === 'dataset:sinks')
  t.true(ours.length > 0)
  t.true(
    ours.every((line, nth) => nth === 0 || line.at >= ours[nth - 1].at),
    'in order',
  )
  // Each sink goes at its own pace.
  while (!readFileSync(file, 'utf8').includes('dataset:sinks')) await wait(20)
})
