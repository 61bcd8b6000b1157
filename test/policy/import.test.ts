import test from 'ava'
import type { ChangeRequest, Draft, Drafting } from '../../src/change/commit.ts'
import { MAX_ADDS } from '../../src/model/change.ts'
import { type OrgId, subject } from '../../src/model/id.ts'
import { Problem } from '../../src/model/problems.ts'
import { type ImportProgress, type ImportRequest, importFile } from '../../src/policy/import/import.ts'
import { acme, dataset, fileOf, group, user } from './importing.ts'
import { ACME, by, openOrganisations } from './organisation.ts'

test('pairs register resources and people, who become guests, and grant the level asked for unless one is named', async t => {
  const { load, level, store, snapshot } = await acme(t)
  const report = await load(
    'subject,resource,level\nmia,streets\nmia,parks,can_edit\nservice:etl,dataset:streets,can_manage\n',
    { level: 'can_view' },
  )
  t.is(report.items, 3)
  t.is(await level(user('mia'), dataset('streets')), 'can_view')
  t.is(await level(user('mia'), dataset('parks')), 'can_edit')
  t.is(await level(subject('service', 'etl'), dataset('streets')), 'can_manage')
  t.is(await level(subject('service', 'etl'), dataset('parks')), 'none')
  t.is((await snapshot(ACME)).roleOf(user('mia')), 'guest')
  t.is((await store.records.find('account', ACME, user('mia')))?.id, user('mia'))
  t.is((await store.records.find('resource', ACME, dataset('parks')))?.name, 'parks')
})

test('hostile ids are loaded as they are', async t => {
  const { load, level } = await acme(t)
  await load('"a, role:admin","x ""quoted"""\n"#1",__proto__\nрусский,😀\n')
  t.is(await level(user('a, role:admin'), dataset('x "quoted"')), 'can_view')
  t.is(await level(user('#1'), dataset('__proto__')), 'can_view')
  t.is(await level(user('русский'), dataset('😀')), 'can_view')
  t.is(await level(user('a'), dataset('__proto__')), 'none')
})

test('a file reads the same however its bytes are cut, with either line end, byte order mark or none', async t => {
  for (const text of ['\ufeffmia,парк\r\nleo,парк\r\n', 'mia,парк\nleo,парк'])
    for (const piece of [1, 2, 3, 1000]) {
      const { parts, snapshot } = await openOrganisations(t, ACME)
      await importFile(parts, { org: ACME, by, file: fileOf(text, piece), format: 'pairs' })
      const { items } = await (await snapshot(ACME)).subjects({
        resource: dataset('парк'),
        action: 'view',
        type: 'user',
        limit: 9,
      })
      t.deepEqual(items, [user('leo'), user('mia')])
    }
})

test('memberships put people into groups, groups into groups, and give roles', async t => {
  const { load, told, level, snapshot, store } = await acme(t)
  const report = await told(
    'user,group\nada,role:admin\nmia,role:member\nmia,lab\ngroup:lab,group:everyone\n',
  )
  t.is(report.format, 'memberships')
  await load('group:everyone,streets,can_edit\n', { format: 'pairs' })
  const now = await snapshot(ACME)
  t.deepEqual([now.roleOf(user('ada')), now.roleOf(user('mia'))], ['admin', 'member'])
  t.is(await level(user('mia'), dataset('streets')), 'can_edit')
  t.is((await store.records.find('group', ACME, group('everyone')))?.id, group('everyone'))
})

test('a heading says that bare names are roles', async t => {
  const { told, snapshot } = await acme(t)
  t.is((await told('user,role\nada,admin\nmia,member\n')).format, 'memberships')
  t.is((await snapshot(ACME)).roleOf(user('ada')), 'admin')
})

test('a role in a file replaces the role that an account has, and never the last administrator', async t => {
  const { told, snapshot } = await acme(t)
  const load = (content: string) => told(content, { format: 'memberships' })
  await load('ada,role:admin\nmia,role:guest\n')
  await load('mia,role:member\n')
  t.is((await snapshot(ACME)).roleOf(user('mia')), 'member')
  const error = await t.throwsAsync(load('ada,role:guest\n'), { instanceOf: Problem })
  t.is((error as Problem).code, 'last_admin')
  t.is((await snapshot(ACME)).roleOf(user('ada')), 'admin')
  await load('mia,role:admin\nada,role:guest\n')
  t.deepEqual((await snapshot(ACME)).holdersOf('admin'), [user('mia')])
})

test('an import raises a grant and never lowers one', async t => {
  const { load, level, snapshot } = await acme(t)
  await load('mia,streets,can_edit\n')
  const same = await load('mia,streets,can_view\n')
  t.is(same.changes, 0)
  await load('mia,streets,can_manage\nmia,streets,can_view\n')
  t.is(await level(user('mia'), dataset('streets')), 'can_manage')
  const grants = (await snapshot(ACME))
    .rulesOnResource(dataset('streets'))
    .filter(([section]) => section === 'p')
  t.is(grants.length, 1)
})

const ROLES =
  'role: nurses\npermissions: ward, beds\nusers: mia, group:night\n\nrole: night\npermissions:\nusers: leo\n'

test('roles become groups that are granted their permissions', async t => {
  const { told, level } = await acme(t)
  const report = await told(ROLES, { level: 'can_edit' })
  t.is(report.format, 'roles')
  for (const who of ['mia', 'leo']) t.is(await level(user(who), dataset('ward')), 'can_edit')
  t.is(await level(user('leo'), dataset('x')), 'none')
})

test('a large file goes in in changes that each hold whole, and progress is told', async t => {
  const { load, store } = await acme(t)
  const lines = Array.from({ length: 2500 }, (_, index) => `p${index % 50},d${index}\n`)
  const seen: ImportProgress[] = []
  const report = await load(lines.join(''), { onProgress: progress => void seen.push(progress) })
  t.is(report.adds, 2500 + 2500 + 50)
  const { items } = await store.policy.history(ACME, { limit: 100 })
  t.true(items.every(change => change.adds.length <= MAX_ADDS))
  t.is(items.length, report.changes + 1)
  t.deepEqual([...new Set(seen.map(({ phase }) => phase))], ['checking', 'loading'])
  t.is(seen.at(-1)?.bytes, Buffer.byteLength(lines.join('')))
})

test('an import that ended halfway goes on where it stopped', async t => {
  const { parts, snapshot, load } = await acme(t)
  const text = Array.from({ length: 3000 }, (_, index) => `p${index % 7},d${index}\n`).join('')
  let commits = 0
  const dying = (async (org: OrgId, by: ChangeRequest, draft: Drafting<Draft>) => {
    commits += 1
    if (commits === 3) throw new Error('killed')
    return parts.commit(org, by, draft)
  }) as typeof parts.commit
  await t.throwsAsync(
    importFile({ ...parts, commit: dying }, { org: ACME, by, file: fileOf(text, 4096), format: 'pairs' }),
    {
      message: 'killed',
    },
  )
  const rest = await load(text)
  t.true(rest.adds > 0 && rest.adds < 3000 + 3000 + 7)
  const again = await load(text)
  t.is(again.adds, 0)
  t.is(
    (
      await (
        await snapshot(ACME)
      ).resources({
        subject: user('p0'),
        actions: ['view'],
        type: 'dataset',
        limit: 1000,
      })
    ).items.length,
    429,
  )
})

test('a dry run finds bad lines and changes nothing', async t => {
  const { load, snapshot } = await acme(t)
  const before = (await snapshot(ACME)).revision
  const report = await load('mia,streets\n', { by: { ...by, dryRun: true } })
  t.deepEqual([report.items, report.changes, report.revision], [1, 0, before])
})

test('an organisation that is not there, and a level that the set lacks, are refused', async t => {
  const { parts } = await openOrganisations(t, ACME)
  const ask = (request: Partial<ImportRequest>) =>
    t.throwsAsync(importFile(parts, { org: ACME, by, file: fileOf('a,b\n'), format: 'pairs', ...request }))
  const missing = { ...parts, view: async () => undefined }
  const error = await t.throwsAsync(
    importFile(missing, { org: 'nowhere' as OrgId, by, file: fileOf('a,b\n') }),
  )
  t.is((error as Problem).code, 'not_found')
  t.is(((await ask({ level: 'can_fly' })) as Problem).code, 'unknown_level')
})

test('what can be read only once is refused, not loaded in part', async t => {
  const { parts } = await openOrganisations(t, ACME)
  const pipe = (content: string) => {
    const left = [Buffer.from(content)]
    return {
      name: 'pipe',
      async *open() {
        for (let piece = left.shift(); piece !== undefined; piece = left.shift()) yield piece
      },
    }
  }
  for (const format of ['pairs', undefined] as const) {
    const error = await t.throwsAsync(
      importFile(parts, { org: ACME, by, file: pipe('mia,streets\n'), ...(format ? { format } : {}) }),
    )
    t.is((error as Problem).code, 'malformed')
  }
})
