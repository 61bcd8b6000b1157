import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test from 'ava'
import { Problem } from '../../src/model/problems.ts'
import { readSetFolder, readSetFolders } from '../../src/policy/folder.ts'
import { digestOf, openSet } from '../../src/policy/set.ts'
import { shipped } from './shipped-sets.ts'

const { texts } = await shipped('datasets')

/** The shipped set with one text replaced in one file. */
const edited = (file: string, from: string | RegExp, to: string): Record<string, string> => {
  const text = texts[file] ?? ''
  const changed = text.replace(from, to)
  if (changed === text) throw new Error(`${file} does not hold ${from}`)
  return { ...texts, [file]: changed }
}

const lineOf = (file: string, text: string): number =>
  (texts[file] ?? '').split('\n').findIndex(line => line.includes(text)) + 1

test('the shipped set is read with its model, its rules in order and its description', t => {
  const { name, model, baseline, description } = openSet('datasets', texts).source
  t.is(name, 'datasets')
  t.is(model, texts['model.conf'] ?? '')
  t.deepEqual(baseline[0], ['g', 'role:admin', 'role:everyone', '*'])
  t.deepEqual(Object.keys(description.levels), ['can_view', 'can_edit', 'can_manage'])
  t.deepEqual(Object.keys(description.roles), ['admin', 'member', 'guest'])
})

/** What is wrong, the file, what is replaced by what, and a text of the line that must be named. */
const mistakes = [
  ['a misspelt field in the matcher', 'model.conf', 'r.obj', 'r.obi', 'm = '],
  ['a function that is not defined', 'model.conf', 'g3(r.act', 'g4(r.act', 'm = '],
  ['an effect that allows by default', 'model.conf', /e = .*/, 'e = !some(where (p.eft == deny))', 'e = '],
  ['a priority of each rule', 'model.conf', 'p = sub,', 'p = priority, sub,', 'p = '],
  ['rules without an effect', 'model.conf', 'act, eft', 'act', 'p = '],
  [
    'a collection that no type is kept in',
    'policy.csv',
    'g3, clone, can_view',
    'g2, quarantined, datasets, *\ng3, clone, can_view',
    'g3, clone',
  ],
  ['a misspelt operation', 'set.yaml', 'listGroups: ', 'listGropus: ', 'listGroups'],
  ['a rule with a field too few', 'policy.csv', 'clone, deny', 'clone', 'datasets, clone'],
  [
    'an effect that is neither allow nor deny',
    'policy.csv',
    'clone, deny',
    'clone, denied',
    'datasets, clone',
  ],
  ['a rule of one organisation', 'policy.csv', 'role:guest, *', 'role:guest, acme', 'datasets, clone'],
  ['a section that the model lacks', 'policy.csv', 'g3, clone', 'g4, clone', 'g3, clone'],
  ['the same rule twice', 'policy.csv', 'g3, edit, can_edit', 'g3, view, can_view', 'g3, edit, can_edit'],
  ['a deny of an action that is misspelt', 'policy.csv', 'clone, deny', 'clon, deny', 'datasets, clone'],
  ['a rule about a misspelt role', 'policy.csv', 'p, role:guest', 'p, role:gest', 'datasets, clone'],
  [
    'a rule about a misspelt collection',
    'policy.csv',
    'datasets, clone',
    'dataset, clone',
    'datasets, clone',
  ],
  ['a remark behind a rule', 'policy.csv', 'clone, deny', 'clone, deny # no copies', 'datasets, clone'],
  ['an unknown key', 'set.yaml', 'newcomer: guest', 'newcomer: guest\nnewcomers: guest', 'audience'],
  [
    'an administrator that is no role',
    'set.yaml',
    'administrator: admin',
    'administrator: root',
    'administrator',
  ],
  ['a newcomer that is no role', 'set.yaml', 'newcomer: guest', 'newcomer: gast', 'newcomer'],
  ['an audience that is no role', 'set.yaml', 'audience: member', 'audience: all', 'audience'],
  [
    'levels out of order',
    'set.yaml',
    'can_view: view\n  can_edit: edit',
    'can_edit: edit\n  can_view: view',
    'can_edit: edit',
  ],
  [
    'a level with the action of a lower one',
    'set.yaml',
    'can_edit: edit',
    'can_edit: view',
    'can_edit: edit',
  ],
  ['a level with an unknown action', 'set.yaml', 'can_edit: edit', 'can_edit: edits', 'can_edit: edit'],
  ['a creator that gets no level', 'set.yaml', 'creator: can_manage', 'creator: owner', 'creator'],
  [
    'a default access that is no level',
    'set.yaml',
    'default_access: none',
    'default_access: all',
    'default_access',
  ],
  [
    'an operation that asks for an unknown action',
    'set.yaml',
    'getDataset: view',
    'getDataset: look',
    'getDataset',
  ],
  [
    'resources kept in the organisation itself',
    'set.yaml',
    'dataset: datasets',
    'dataset: org',
    'dataset: datasets',
  ],
] as const

for (const [what, file, from, to, at] of mistakes)
  test(`${what} is refused with file, line and column`, t => {
    const error = t.throws(() => openSet('datasets', edited(file, from, to)).source, { instanceOf: Problem })
    t.is(error?.code, 'invalid_policy')
    t.true(
      error?.errors?.some(({ path }) => path.startsWith(`${file}:${lineOf(file, at)}:`)),
      JSON.stringify(error?.errors),
    )
  })

test('a role that no rule is about is refused', t => {
  const error = t.throws(
    () => openSet('datasets', edited('set.yaml', '  guest:', '  visitor: Nobody knows.\n  guest:')).source,
    { instanceOf: Problem },
  )
  t.regex(error?.errors?.[0]?.message ?? '', /role:visitor/)
})

test('all mistakes of a file are told at once', t => {
  const broken = { ...texts, 'policy.csv': (texts['policy.csv'] ?? '').replaceAll('can_edit', 'can_edit, x') }
  const error = t.throws(() => openSet('datasets', broken).source, { instanceOf: Problem })
  t.true((error?.errors?.length ?? 0) > 5)
})

for (const file of ['model.conf', 'policy.csv', 'set.yaml'])
  test(`a set without ${file} is refused`, t => {
    const { [file]: _, ...rest } = texts
    const error = t.throws(() => openSet('datasets', rest).source, { instanceOf: Problem })
    t.is(error?.errors?.[0]?.path, file)
  })

test('a set is called something plain', t => {
  for (const name of ['', 'Datasets', '../datasets', 'a b', '__proto__'])
    t.throws(() => openSet(name, texts).source, { instanceOf: Problem })
})

test('the digest is of names and contents, in whatever order they come', t => {
  const reversed = Object.fromEntries(Object.entries(texts).reverse())
  t.is(digestOf(reversed), digestOf(texts))
  t.regex(digestOf(texts), /^[0-9a-f]{64}$/)
  t.not(digestOf({ ...texts, 'policy.csv': `${texts['policy.csv']}\n` }), digestOf(texts))
  t.not(digestOf({ a: 'bc' }), digestOf({ ab: 'c' }))
})

test('a folder of sets is read by the names of its folders; other files are no part of a set', async t => {
  const folder = await mkdtemp(join(tmpdir(), 'policies-'))
  t.teardown(() => rm(folder, { recursive: true }))
  for (const [name, files] of Object.entries({
    b: ['model.conf', 'notes.md'],
    a: ['set.yaml'],
    pictures: ['x.png'],
  })) {
    await mkdir(join(folder, name))
    for (const file of files) await writeFile(join(folder, name, file), `${file} of ${name}`)
  }
  await writeFile(join(folder, 'README.md'), '')
  t.deepEqual(await readSetFolders(folder), [
    { name: 'a', texts: { 'set.yaml': 'set.yaml of a' } },
    { name: 'b', texts: { 'model.conf': 'model.conf of b' } },
  ])
  await writeFile(join(folder, 'a', 'policy.csv'), new Uint8Array([0x70, 0xff]))
  const error = await t.throwsAsync(readSetFolder(join(folder, 'a')), { instanceOf: Problem })
  t.regex((error as Problem).errors?.[0]?.path ?? '', /policy\.csv$/)
})

test('a byte order mark and line ends of either kind say the same', t => {
  const other = Object.fromEntries(
    Object.entries(texts).map(([file, text]) => [file, `\ufeff${text.replaceAll('\n', '\r\n')}`]),
  )
  const [one, two] = [openSet('datasets', texts), openSet('datasets', other)]
  t.deepEqual(two.source.baseline, one.source.baseline)
  t.deepEqual(two.source.description, one.source.description)
  t.deepEqual([...two.compiled.model.lines], [...one.compiled.model.lines])
  t.is(two.compiled.model.matcher, one.compiled.model.matcher)
})

test('every mistake of a model is named with its line, not only the first', t => {
  const model = [
    '[request_definition]',
    'r = sub, dom, obj, verb, verb, Act',
    '[policy_definition]',
    'p = sub, dom, act, eft',
    '[role_definition]',
    'g = _, _, _',
    'g2 = _, _, _, _',
    '[policy_effect]',
    'e = some(where (p.eft == allow)) || !some(where (p.eft == deny))',
    '[matchers]',
    'm = r.dom == p.domain && g(r.sub, p.sub) && likes(r.obj, p.sub) && r.ctx',
  ].join('\n')
  const error = t.throws(() => openSet('datasets', { ...texts, 'model.conf': model }), {
    instanceOf: Problem,
  })
  const said = (error?.errors ?? []).map(({ path, message }) => `${path.split(':')[1]} ${message}`)
  for (const expected of [
    /^2 .*verb is named twice/,
    /^2 "Act" is not a field name/,
    /^2 requests have no field verb/,
    /^2 a request must have the field act/,
    /^4 a p rule must have the field obj/,
    /^7 g2 has 4 fields/,
    /^9 the effect .* allows by default/,
    /^11 .*p\.domain/,
    /^11 g takes 3 arguments, not 2/,
    /^11 .*likes, which is no known function/,
    /^11 .*r\.ctx/,
  ])
    t.true(
      said.some(line => expected.test(line)),
      `${expected} in\n${said.join('\n')}`,
    )
})
