import { cpSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import test from 'ava'
import { folder, kasbah, serving } from './command.ts'

const KEY = 'a-key-that-the-operator-chose'
const env = { KASBAH_OPERATOR_KEY: KEY }

const ask = async (url: string, path: string, body: unknown): Promise<unknown> => {
  const answer = await fetch(`${url}${path}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${KEY}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  return answer.json()
}

const mayView = async (url: string, subject: string, resource: string): Promise<boolean> => {
  const answer = await ask(url, '/check', { org: 'acme', subject, action: 'view', resource })
  return (answer as { allowed: boolean }).allowed
}

/** A folder with a store in which there is one organisation, `acme`. */
const withAcme = async (t: Parameters<typeof folder>[0]): Promise<string> => {
  const cwd = folder(t)
  const { url, stop } = await serving(t, { cwd, env })
  await ask(url, '/v1/orgs', { id: 'acme', name: 'Acme', admin: 'user:ada' })
  await stop()
  return cwd
}

test('an access list is brought in, once however often, and decides', async t => {
  const cwd = await withAcme(t)
  writeFileSync(
    join(cwd, 'list.csv'),
    'user,dataset,level\nalice,streets,can_view\n"bob, jr",streets,can_edit\nalice,parks,can_view\n',
  )
  const first = await kasbah(['import', 'list.csv', '--stopped', '--org', 'acme', '--reason', 'moving in'], {
    cwd,
  })
  t.is(first.code, 0, first.err)
  t.regex(first.out, /^understood as pairs, by the heading user,dataset,level, columns parted by commas$/m)
  t.regex(first.out, /^people +2, 2 new, with the role guest .*: user:alice, user:bob%2C%20jr$/m)
  t.regex(first.out, /^things +2, 2 new: dataset:streets, dataset:parks$/m)
  t.regex(first.out, /^gives +can_view 2 times, can_edit 1 time$/m)
  t.regex(first.out, /^changed +[1-9]\d* rules in 1 change; now at revision 2$/m)
  const again = await kasbah(['import', 'list.csv', '--stopped', '--org', 'acme'], { cwd })
  t.regex(again.out, /^changed +0 rules in 0 changes; now at revision 2$/m)

  const { url, stop } = await serving(t, { cwd, env })
  t.true(await mayView(url, 'user:alice', 'dataset:streets'))
  t.true(await mayView(url, 'user:bob, jr', 'dataset:streets'))
  t.false(await mayView(url, 'user:bob, jr', 'dataset:parks'))
  await stop()
})

test('a file with bad lines loads nothing and names them, unless told to skip them', async t => {
  const cwd = await withAcme(t)
  writeFileSync(
    join(cwd, 'list.csv'),
    'user,dataset,level\nalice,streets,can_view\nalice\nalice,parks,can_fly\n',
  )
  const refused = await kasbah(['import', 'list.csv', '--stopped', '--org', 'acme'], { cwd })
  t.is(refused.code, 1)
  t.regex(refused.err, /^kasbah: list\.csv has 2 bad lines; nothing was loaded$/m)
  t.regex(refused.err, /^kasbah: list\.csv:3: /m)
  t.regex(refused.err, /^kasbah: list\.csv:4: .*can_fly/m)
  t.is(refused.out, '')
  const dry = await kasbah(['import', 'list.csv', '--stopped', '--org', 'acme', '--skip-bad', '--dry-run'], {
    cwd,
  })
  t.regex(dry.out, /^changed +nothing/m)
  const skipped = await kasbah(['import', 'list.csv', '--stopped', '--org', 'acme', '--skip-bad'], { cwd })
  t.is(skipped.code, 0)
  t.regex(skipped.out, /^line 3 left out: /m)
  t.regex(skipped.out, /revision 2$/m)
})

for (const { words, code, line } of [
  { words: ['import', 'x.csv'], code: 2, line: /^kasbah: kasbah import needs --org ORG\.\n$/ },
  { words: ['import', 'x.csv', '--org', 'A!'], code: 2, line: /^kasbah: --org: [^\n]+\n$/ },
  {
    words: ['import', '--org', 'acme'],
    code: 2,
    line: /^kasbah: kasbah import needs FILE\. Use: kasbah import FILE \[FLAGS\]\n$/,
  },
  {
    words: ['import', 'x.csv', '--stopped', '--org', 'acme', '--format', 'xls'],
    code: 2,
    line: /^kasbah: --format is one of [^\n]+\n$/,
  },
  {
    words: ['import', 'x.csv', '--stopped', '--org', 'acme', '--actions', 'read'],
    code: 2,
    line: /^kasbah: --actions takes ACTION=LEVEL[^\n]+\n$/,
  },
  {
    words: ['import', 'gone.csv', '--stopped', '--org', 'acme'],
    code: 1,
    line: /^kasbah: gone\.csv: [^\n]+\n$/,
  },
  { words: ['import', '.', '--stopped', '--org', 'acme'], code: 1, line: /^kasbah: [^\n]+\n$/ },
  {
    words: ['import', 'x.csv', '--stopped', '--org', 'acme', '--store', 'sqlite::memory:'],
    code: 1,
    line: /^kasbah: there is no organisation acme: create it first\n$/,
  },
  {
    words: ['backup', 'copy.db', '--store', 'sqlite:gone.db'],
    code: 1,
    line: /^kasbah: [^\n]*gone\.db[^\n]*\n$/,
  },
  { words: ['doctor', '--store', 'sqlite:x.csv'], code: 1, line: /^kasbah: x\.csv [^\n]+\n$/ },
  { words: ['doctor', '--store', 'sqlite::memory:'], code: 1, line: /^kasbah: [^\n]+\n$/ },
  { words: ['policy', 'test', 'gone'], code: 2, line: /^kasbah: gone: [^\n]+\n$/ },
])
  test(`one line and exit code ${code}: kasbah ${words.join(' ')}`, async t => {
    const cwd = folder(t)
    writeFileSync(join(cwd, 'x.csv'), 'alice,streets\n')
    const said = await kasbah(words, { cwd })
    t.regex(said.err, line)
    t.is(said.out, '')
    t.is(said.code, code)
  })

test('a backup made while serving is restored by putting it back', async t => {
  const cwd = await withAcme(t)
  const { url, stop } = await serving(t, { cwd, env })
  t.is((await kasbah(['backup', 'copy.db'], { cwd })).code, 0)
  await ask(url, '/v1/orgs', { id: 'later', name: 'Later' })
  t.is((await kasbah(['doctor'], { cwd })).code, 0)
  t.is((await kasbah(['backup', 'copy.db'], { cwd })).code, 1)
  await stop()

  const elsewhere = folder(t)
  mkdirSync(join(elsewhere, 'data'))
  cpSync(join(cwd, 'copy.db'), join(elsewhere, 'data/kasbah.db'))
  const restored = await serving(t, { cwd: elsewhere, env })
  const answer = await fetch(`${restored.url}/v1/orgs`, { headers: { authorization: `Bearer ${KEY}` } })
  const { items } = (await answer.json()) as { items: { id: string }[] }
  t.deepEqual(
    items.map(({ id }) => id),
    ['acme'],
  )
  await restored.stop()
})

test('the import says when the store is being served', async t => {
  const cwd = folder(t)
  writeFileSync(join(cwd, 'x.csv'), 'alice,streets\n')
  const { stop } = await serving(t, { cwd })
  const { code, err } = await kasbah(['import', 'x.csv', '--stopped', '--org', 'acme'], { cwd })
  t.is(code, 1)
  t.regex(err, /^kasbah: another process .*\n$/)
  await stop()
})
