import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import test from 'ava'
import { findMongodb, untested } from '../stores/mongodb-server.ts'
import { folder, kasbah, serving } from './command.ts'

// Found before any test is declared: AVA begins with those that are.
const server = await findMongodb()

const KEY = 'a-key-that-the-operator-chose'

interface Answer {
  readonly status: number
  readonly body: Readonly<Record<string, unknown>>
}

const caller =
  (url: string, key = KEY) =>
  async (method: string, path: string, body?: unknown): Promise<Answer> => {
    const reply = await fetch(url + path, {
      method,
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    return { status: reply.status, body: await reply.json() }
  }

const serveOn = (t: Parameters<typeof serving>[0], store: string) =>
  serving(t, { cwd: folder(t), env: { KASBAH_STORE: store, KASBAH_OPERATOR_KEY: KEY } })

if (server) test.after.always(() => server.close())
else untested()

for (const kind of server ? ['embedded', 'MongoDB'] : ['embedded'])
  test(`a platform moves to a new store, ${kind}, and is asked again`, async t => {
    const cwd = folder(t)
    const [from, to] = [
      `sqlite:${join(cwd, 'old.db')}`,
      kind === 'MongoDB' && server ? server.database() : `sqlite:${join(cwd, 'new.db')}`,
    ]
    const old = await serveOn(t, from)
    const ask = caller(old.url)
    await ask('POST', '/v1/orgs', { id: 'acme', name: 'Acme', admin: 'user:ada' })
    await ask('PUT', '/v1/orgs/acme/members/mia', { role: 'guest' })
    await ask('POST', '/v1/orgs/acme/datasets', { id: 'x', name: 'X', default_access: 'none' })
    await ask('PUT', '/v1/orgs/acme/datasets/x/access/grants/user:mia', { level: 'can_view' })
    const made = await ask('POST', '/v1/orgs/acme/api-keys', {
      subject: 'user:mia',
      name: 'k',
      scopes: ['check'],
    })
    const { body: audit } = await ask('GET', '/v1/orgs/acme/audit')
    const question = { org: 'acme', action: 'view', resource: 'dataset:x' }
    const before = await caller(old.url, String(made.body.key))('POST', '/check', question)
    t.like(before.body, { allowed: true })
    const served = await kasbah(['copy', from, to], { cwd })
    t.is(served.code, 1)
    t.regex(served.err, /^kasbah: [^\n]+ stop it first[^\n]*\n$/)
    await old.stop()

    writeFileSync(join(cwd, 'to.url'), `${to}\n`)
    const copied = await kasbah(['copy', from, '@to.url'], { cwd })
    t.is(copied.code, 0, copied.err)
    t.regex(copied.out, /^[0-9a-f]{64} {2}acme: revision 5, 4 rules, \d+ records$/m)
    const again = await kasbah(['copy', from, to], { cwd })
    t.regex(again.err, /^kasbah: the store to copy to is not empty: name a new one\n$/)
    t.is(again.code, 1)

    const fresh = await serveOn(t, to)
    const mia = caller(fresh.url, String(made.body.key))
    const after = await mia('POST', '/check', question)
    t.like(after.body, { allowed: true, revision: before.body.revision })
    t.like(await mia('POST', '/check', { ...question, action: 'edit' }), { body: { allowed: false } })
    const foreign = { ...question, consistency: { at_least_as_fresh: before.body.token } }
    t.like(await mia('POST', '/check', foreign), { status: 400, body: { code: 'foreign_token' } })
    t.deepEqual((await caller(fresh.url)('GET', '/v1/orgs/acme/audit')).body, audit)
    t.is((await caller(fresh.url)('DELETE', '/v1/orgs/acme/members/mia')).status, 200)
    t.is((await mia('POST', '/check', question)).status, 401)
    t.is(await fresh.stop(), 0)
  })

for (const { words, code, line } of [
  { words: ['copy', 'sqlite:gone.db', 'sqlite:new.db'], code: 1, line: /no store at gone\.db/ },
  { words: ['copy', 'gone.db', 'sqlite:new.db'], code: 2, line: /FROM is no store/ },
  { words: ['copy', 'sqlite:gone.db', '@gone.url'], code: 1, line: /gone\.url: there is no such file/ },
  { words: ['copy', 'sqlite:gone.db'], code: 2, line: /needs TO/ },
])
  test(`one line and exit code ${code}: kasbah ${words.join(' ')}`, async t => {
    const cwd = folder(t)
    const said = await kasbah(words, { cwd })
    t.regex(said.err, /^kasbah: [^\n]+\n$/)
    t.regex(said.err, line)
    t.is(said.code, code)
    t.false(existsSync(join(cwd, 'new.db')))
  })
