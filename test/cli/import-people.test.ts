/** A list of people with addresses, roles and groups, as a spreadsheet saves it, against a running service. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import test, { type ExecutionContext } from 'ava'
import { folder, kasbah, serving } from './command.ts'

const KEY = 'a-key-that-the-operator-chose'

const acme = async (t: ExecutionContext) => {
  const cwd = folder(t)
  const { url } = await serving(t, { cwd, env: { KASBAH_OPERATOR_KEY: KEY, KASBAH_RATE_LIMIT: '0' } })
  const ask = async (method: string, path: string, body?: object) => {
    const reply = await fetch(`${url}/v1/orgs${path}`, {
      method,
      headers: { authorization: `Bearer ${KEY}`, 'content-type': 'application/json' },
      ...(body ? { body: JSON.stringify(body) } : {}),
    })
    return reply.json()
  }
  const bring = (text: string, ...words: string[]) => {
    writeFileSync(join(cwd, 'people.csv'), text)
    return kasbah(['import', 'people.csv', '--org', 'acme', ...words], {
      cwd,
      env: { HOME: cwd, KASBAH_URL: url, KASBAH_TOKEN: KEY },
    })
  }
  const person = async (email: string) =>
    (await ask('GET', `/acme/members?email=${encodeURIComponent(email)}`)).items
  await ask('POST', '', { id: 'acme', name: 'Acme', admin: 'user:ada' })
  return { ask, bring, person }
}

test('a list of 500 people is shown, agreed to and loaded once; a run that was cut off goes on', async t => {
  const { ask, bring, person } = await acme(t)
  const lines = Array.from({ length: 500 }, (_, at) => {
    const groups = at % 2 === 0 ? 'annotators|night shift' : ''
    return `P${at}@Acme.example;Pérson ${at};${at === 7 ? 'admin' : at % 5 === 0 ? '' : 'member'};${groups}\r\n`
  })
  const heading = '\ufeffE-Mail;Display Name;Role;Groups\r\n'
  const asked = await bring(heading + lines.join(''))
  t.is(asked.code, 2)
  t.regex(asked.out, /^people +500, 500 new\n +100 new with the role guest: p0@acme.example/m)
  t.regex(asked.out, /^ +1 new with the role admin: p7@acme.example$/m)
  t.regex(asked.out, /^groups +500 memberships: group:annotators, new \(250\), group:night shift, new/m)
  t.regex(asked.out, /^sign-in +no identity provider is connected/m)
  t.is((await ask('GET', '/acme')).revision, 1)

  t.is((await bring(heading + lines.slice(0, 200).join(''), '--yes')).code, 0)
  const [before] = await person('p4@acme.example')
  t.like(before, { role: 'member', name: 'Pérson 4', groups: ['group:annotators', 'group:night shift'] })
  const rest = await bring(heading + lines.join(''), '--yes', '--reason', 'moving in')
  t.regex(rest.out, /^people +500, 300 new$/m)
  t.deepEqual(await person('p4@acme.example'), [before])
  t.is((await ask('GET', '/acme/members?limit=1000')).items.length, 501)
  const { revision } = await ask('GET', '/acme')
  t.regex((await bring(heading + lines.join(''), '--yes')).out, new RegExp(`^sent +0 .* ${revision}$`, 'm'))
  t.is((await bring(heading + lines.join(''), '--json')).out, '')

  const moved = await bring('address,role\np4@acme.example,admin\np0@acme.example,\n', '--yes')
  t.regex(moved.out, /^roles +1 change: p4@acme.example from member to admin$/m)
  t.like((await person('p4@acme.example'))[0], { id: before.id, role: 'admin', name: 'Pérson 4' })
  t.like((await person('p0@acme.example'))[0], { role: 'guest' })
})

test('a list gives nothing to an address that is not believed, nor to two people; a column user says who', async t => {
  const { ask, bring, person } = await acme(t)
  const put = (id: string, body: object) => ask('PUT', `/acme/members/${id}`, { role: 'guest', ...body })
  await put('mallory', { email: 'ceo@acme.example', attributes: { email_verified: false } })
  for (const id of ['one', 'two']) await put(id, { email: 'twin@acme.example' })
  await put('ext', { email: 'old@acme.example', external_id: 'oid-1' })
  await put('gone', { email: 'gone@acme.example' })
  await ask('POST', '/acme/members/gone/disable')
  const list = `email,role
ceo@acme.example,admin
twin@acme.example,admin
gone@acme.example,admin
`
  const refused = await bring(list, '--yes')
  t.is(refused.code, 1)
  t.regex(refused.err, /people.csv:2: user:mallory has this address, and it is not believed/)
  t.regex(refused.err, /people.csv:3: user:one and user:two are meant/)
  t.regex(refused.err, /people.csv:4: user:gone is disabled/)
  const done = await bring(
    'email,user,external_id,role\nceo@acme.example,mallory,,member\ntwin@acme.example,one,,\nnew@acme.example,,oid-1,admin\n',
    '--yes',
  )
  t.is(done.code, 1)
  t.regex(done.err, /people.csv:3: the address is that of user:two/)
  const some = await bring(
    'email,user,external_id,role\nceo@acme.example,mallory,,member\nnew@acme.example,,oid-1,admin\n',
    '--yes',
  )
  t.is(some.code, 0, some.err)
  t.like((await person('ceo@acme.example'))[0], { id: 'mallory', role: 'member' })
  t.like((await person('new@acme.example'))[0], { id: 'ext', role: 'admin' })
})

test('nothing of a heading is guessed', async t => {
  const { ask, bring } = await acme(t)
  t.regex((await bring('id,email,role\n', '--yes')).err, /"id" could be the id here \(user\) or at the/)
  t.regex((await bring('mail,address\n', '--yes')).err, /two columns of the heading are the email/)
  const google = 'Email Address [Required],First Name [Required],Last Name,Org Unit\nx@acme.example,Xe,Yo,/\n'
  t.regex((await bring(google, '--yes')).err, /"Org Unit" in the heading .* is not read/)
  t.regex((await bring(google, '--yes', '--skip-columns')).out, /^columns +passed over: Org Unit$/m)
  t.like((await ask('GET', '/acme/members?email=x@acme.example')).items[0], { name: 'Xe Yo' })
  const bad = await bring('email,role\nx@acme.example,boss\nann,\nx@acme.example,guest,more\n', '--yes')
  t.regex(bad.err, /3 bad lines; nothing was loaded/)
})
