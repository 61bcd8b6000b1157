import test from 'ava'
import { folder, kasbah, serving } from './command.ts'
import { elsewhere } from './elsewhere.ts'

const KEY = 'a-key-that-the-operator-chose'

test('commands ask with a key of the settings, and need no sign-in', async t => {
  const cwd = folder(t)
  const { url, stop } = await serving(t, { cwd, env: { KASBAH_OPERATOR_KEY: KEY } })
  const headers = { authorization: `Bearer ${KEY}`, 'content-type': 'application/json' }
  const post = async (path: string, body: object) =>
    (await fetch(url + path, { method: 'POST', headers, body: JSON.stringify(body) })).json()
  await post('/v1/orgs', { id: 'acme', name: 'Acme', admin: 'user:ada' })
  const made = await post('/v1/orgs/acme/api-keys', { subject: 'user:ada', name: 'k', scopes: ['check'] })
  const as = (token: string, ...words: string[]) =>
    kasbah(words, { cwd, env: { HOME: cwd, KASBAH_URL: url, KASBAH_TOKEN: token } })

  t.is((await as(made.key, 'whoami')).out, 'user:ada in acme, admin (check)\n')
  t.like(await as(made.key, 'check', 'members.invite', 'org'), { code: 0, out: 'allowed\n' })
  t.like(await as(made.key, 'check', 'members.invite', 'org', '--subject', 'user:eve'), {
    code: 1,
    out: 'denied\n',
  })
  const explained = await as(made.key, 'check', 'members.invite', 'org', '--explain')
  t.regex(explained.out, /"decided_by": "allow"/)

  t.is((await as(KEY, 'whoami')).out, 'operator\n')
  const nowhere = await as(KEY, 'check', 'members.invite', 'org', '--subject', 'user:ada')
  t.regex(nowhere.err, /^kasbah: kasbah check needs --org ORG: [^\n]+\n$/)
  const there = await as(KEY, 'check', 'members.invite', 'org', '--subject', 'user:ada', '--org', 'acme')
  t.like(there, { code: 0, out: 'allowed\n' })

  const wrong = await as('kasbah_key_none', 'whoami')
  const said = `kasbah: ${url} does not accept KASBAH_TOKEN: it is wrong, has expired, or was revoked\n`
  t.like(wrong, { code: 3, err: said })
  t.is(await stop(), 0)
  const gone = await as(KEY, 'whoami')
  t.is(gone.code, 3)
  t.regex(gone.err, /^kasbah: no answer from [^\n]+\n$/)
})

test('what is no answer of the service is neither an empty list, nor a denial, nor a change that was made', async t => {
  const { url } = await elsewhere(t, (_, reply) =>
    reply.writeHead(200, { 'content-type': 'text/html' }).end('<h1>Welcome</h1>'),
  )
  const cwd = folder(t)
  const env = { HOME: cwd, KASBAH_URL: url, KASBAH_TOKEN: KEY }
  for (const words of [
    'member list',
    'member add ann',
    'check view dataset:streets',
    'who view dataset:streets',
    'audit export',
    'policy text',
    'resource export',
  ]) {
    const said = await kasbah([...words.split(' '), '--org', 'acme'], { cwd, env })
    t.like(said, { code: 3, out: '' }, words)
    t.regex(
      said.err,
      /^kasbah: what answers at \S+ is not Kasbah: it sends text\/html where \S+ was asked for\n$/,
    )
  }
})
