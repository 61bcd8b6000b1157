import test from 'ava'
import { MAX_LINE_BYTES } from '../../src/policy/import/lines.ts'
import { acme, dataset, user } from './importing.ts'
import { ACME, by } from './organisation.ts'

const bad = [
  ['too few columns', 'mia,streets\nleo\n', 2],
  ['too many columns', 'mia,streets,can_view,x\n', 1],
  ['a missing subject', '# remark\n\n,streets\n', 3],
  ['a missing resource', 'mia,\n', 1],
  ['an unknown level', 'mia,streets,can_fly\n', 1],
  ['a level where the line above has none', 'mia,streets\nleo,streets,can_view\n', 2],
  ['no level where the line above has one', 'mia,streets,can_view\nleo,streets,\n', 2],
  ['no level that anyone holds', 'mia,streets,none\n', 1],
  ['everybody as subject', '*,streets\n', 1],
  ['an id that turns the line round', 'mia\u202e,streets\n', 1],
  ['a role as subject', 'role:admin,streets\n', 1],
  ['an unknown type of resource', 'mia,model:streets\n', 1],
  ['a quote that is not closed', 'mia,"streets\nleo,parks\n', 1],
  ['an id of 257 bytes', `mia,${'x'.repeat(257)}\n`, 1],
  ['a line that is no end', `mia,streets\n${'x'.repeat(MAX_LINE_BYTES + 1)}\nleo,parks\n`, 2],
] as const

for (const [what, text, line] of bad)
  test(`bad line: ${what}, named by number, and nothing of the file is loaded`, async t => {
    const { refused } = await acme(t)
    const error = await refused(text, { format: 'pairs' })
    t.is(error.code, 'malformed')
    t.deepEqual(
      error.errors?.map(({ path }) => path),
      [`access.csv:${line}`],
    )
  })

test('a level that is left empty gives nothing, unless it was said what it means', async t => {
  const { refused, told, level } = await acme(t)
  const list = 'user,dataset,level\nmia,parks,can_edit\nleo,streets,\n\nann,streets\n'
  const { errors } = await refused(list)
  t.deepEqual(
    errors?.map(({ path }) => path),
    ['access.csv:3', 'access.csv:5'],
  )
  t.is(await level(user('mia'), dataset('parks')), 'none')
  await told(list, { level: 'can_edit' })
  t.is(await level(user('leo'), dataset('streets')), 'can_edit')
  await told('user,dataset\nzoe,streets\n')
  t.is(await level(user('zoe'), dataset('streets')), 'can_view')
})

test('bytes that are no text are a bad line', async t => {
  const { refused } = await acme(t)
  const error = await refused(
    Buffer.concat([Buffer.from('mia,parks\nleo,'), Buffer.from([0xc3, 0x28]), Buffer.from('\n')]),
    { format: 'pairs' },
  )
  t.is(error.errors?.[0]?.path, 'access.csv:2')
})

test('good lines around bad ones are loaded when told so, and the bad ones reported', async t => {
  const { load, level } = await acme(t)
  const report = await load('mia,streets\nleo\n"leo,parks\nleo,streets\n', { skipBad: true })
  t.deepEqual(
    report.bad.map(({ line }) => line),
    [2, 3],
  )
  t.is(await level(user('mia'), dataset('streets')), 'can_view')
  t.is(await level(user('leo'), dataset('streets')), 'can_view')
})

test('of very many bad lines the first hundred are listed, and all counted', async t => {
  const { refused, load } = await acme(t)
  t.is((await refused('x\n'.repeat(1000), { format: 'pairs' })).errors?.length, 100)
  t.is((await load('x\n'.repeat(1000), { skipBad: true })).badLines, 1000)
})

test('one account with two roles, and a group in itself, are bad lines', async t => {
  const { refused } = await acme(t)
  const error = await refused('ada,role:admin\nada,role:guest\ngroup:a,group:a\ngroup:b,role:admin\n', {
    format: 'memberships',
  })
  t.deepEqual(
    error.errors?.map(({ path }) => path),
    ['access.csv:2', 'access.csv:3', 'access.csv:4'],
  )
})

test('what a disabled account was to be given is a bad line', async t => {
  const { load, refused, replica, snapshot } = await acme(t)
  await load('mia,streets\n')
  const value = {
    id: user('mia'),
    attributes: {},
    created_at: new Date(0),
    disabled: { role: 'guest', at: new Date(0) },
  }
  await replica.commit(ACME, by, () => ({
    removes: [['g', user('mia'), 'role:guest', ACME]],
    records: [{ put: 'account', value }],
  }))
  const error = await refused('leo,streets\nmia,parks\n', { format: 'pairs' })
  t.is(error.errors?.[0]?.path, 'access.csv:2')
  await load('leo,streets\nmia,parks\n', { skipBad: true })
  t.is((await snapshot(ACME)).roleOf(user('mia')), undefined)
})

test('what stands below a bad role is not given to the role above it', async t => {
  const { told, level, refused } = await acme(t)
  const text = 'role: a\npermissions: p1\nusers: mia\nrole:\npermissions: p2\nusers: leo\nusres: ann\n'
  t.deepEqual(
    (await refused(text)).errors?.map(({ path }) => path),
    ['access.csv:4', 'access.csv:5', 'access.csv:6', 'access.csv:7'],
  )
  await told(text, { skipBad: true })
  t.is(await level(user('mia'), dataset('p1')), 'can_view')
  t.is(await level(user('mia'), dataset('p2')), 'none')
  t.is(await level(user('leo'), dataset('p1')), 'none')
})
