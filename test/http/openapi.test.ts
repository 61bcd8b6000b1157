import test from 'ava'
import type { Body } from '../service/client.ts'
import { all } from '../service/route-requests.ts'
import { runService } from '../service/service.ts'

const service = await runService()
test.after.always(() => service.stop())

const description = async (): Promise<Body> => (await fetch(`${service.url}/openapi.json`)).json()

/** Every object within a value. */
function* within(value: unknown): Generator<Readonly<Record<string, unknown>>> {
  if (typeof value !== 'object' || value === null) return
  yield value as Readonly<Record<string, unknown>>
  for (const part of Object.values(value)) yield* within(part)
}

const followed = (root: Body, ref: string): unknown =>
  ref
    .slice(2)
    .split('/')
    .reduce((at: Body, key) => at?.[key], root)

test('every route is described, once, with all that its path names', async t => {
  const { openapi, paths } = await description()
  t.is(openapi, '3.1.0')
  const operations = Object.entries<Body>(paths).flatMap(([path, item]) =>
    Object.entries<Body>(item).map(([method, operation]) => ({ path, method, operation })),
  )
  // All but the description itself and its page.
  t.is(operations.length, all.length - 2)
  const ids = operations.map(({ operation }) => operation.operationId)
  t.is(new Set(ids).size, ids.length)
  for (const { path, operation } of operations) {
    const named = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name)
    const declared = operation.parameters
      .filter((one: Body) => one.in === 'path')
      .map((one: Body) => one.name)
    t.deepEqual(declared.toSorted(), named.toSorted(), path)
    t.true(
      Object.keys(operation.responses).some(status => /^20[0-2]$/.test(status)),
      path,
    )
  }
})

test('every reference in it leads somewhere', async t => {
  const root = await description()
  const refs = [...within(root)].flatMap(({ $ref }) => (typeof $ref === 'string' ? [$ref] : []))
  t.true(refs.length > 100)
  for (const ref of new Set(refs)) {
    t.true(ref.startsWith('#/'), ref)
    t.truthy(followed(root, ref), ref)
  }
})

test('what anyone may call says so, and all else asks for a credential', async t => {
  const { paths, security } = await description()
  t.deepEqual(security, [{ bearer: [] }])
  for (const { method, path, may } of all) {
    const operation = paths[path.replaceAll(/:(\w+)/g, '{$1}')]?.[method.toLowerCase()]
    if (!operation) continue
    const open = may === 'anyone' || may === 'anyone or caller'
    t.deepEqual(operation.security, open ? [] : undefined, path)
    t.is(operation.responses['401'] === undefined, open, path)
  }
})

test('the page for people loads nothing from elsewhere and runs nothing', async t => {
  const reply = await fetch(`${service.url}/docs`)
  t.is(reply.headers.get('content-type'), 'text/html; charset=utf-8')
  t.regex(reply.headers.get('content-security-policy') ?? '', /^default-src 'none'; style-src 'sha256-/)
  const html = await reply.text()
  t.notRegex(html, /<script|<link|<img|src=|@import|url\(|https?:/)
  for (const { summary } of all.slice(0, 5)) t.true(html.includes(summary.slice(0, 20)))
})
