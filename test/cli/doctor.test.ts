import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import test from 'ava'
import { embeddedIn } from '../fixtures/store-0.1.0/open.ts'
import { folder, kasbah, serving } from './command.ts'

const env = { KASBAH_OPERATOR_KEY: 'a-key-that-the-operator-chose' }

test('doctor says what is wrong, mends it when told to, and is content then', async t => {
  const cwd = folder(t)
  const first = await serving(t, { cwd, env })
  const headers = {
    authorization: `Bearer ${env.KASBAH_OPERATOR_KEY}`,
    'content-type': 'application/json',
  }
  const body = JSON.stringify({ id: 'acme', name: 'Acme', admin: 'user:ada' })
  await fetch(`${first.url}/v1/orgs`, { method: 'POST', headers, body })
  t.regex((await kasbah(['doctor'], { cwd })).out, /^holds +1 organisation, 1 rule, 1 change\nall is well$/m)
  const refused = await kasbah(['doctor', '--repair'], { cwd })
  t.is(refused.code, 1)
  t.regex(refused.err, /^kasbah: another process [^\n]+ stop it first[^\n]*\n$/)
  await first.stop()

  const db = new DatabaseSync(join(cwd, 'data/kasbah.db'))
  db.prepare('INSERT INTO rules VALUES (1, 70000, ?)').run('["g","user:eve","role:admin","acme"]')
  db.close()
  const ill = await kasbah(['doctor'], { cwd })
  t.is(ill.code, 1)
  t.regex(ill.out, /^wrong +acme: the rules do not match the changes: 0 missing, 1 too many$/m)
  const mended = await kasbah(['doctor', '--repair'], { cwd })
  t.regex(mended.out, /^mended +acme by revision 2; nothing left$/m)
  t.is(mended.code, 0, mended.err)
  t.is((await kasbah(['doctor'], { cwd })).code, 0)

  const again = await serving(t, { cwd, env })
  const question = JSON.stringify({
    org: 'acme',
    subject: 'user:eve',
    action: 'members.invite',
    resource: 'org',
  })
  const answer = await fetch(`${again.url}/check`, { method: 'POST', headers, body: question })
  t.like(await answer.json(), { allowed: false, revision: 2 })
  await again.stop()
})

test('a document that cannot be read is a line and an exit code, not a stack', async t => {
  const cwd = folder(t)
  const path = embeddedIn(cwd).slice('sqlite:'.length)
  const setting = { cwd, env: { KASBAH_STORE: `sqlite:${path}` } }
  await kasbah(['migrate'], setting)
  const damage = (sql: string) => {
    const db = new DatabaseSync(path)
    db.exec(sql)
    db.close()
  }
  damage("UPDATE email_domains SET doc = '{'")
  const one = await kasbah(['doctor'], setting)
  t.is(one.code, 1, one.err)
  t.is(one.err, '')
  t.regex(one.out, /^wrong +1 document of email_domains cannot be read$/m)
  t.regex(one.out, /^wrong +acme: one of the email_domains cannot be read$/m)
  damage("UPDATE organisations SET doc = '{' WHERE id = 'acme'")
  const all = await kasbah(['doctor'], setting)
  t.is(all.code, 1, all.err)
  t.is(all.err, '')
  t.regex(all.out, /^wrong +one of the organisations cannot be read: the examination ended there$/m)
})
