/** Searches asked by somebody who means no good. */
import test from 'ava'
import { acme, ok, refused } from '../service/acme.ts'
import type { Body } from '../service/client.ts'
import { sharedService } from '../service/shared.ts'

const service = sharedService()

const nested = (depth: number): object => {
  let deep: object = {}
  for (let i = 0; i < depth; i++) deep = { deep }
  return deep
}
const wide = Object.fromEntries(Array.from({ length: 20_001 }, (_, i) => [`k${i}`, i]))

const REQUESTS: readonly (readonly [path: string, body: object])[] = [
  ['/search/resources', { subject: 'user:mo', action: 'view', type: 'dataset' }],
  ['/search/subjects', { resource: 'dataset:streets', action: 'view' }],
  ['/search/actions', { subject: 'user:mo', resource: 'dataset:streets' }],
  ['/search/filter', { subject: 'user:mo', action: 'view', resources: ['dataset:streets'] }],
  ['/search/query', { subject: 'user:mo', action: 'view', type: 'dataset', form: 'sql' }],
]

test('properties that are deep, huge or named like parts of objects are refused or mean nothing', async t => {
  const org = 'abuse'
  const { backend } = await acme(t, service, org)
  for (const [path, body] of REQUESTS) {
    const plain = await ok(t, backend('POST', path, { org, ...body }))
    const with_ = (properties: unknown, context: unknown = {}) =>
      backend('POST', path, { org, ...body, context, properties })
    await refused(t, with_({ resource: nested(40) }), 'malformed', path)
    await refused(t, with_({ resource: {} }, nested(40)), 'malformed', path)
    await refused(t, with_({ subject: { ['k'.repeat(200)]: 1 } }), 'malformed', path)
    const many = await with_({ resource: wide })
    t.true(many.status === 400 || many.status === 413, path)
    const own = `{"org":"${org}",${JSON.stringify(body).slice(1, -1)},"context":{"__proto__":{"a":1}}}`
    t.is((await backend('POST', path, own)).body.code, 'malformed', path)
    const named = { constructor: { prototype: { a: 1 } }, toString: 1, hasOwnProperty: 'x' }
    t.deepEqual(await ok(t, with_({ subject: named, resource: named, action: named }, named)), plain, path)
  }
})

test('a batch or a search is of one organisation, whatever its parts say', async t => {
  const { backend } = await acme(t, service, 'one-tenant')
  await acme(t, service, 'other-tenant')
  const question = { subject: 'user:mo', action: 'view', resource: 'dataset:streets' }
  const { results } = await ok(
    t,
    backend('POST', '/check/batch', {
      org: 'one-tenant',
      checks: [question, { ...question, org: 'other-tenant' }, { ...question, resource: 'org:other-tenant' }],
    }),
  )
  t.deepEqual(
    results.map(({ allowed }: Body) => allowed),
    [true, false, false],
  )
  const entity = (type: string, id: string) => ({ type, id })
  const { evaluations } = await ok(
    t,
    backend('POST', '/access/v1/evaluations', {
      subject: entity('user', 'alice'),
      action: { name: 'members.read' },
      evaluations: ['one-tenant', 'other-tenant'].map(id => ({ resource: entity('org', id) })),
    }),
  )
  t.deepEqual(
    evaluations.map(({ decision }: Body) => decision),
    [true, false],
  )
  for (const [path, body] of REQUESTS)
    t.not((await backend('POST', path, { org: 'other-tenant', ...body })).body.items?.length, 1, path)
  await refused(
    t,
    backend('POST', '/search/filter', { org: 'one-tenant', ...question, resources: ['dataset:a'], more: 1 }),
    'malformed',
  )
})

test('more resources than one call may name are refused before any is looked at', async t => {
  const { backend } = await acme(t, service, 'too-many')
  const resources = Array.from({ length: 10_001 }, (_, i) => `dataset:d${i}`)
  const asked = { org: 'too-many', subject: 'user:mo', action: 'view' }
  await refused(t, backend('POST', '/search/filter', { ...asked, resources }), 'malformed')
  t.deepEqual(
    (await ok(t, backend('POST', '/search/filter', { ...asked, resources: resources.slice(1) }))).items,
    [],
  )
})
