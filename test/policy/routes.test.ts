/** The routes of a set: how paths are read, which route decides, and what is wrong with routes. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import test from 'ava'
import fc from 'fast-check'
import { parse } from 'yaml'
import type { ApplicationRoute } from '../../src/model/application.ts'
import { readSetFolder } from '../../src/policy/folder.ts'
import { routeOf, routeTable } from '../../src/policy/routes/match.ts'
import { type RequestPath, requestPath } from '../../src/policy/routes/request-path.ts'
import { needs } from '../../src/policy/routes/routes.ts'
import { inspectSet } from '../../src/policy/set.ts'

const ROOT = join(import.meta.dirname, '../..')
const table = parse(readFileSync(join(import.meta.dirname, 'paths.yaml'), 'utf8'))
const EXAMPLE = readFileSync(join(ROOT, 'docs/examples/forward-auth/routes.yaml'), 'utf8')
const { texts } = await readSetFolder(join(ROOT, 'policies/datasets'))
const withRoutes = (routes: string) => inspectSet('fronted', { ...texts, 'routes.yaml': routes })

for (const [path, segments] of Object.entries<string[]>(table.read))
  test(`${path} has one reading`, t => t.deepEqual(requestPath(path)?.segments, segments))

for (const [what, path] of Object.entries<string>(table.refused))
  test(`a path with ${what} is refused`, t => t.is(requestPath(path), undefined))

const routes: ApplicationRoute[] = table.routes
const decidedBy = routeTable([{ hosts: ['x'], routes }])
for (const [request, needed] of Object.entries<string>(table.decided))
  test(`${request} is ${needed}`, t => t.is(needs(decidedBy, request), needed))

test('the order of routes decides nothing', t => {
  const turned = routeTable([{ hosts: ['x'], routes: routes.toReversed() }])
  for (const request of Object.keys(table.decided))
    t.is(needs(turned, request), needs(decidedBy, request), request)
})

test('a path that is read is read the same by a URL parser, decoded once', t => {
  const piece = fc.constantFrom(
    'a',
    'A',
    '.',
    '..',
    '/',
    '//',
    '%2e',
    '%2F',
    '%20',
    ';',
    '%',
    '%25',
    '\\',
    'é',
    '%C3%A9',
    ' ',
  )
  let readable = 0
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 8 }), pieces => {
      const path = `/${pieces.join('')}`
      const read = requestPath(path)
      if (!read) return true
      readable += 1
      const { pathname } = new URL(path, 'http://x')
      const again = `/${read.segments.map(encodeURIComponent).join('/')}${read.slash && read.segments.length > 0 ? '/' : ''}`
      return pathname === path && decodeURIComponent(again) === decodeURIComponent(path)
    }),
    { numRuns: 2_000 },
  )
  t.true(readable > 50)
})

test('a path, and routes of one application, have their bounds', t => {
  t.truthy(requestPath(`/${'a'.repeat(4_095)}?${'b'.repeat(9_000)}`))
  t.is(requestPath(`/${'a'.repeat(4_096)}`), undefined)
  const route = (n: number) => `{ path: /p${n}, methods: [GET], access: public }`
  const many = (count: number) => Array.from({ length: count }, (_, n) => `    - ${route(n)}`).join('\n')
  const text = (count: number) => `applications:\n- hosts: [x]\n  routes:\n${many(count)}\ntests: {}\n`
  t.deepEqual(withRoutes(text(10_000)).findings, [])
  t.is(withRoutes(text(10_001)).findings[0]?.code, 'yaml-form')
})

test('of ten thousand routes a request looks at those that its own segments lead to', t => {
  const route = (path: string): ApplicationRoute => ({ path, methods: ['GET'], access: 'public' })
  const paths = Array.from({ length: 2_500 }, (_, n) => [
    `/a/b${n}`,
    `/a/{x}/c${n}`,
    `/d${n}/**`,
    `/{x}/{y}/{z}/e${n}`,
  ])
  const large = routeTable([{ hosts: ['x'], routes: paths.flat().map(route) }])
  for (const path of ['/a/b2499', '/a/q/c2499', '/d2499/x/y', '/q/r/s/e2499', '/a/b7/c9/nowhere']) {
    let looked = 0
    const read = requestPath(path)
    const counting = new Proxy(read?.segments ?? [], {
      get: (of, name) => {
        if (/^\d+$/.test(String(name))) looked += 1
        return Reflect.get(of, name)
      },
    })
    const matched = routeOf(large, { method: 'GET', host: 'x', path: { segments: counting, slash: false } })
    t.is(matched !== undefined, !path.endsWith('nowhere'), path)
    t.true(looked < 60, `${path}: ${looked}`)
  }
})

test('which route decides is what the definition says: the highest rank of those that fit, in one spelling', t => {
  const segment = fc.constantFrom('a', 'A', 'b', '{x}')
  const path = fc
    .tuple(fc.array(segment, { maxLength: 3 }), fc.constantFrom('', '/', '/**'))
    .map(([parts, end]) =>
      parts.length === 0 && end === '' ? '/' : `${parts.map(one => `/${one}`).join('')}${end}`,
    )
  const asked = fc
    .tuple(
      fc.array(fc.constantFrom('a', 'A', 'b', 'B'), { minLength: 1, maxLength: 4 }),
      fc.constantFrom('', '/'),
    )
    .map(([parts, end]) => `/${parts.join('/')}${end}`)
  const fits = (pattern: string, given: string, flags: string): boolean =>
    new RegExp(`^${pattern.replaceAll(/\{x\}/g, '[^/]+').replace(/\/\*\*$/, '(?:/.*)?')}$`, flags).test(given)
  const rank = (pattern: string): string =>
    `${pattern
      .split('/')
      .flatMap(one => (one === '' || one === '**' ? [] : one === '{x}' ? '2' : '3'))
      .join('')}${pattern.endsWith('/**') ? '0' : '1'}`
  const best = (patterns: readonly string[], given: string, flags = ''): string =>
    patterns
      .filter(pattern => fits(pattern, given, flags))
      .map(rank)
      .toSorted()
      .at(-1) ?? ''
  fc.assert(
    fc.property(fc.uniqueArray(path, { minLength: 1, maxLength: 8 }), asked, (patterns, given) => {
      const made = routeTable([
        { hosts: ['x'], routes: patterns.map(one => ({ path: one, methods: ['GET'], access: 'public' })) },
      ])
      const found = routeOf(made, { method: 'GET', host: 'x', path: requestPath(given) as RequestPath })
      const exact = best(patterns, given)
      const other = given.endsWith('/') ? given.slice(0, -1) : `${given}/`
      const isOne = [given, other].every(one => best(patterns, one, 'i') <= exact)
      return (found && rank(found.route.path)) === (exact === '' || !isOne ? undefined : exact)
    }),
    { numRuns: 2_000 },
  )
  t.pass()
})

test('the example is a good set', t => t.deepEqual(withRoutes(EXAMPLE).findings, []))

const FAULTS: Readonly<Record<string, readonly [from: string, to: string, code: string]>> = {
  'an action that no rule has': ['action: edit', 'action: edti', 'route-unknown'],
  'a type that the set does not have': [
    "action: view, resource: 'dataset:{id}'",
    "action: view, resource: 'datset:{id}'",
    'route-unknown',
  ],
  'a name that is not in the path': [
    "action: edit, resource: 'dataset:{id}'",
    "action: edit, resource: 'dataset:{dataset}'",
    'route-unknown',
  ],
  'an unknown action to see': ['see: view', 'see: veiw', 'route-unknown'],
  'a request that needs something else than its test says': [
    'DELETE tiles.example.com/datasets/streets: delete',
    'DELETE tiles.example.com/datasets/streets: edit',
    'route-test',
  ],
  'two routes for one request': ['methods: [PUT, PATCH]', 'methods: [PUT, DELETE]', 'route-repeated'],
  'one host twice': ['[tiles.example.com]', '[tiles.example.com, tiles.example.com]', 'route-repeated'],
  'a host with a port': ['[tiles.example.com]', "['tiles.example.com:8080']", 'yaml-form'],
  'a path with dots': ['path: /assets/**', 'path: /assets/../**', 'yaml-form'],
  'stars in the middle': ['path: /assets/**', 'path: /**/assets', 'yaml-form'],
  'an action beside an access': ['access: signed_in', 'access: signed_in, action: view', 'yaml-form'],
  'neither an action nor an access': [', access: signed_in', '', 'yaml-form'],
  'a method that there is not': ['[POST], action', '[PSOT], action', 'yaml-form'],
  'a sign-in that is no address': ['sign_in: https://', 'sign_in: javascript://', 'yaml-form'],
}

for (const [what, [from, to, code]] of Object.entries(FAULTS))
  test(`routes with ${what} are refused with their place`, t => {
    t.true(EXAMPLE.includes(from), from)
    const { findings } = withRoutes(EXAMPLE.replace(from, to))
    t.true(
      findings.some(
        finding => finding.code === code && finding.file === 'routes.yaml' && (finding.line ?? 0) > 1,
      ),
      JSON.stringify(findings),
    )
  })
