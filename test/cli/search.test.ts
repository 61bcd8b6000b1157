import test from 'ava'
import { folder, kasbah, serving } from './command.ts'

const KEY = 'a-key-that-the-operator-chose'

test('the command lists, filters and explains for whoever holds the key', async t => {
  const cwd = folder(t)
  const { url } = await serving(t, { cwd, env: { KASBAH_OPERATOR_KEY: KEY } })
  const headers = { authorization: `Bearer ${KEY}`, 'content-type': 'application/json' }
  const send = async (method: string, path: string, body: object) =>
    (await fetch(url + path, { method, headers, body: JSON.stringify(body) })).json()
  await send('POST', '/v1/orgs', { id: 'acme', name: 'Acme', admin: 'user:ada' })
  await send('PUT', '/v1/orgs/acme/members/mo', { role: 'member' })
  for (const [id, default_access] of [
    ['streets', 'can_view'],
    ['walls', 'none'],
  ])
    await send('POST', '/v1/orgs/acme/datasets', { id, name: id, default_access })
  const key = async (subject: string) =>
    (await send('POST', '/v1/orgs/acme/api-keys', { subject, name: 'k', scopes: ['check'] })).key
  const [ada, mo] = [await key('user:ada'), await key('user:mo')]
  const as = (token: string, words: readonly string[], input = '') =>
    kasbah(words, { cwd, input, env: { HOME: cwd, KASBAH_URL: url, KASBAH_TOKEN: token } })

  t.like(await as(mo, ['list', 'view', 'dataset']), { code: 0, out: 'dataset:streets\n' })
  const all = await as(ada, ['list', 'view', 'dataset', '--json'])
  t.deepEqual(JSON.parse(all.out), ['dataset:streets', 'dataset:walls'])
  t.is((await as(ada, ['list', 'view', 'dataset', '--subject', 'user:mo'])).out, 'dataset:streets\n')
  t.is((await as(mo, ['list', 'manage', 'dataset'])).out, '')
  t.is((await as(ada, ['who', 'view', 'dataset:streets'])).out, 'user:ada\nuser:mo\n')
  // Revision 2 is before the dataset was there.
  t.is((await as(ada, ['who', 'view', 'dataset:streets', '--as-of', '2'])).out, '')
  t.is((await as(ada, ['check', 'view', 'dataset:streets', '--subject', 'user:mo', '--as-of', '2'])).code, 1)
  t.is((await as(ada, ['list', 'view', 'dataset', '--as-of', '2'])).out, '')
  t.like(await as(mo, ['who', 'view', 'dataset:streets']), {
    code: 3,
    err: 'kasbah: You may not ask about this subject\n  Ask about yourself, or use a key with scope `check`; groups and roles need the right to read permissions.\n',
  })
  t.true(JSON.parse((await as(mo, ['actions', 'dataset:streets', '--json'])).out).includes('view'))

  const ids = 'dataset:walls\n\ndataset:streets\r\ndataset:none\n'
  t.is((await as(mo, ['filter', 'view', '-'], ids)).out, 'dataset:streets\n')
  t.is((await as(ada, ['filter', 'view', '-', '--json'], ids)).out, '["dataset:walls","dataset:streets"]\n')
  t.is((await as(mo, ['filter', 'view', '-'])).out, '')
  t.like(await as(mo, ['filter', 'view', 'ids.txt']), { code: 2 })

  t.deepEqual(await as(mo, ['explain', 'view', 'dataset:streets']), {
    code: 0,
    out: 'allowed\nrule: p, role:member, acme, dataset:streets, can_view, allow\nway: user:mo > role:member\n',
    err: '',
  })
  t.like(await as(mo, ['explain', 'edit', 'dataset:streets']), { code: 1 })
  const checked = await as(mo, ['check', 'view', 'dataset:streets', '--json'])
  t.like(JSON.parse(checked.out), { allowed: true })
  const why = await as(mo, ['explain', 'edit', 'dataset:streets', '--json'])
  t.is(JSON.parse(why.out).explanation.missing, 'can_edit')
})

test('resources go in and out by the line', async t => {
  const cwd = folder(t)
  const { url } = await serving(t, { cwd, env: { KASBAH_OPERATOR_KEY: KEY } })
  const as = (words: readonly string[], input = '') =>
    kasbah([...words, '--org', 'acme'], {
      cwd,
      input,
      env: { HOME: cwd, KASBAH_URL: url, KASBAH_TOKEN: KEY },
    })
  const headers = { authorization: `Bearer ${KEY}`, 'content-type': 'application/json' }
  const body = JSON.stringify({ id: 'acme', name: 'Acme' })
  await fetch(`${url}/v1/orgs`, { method: 'POST', headers, body })
  // More than the command sends at once, so that the numbers of lines go on.
  const lines = Array.from({ length: 2_003 }, (_, n) => `{"put":"dataset:d${n}"}\n`)
  const given = [...lines, '{"put":"moon:1"}\n'].join('')
  t.deepEqual(await as(['resource', 'import', '-', '--reason', 'ترحيل'], given), {
    code: 1,
    out: '    2003 created\n       1 refused\nnow at revision 10\n',
    err: '-:2004: unknown_resource: the types are dataset, collection\n',
  })
  t.like(await as(['resource', 'import', '-', '--from', '2000'], lines.join('')), {
    code: 0,
    out: '       4 unchanged\nnow at revision 10\n',
  })
  const { out } = await as(['resource', 'export', '--type', 'dataset', '--after', 'dataset:d998'])
  t.is(out, '{"put":"dataset:d999","name":"d999","attributes":{}}\n')
  t.like(await as(['resource', 'import', '-', '--from', 'x'], out), { code: 2 })
})
