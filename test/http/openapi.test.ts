import test from 'ava'
import type { Body } from '../service/client.ts'
import { all } from '../service/route-requests.ts'
import { sharedService } from '../service/shared.ts'

const service = sharedService()

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
  const root = await description()
  const { openapi, paths } = root
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
      .map((one: Body) => (one.$ref ? followed(root, one.$ref) : one))
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

test('what anyone may call says so, and all else names its credential and scope', async t => {
  const { paths, components } = await description()
  t.deepEqual(Object.keys(components.securitySchemes), ['bearer', 'oauth'])
  for (const { method, path, may, scope } of all) {
    const operation = paths[path.replaceAll(/:(\w+)/g, '{$1}')]?.[method.toLowerCase()]
    if (!operation) continue
    t.is(operation.security.length === 0, may === 'anyone', path)
    t.is(operation.responses['401'] === undefined, may === 'anyone', path)
    if (scope !== 'none') t.deepEqual(operation.security[0], { bearer: [scope] }, path)
  }
})

test('it makes a client: nouns have names, operations say what they need, and it is small', async t => {
  const root = await description()
  t.true(JSON.stringify(root).length < 460_000)
  const names = Object.keys(root.components.schemas)
  for (const noun of [
    'Account',
    'ApiKey',
    'Dataset',
    'Group',
    'Invitation',
    'Organisation',
    'Decision',
    'Problem',
  ])
    t.true(names.includes(noun), noun)
  for (const [path, methods] of Object.entries<Body>(root.paths))
    for (const [method, operation] of Object.entries<Body>(methods)) {
      const about = `${method} ${path}`
      t.true(operation.description.length > operation.summary.length, about)
      for (const parameter of operation.parameters) {
        const { description, name } = parameter.$ref ? (followed(root, parameter.$ref) as Body) : parameter
        t.true(description.length > 3, `${about} ${name}`)
      }
      const failures = Object.keys(operation.responses).filter(status => status >= '400')
      t.true(operation.security.length === 0 || failures.length >= 4, about)
    }
})

test('every example is one: the route takes what is sent, and answers of that form', async t => {
  const { paths } = await description()
  let examples = 0
  for (const route of all) {
    const operation = paths[route.path.replaceAll(/:(\w+)/g, '{$1}')]?.[route.method.toLowerCase()]
    if (!operation) continue
    const body = operation.requestBody?.content['application/json']
    if (body) {
      const { error } = route.body.safeParse(body.example)
      t.is(error, undefined, `${route.operation}: ${JSON.stringify(body.example)} ${error}`)
      examples += 1
    }
    const answer = operation.responses[String(route.status ?? 200)].content[route.media ?? 'application/json']
    if (answer.example === undefined) continue
    const { error } = route.reply.safeParse(answer.example)
    t.is(error, undefined, `${route.operation}: ${JSON.stringify(answer.example)} ${error}`)
    examples += 1
  }
  t.true(examples > 100)
})

test('the page for people loads nothing from elsewhere and runs only its own script', async t => {
  const reply = await fetch(`${service.url}/docs`)
  t.is(reply.headers.get('content-type'), 'text/html; charset=utf-8')
  t.regex(
    reply.headers.get('content-security-policy') ?? '',
    /^default-src 'none'; style-src 'sha256-\S+'; script-src 'sha256-\S+'; base-uri 'none'/,
  )
  const html = await reply.text()
  t.notRegex(html, /<script [^>]|<link|<img|src=|href="http|@import|url\(|style="| on\w+="/)
  t.is(html.split('<script>').length, 2)
  for (const { operation } of all.slice(0, -2)) t.true(html.includes(`id="${operation}"`), operation)
})
