/** The worked examples of `docs/examples/forward-auth`, with real proxies. */
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import test from 'ava'
import { parse } from 'yaml'
import { browser } from '../identity/browser.ts'
import { type Register, skipped } from '../skipped.ts'
import { PROXIES, ROOT, world } from './proxied.ts'

const CASES: readonly (readonly [person: string, line: string, status: number])[] = [
  ['mo', 'GET /datasets/streets?x=1', 200],
  ['mo', 'GET /datasets/streets/tiles/1/2.png', 200],
  ['mo', 'PUT /datasets/streets', 403],
  ['alice', 'PUT /datasets/streets', 200],
  ['gus', 'GET /datasets/streets', 404],
  ['mo', 'GET /datasets/none', 404],
  ['', 'GET /datasets/streets', 401],
  ['', 'GET /assets/map.css', 200],
  ['alice', 'GET /nowhere', 403],
  ['alice', 'GET /Datasets/streets', 403],
]

for (const [name, proxy] of Object.entries(PROXIES)) {
  const isThere = existsSync(proxy.command) && spawnSync(proxy.command, ['--version']).error === undefined
  const withProxy: Register = isThere ? test : skipped(`no ${name} on this machine`)

  withProxy(`${name}: the application sees what may be done, and nothing else`, async t => {
    const { ask, reached } = await world(t, proxy)
    for (const [person, line, status] of CASES) {
      reached.length = 0
      const said = await ask(line, person)
      t.is(said.status, status, `${person} ${line}: ${said.text}`)
      t.deepEqual(
        reached.map(one => one.line),
        status === 200 ? [line] : [],
        'the same request, byte for byte',
      )
    }
  })

  withProxy(
    `${name}: no way of writing a path leads to the application but the one that was decided on`,
    async t => {
      const { ask, reached } = await world(t, proxy)
      const table = parse(await readFile(join(ROOT, 'test/policy/paths.yaml'), 'utf8'))
      for (const [what, path] of Object.entries<string>(table.refused)) {
        if (!/^[!-~]+$/.test(path)) continue
        t.true((await ask(`GET ${path}`, 'alice')).status >= 400, what)
      }
      t.deepEqual(reached, [])
    },
  )

  withProxy(`${name}: who the caller is, only Kasbah says`, async t => {
    const { ask, reached } = await world(t, proxy)
    const claimed = {
      'kasbah-subject': 'user:alice',
      'Kasbah-Org': 'globex',
      'x-forwarded-method': 'GET',
      'x-forwarded-uri': '/assets/x',
    }
    t.is((await ask('GET /datasets/streets', 'mo', claimed)).status, 200)
    t.is((await ask('GET /assets/x', undefined, claimed)).status, 200)
    t.is((await ask('GET /datasets/streets', 'gus', claimed)).status, 404)
    t.is((await ask('PUT /datasets/streets', 'mo', claimed)).status, 403)
    const identities = reached.map(({ headers }) => [
      headers['kasbah-subject'] || '',
      headers['kasbah-org'] || '',
      headers.authorization,
    ])
    t.deepEqual(identities, [
      ['user:mo', 'acme', undefined],
      ['', '', undefined],
    ])
  })

  withProxy(`${name}: a browser is sent to sign in, a program is not`, async t => {
    const { ask } = await world(t, proxy)
    const page = await ask('GET /datasets/streets', undefined, { accept: 'text/html' })
    t.is(page.status, 302)
    t.regex(
      String(page.headers.location),
      /^https:\/\/tiles\.example\.com\/sign-in\?to=http%3A%2F%2Ftiles\.example\.com.*%2Fdatasets%2Fstreets$/,
    )
    t.is((await ask('GET /datasets/streets')).status, 401)
  })

  withProxy(`${name}: a browser signs in by Kasbah, and is known to the application`, async t => {
    const { ask, reached, service, host } = await world(t, proxy, 'kasbah')
    const sent = await ask('GET /datasets/streets?x=1', undefined, { accept: 'text/html' })
    t.is(sent.headers.location, `http://${host}/.kasbah/sign-in?to=%2Fdatasets%2Fstreets%3Fx%3D1`)
    const begun = await ask('GET /.kasbah/sign-in?to=%2Fdatasets%2Fstreets%3Fx%3D1')
    const at = browser(service.url)
    const page = await at.open(String(begun.headers.location))
    const { left } = await at.submit(page, { person: 'mo' })
    t.is(left?.origin, `http://${host}`)
    const cookieIn = ({ headers }: { headers: Readonly<Record<string, unknown>> }) =>
      [headers['set-cookie'] ?? []]
        .flat()
        .map(line => String(line).split(';')[0])
        .join('; ')
    const done = await ask(`GET ${left?.pathname}${left?.search}`, undefined, { cookie: cookieIn(begun) })
    t.is(done.headers.location, '/datasets/streets?x=1')
    const cookie = cookieIn(done)
    t.is((await ask('GET /datasets/streets', undefined, { cookie })).status, 200)
    t.is(reached.at(-1)?.headers['kasbah-subject'], 'user:mo')
    t.is((await ask('POST /datasets', undefined, { cookie, origin: `http://${host}` })).status, 200)
    t.is((await ask('POST /datasets', undefined, { cookie, origin: 'https://evil.example' })).status, 401)
    t.is(reached.length, 2)
  })

  withProxy(`${name}: without Kasbah nothing goes through`, async t => {
    const { ask, reached, service } = await world(t, proxy)
    await service.stop()
    t.true((await ask('GET /assets/map.css', 'alice')).status >= 500)
    t.deepEqual(reached, [])
  })
}
