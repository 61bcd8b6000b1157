/** Attributes that decide, over HTTP: stored, changed, said by a caller, and what nobody should send. */

import type { ExecutionContext } from 'ava'
import test from 'ava'
import { ok, refused } from '../service/acme.ts'
import type { Ask } from '../service/client.ts'
import { runService } from '../service/service.ts'
import { EXAMPLES } from '../service/trying.ts'

const service = await runService({ env: { KASBAH_POLICIES: EXAMPLES } })
test.after.always(() => service.stop())
const { operator } = service

/** An organisation under the set `search`, with an administrator, an employee of sales and a service that may ask. */
const sales = async (t: ExecutionContext, org: string) => {
  const at = `/v1/orgs/${org}`
  await ok(
    t,
    operator('POST', '/v1/orgs', { id: org, name: org, policy_set: 'search', admin: 'user:root' }),
    201,
  )
  const wish = { role: 'employee', attributes: { department: 'sales', hobby: { chess: [1] } } }
  await ok(t, operator('PUT', `${at}/members/mo`, wish))
  await ok(t, operator('PUT', `${at}/service-accounts/app`, { role: 'contractor' }))
  const key = async (subject: string): Promise<Ask> => {
    const made = await ok(
      t,
      operator('POST', `${at}/api-keys`, { subject, name: 'x', scopes: ['check'] }),
      201,
    )
    return service.as(made.key)
  }
  const views = async (ask: Ask, properties: object, resource = 'record:1') =>
    (await ok(t, ask('POST', '/check', { org, subject: 'user:mo', action: 'view', resource, properties })))
      .allowed
  return { at, org, app: await key('service:app'), mo: await key('user:mo'), views }
}

test('an attribute is a rule from the change that writes it, and leaves with the person', async t => {
  const { at } = await sales(t, 'kept')
  const rules = async () => (await operator('GET', `${at}/policy`)).text
  t.regex(await rules(), /g4, ?user:mo, ?@department:sales, ?kept/)
  t.notRegex(await rules(), /hobby/)
  await ok(t, operator('PUT', `${at}/members/mo`, { attributes: { department: 'a,b: "c"' } }))
  t.regex(await rules(), /@department:a%2Cb%3A%20%22c%22/)
  t.notRegex(await rules(), /department:sales/)
  await ok(t, operator('PUT', `${at}/members/mo`, { attributes: {} }))
  t.notRegex(await rules(), /g4/)
  await ok(t, operator('PUT', `${at}/members/mo`, { attributes: { department: 'sales' } }))
  await ok(t, operator('DELETE', `${at}/members/mo`))
  t.notRegex(await rules(), /g4/)
})

test('an exported text is published again without touching attributes, and without its g4 lines as well', async t => {
  const { at } = await sales(t, 'text')
  const text = (await operator('GET', `${at}/policy`)).text
  const publish = (rules: string) => operator('PUT', `${at}/policy`, { rules })
  for (const rules of [text, text.replaceAll(/^g4.*\n/gm, ''), text.replace('sales', 'legal')]) {
    await ok(t, publish(rules))
    t.regex((await operator('GET', `${at}/policy`)).text, /@department:sales/)
  }
})

test('what rules cannot compare is refused, and nothing is stored', async t => {
  const { at } = await sales(t, 'refused')
  for (const department of [['sales'], { a: 1 }, 'x'.repeat(257)])
    await refused(t, operator('PUT', `${at}/members/mo`, { attributes: { department } }), 'invalid_attribute')
  const { attributes } = await ok(t, operator('GET', `${at}/members/mo`))
  t.is(attributes.department, 'sales')
  await ok(t, operator('PUT', `${at}/members/mo`, { attributes: { department: null } }))
})

test('a property is joined with what is stored; nobody says of themselves what is not', async t => {
  const { app, mo, views } = await sales(t, 'said')
  const resource = { department: 'sales' }
  t.false(await views(app, { resource }), 'no record is registered')
  const on = 'records'
  t.true(await views(app, { resource }, on))
  t.false(await views(app, { resource: { department: 'legal' } }, on))
  t.false(await views(app, { subject: { department: 'legal' }, resource: { department: 'legal' } }, on))
  t.true(await views(mo, { resource }, on))
  await ok(t, operator('PUT', '/v1/orgs/said/members/mo', { attributes: {} }))
  t.true(await views(app, { subject: resource, resource }, on), 'nothing stored: the application says it')
  t.false(await views(mo, { subject: resource, resource }, on), 'mo does not')
})

test('a list decides by what is in it, and is refused where it is too long or holds something else', async t => {
  const at = '/v1/orgs/lists'
  await ok(t, operator('POST', '/v1/orgs', { id: 'lists', name: 'Lists', policy_set: 'labels' }), 201)
  await ok(
    t,
    operator('PUT', `${at}/members/mo`, { role: 'employee', attributes: { projects: ['delta', 'a:b'] } }),
  )
  const put = (labels: unknown, project: unknown = 'sky') =>
    operator('PUT', `${at}/resources/record/1`, { attributes: { project, labels } })
  const views = async (properties: object = {}) =>
    (
      await ok(
        t,
        operator('POST', '/check', {
          org: 'lists',
          subject: 'user:mo',
          action: 'view',
          resource: 'record:1',
          properties,
        }),
      )
    ).allowed
  for (const labels of [
    'public',
    { 0: 'public' },
    [['public']],
    [true],
    [null],
    Array.from({ length: 51 }, (_, i) => i),
    ['x'.repeat(257)],
    Array.from({ length: 5 }, (_, i) => `${i}`.repeat(250)),
  ])
    await refused(t, put(labels), 'invalid_attribute', JSON.stringify(labels))
  await refused(t, put([], ['delta']), 'invalid_attribute')
  await ok(t, put(Array.from({ length: 50 }, (_, i) => `${i}é`.padEnd(18, '"'))))
  t.false(await views())
  await ok(t, put(['b', 7, 'public', 'b']))
  t.regex((await operator('GET', `${at}/policy`)).text, /g4, ?record:1, ?@labels:::\/7:b:public, ?lists/)
  t.true(await views())
  await ok(t, put(['publi', 'c']))
  t.false(await views())
  t.false(await views({ resource: { labels: ['public'] } }), 'what is stored wins')
  await ok(t, put(null))
  t.false(await views())
  for (const labels of ['public', [['public']], [{ public: 1 }], Array(51).fill('public')])
    t.false(await views({ resource: { labels } }), JSON.stringify(labels))
  t.true(await views({ resource: { labels: ['public'] } }))
  await ok(t, put([], 'a:b'))
  t.true(await views())
  const lines = ['public', ['public']].map(labels =>
    JSON.stringify({ put: 'record:1', attributes: { project: 'sky', labels } }),
  )
  const { text } = await operator('POST', `${at}/resources`, lines.join('\n'))
  t.regex(text, /"line":1,[^\n]*invalid_attribute[^\n]*\n[^\n]*"line":2,"done":"changed"/)
  t.true(await views())
})

const deep = (levels: number): object => (levels === 0 ? {} : { a: deep(levels - 1) })

test('properties of any shape are answered or refused, and change nothing', async t => {
  const { app, org } = await sales(t, 'odd')
  const ask = (properties: unknown) =>
    app('POST', `/orgs/${org}/access/v1/evaluation`, {
      subject: { type: 'user', id: 'mo' },
      action: { name: 'view' },
      resource: { type: 'record', id: '1', properties },
    })
  const polluting = JSON.parse('{"__proto__": {"department": "sales"}, "constructor": {"prototype": {}}}')
  for (const properties of [{ department: ['sales'] }, { department: { toString: 'x' } }, deep(20)])
    t.false((await ok(t, ask(properties))).decision, JSON.stringify(properties))
  for (const properties of [
    polluting,
    deep(2_000),
    Object.fromEntries(Array.from({ length: 300_000 }, (_, i) => [`k${i}`, i])),
  ])
    t.true([400, 413].includes((await ask(properties)).status))
  t.is(({} as { department?: string }).department, undefined)
})
