import test from 'ava'
import { acme, dataset, group, user } from './importing.ts'
import { ACME } from './organisation.ts'

const same = [
  ['semicolons', 'user;dataset;level\nmia;streets;can_edit\n'],
  ['tabs', 'user\tdataset\tlevel\nmia\tstreets\tcan_edit\n'],
  ['tabs around quotes', 'user\tdataset\tlevel\n"mia"\t"streets"\tcan_edit\n'],
  ['a sep= line', 'sep=;\nuser;dataset;level\nmia;streets;can_edit\n'],
  [
    'a quoted sep= line, mark of bytes and Windows line ends',
    '\ufeff"sep=;"\r\nuser;dataset;level\r\nmia;streets;can_edit\r\n',
  ],
  ['empty columns and rows at the end', 'user,dataset,level,,\nmia,streets,can_edit,,\n,,,,\n'],
  ['capitals', 'User,Dataset,Level\nmia,streets,can_edit\n'],
  ['another order of columns', 'Level,Dataset,User\ncan_edit,streets,mia\n'],
  ['remarks above', '# of the old system\n\nuser,dataset,level\nmia,streets,can_edit\n'],
] as const

for (const [what, text] of same)
  test(`a file with ${what} is read`, async t => {
    const { told, level, snapshot } = await acme(t)
    const report = await told(text)
    t.is(report.items, 1)
    t.is(await level(user('mia'), dataset('streets')), 'can_edit')
    t.deepEqual((await snapshot(ACME)).holdersOf('guest'), [user('mia')])
  })

const refusals = [
  [
    'a heading with an unknown word',
    'Email,Role\nann,admin\n',
    /"Email" is not one that is read\. Did you mean user\?/,
  ],
  ['a longer name for a person', 'user_id,dataset\nann,streets\n', /"user_id".*Did you mean user\?/],
  ['another one', 'Username;Group\nann;lab\n', /"Username".*Did you mean user\?/],
  ['a misspelt word', 'user,datset\nann,streets\n', /"datset".*Did you mean dataset\?/],
  ['two misspelt words', 'usr,grop\nann,streets\n', /"usr".*Did you mean user\?/],
  [
    'a column too many',
    'user,dataset,level,comment\nann,streets,can_view,hm\n',
    /"comment" is not one that is read/,
  ],
  ['a heading without a person', 'dataset,level\nstreets,can_view\n', /does not say what a line gives/],
  ['a word twice', 'user,user\nann,bo\n', /does not say what a line gives/],
  ['no heading', 'alice,admin\nbo,member\n', /no heading.*--format pairs/],
  ['no heading, and names with types', 'alice,dataset:streets\n', /no heading/],
  ['two separators', 'user;dataset,level\n', /commas and semicolons/],
  ['a separator that is none', 'sep=|\nuser|dataset\n', /sep= takes/],
  ['nothing', '', /no heading/],
] as const

for (const [what, text, message] of refusals)
  test(`nothing is guessed: a file with ${what} is refused, and nothing is loaded`, async t => {
    const { refused } = await acme(t)
    const error = await refused(text, { skipBad: true })
    t.is(error.code, 'malformed')
    t.regex(error.message, message)
  })

test('a heading that contradicts the stated format, or is not read, is refused', async t => {
  const { refused } = await acme(t)
  t.regex((await refused('user,role\nann,admin\n', { format: 'pairs' })).message, /--format says pairs/)
  t.regex((await refused('Email,Address\nann,streets\n', { format: 'pairs' })).message, /"Email"/)
})

test('below a heading, a name may look like a heading', async t => {
  const { told, level } = await acme(t)
  await told('user,dataset\nuser,dataset\nEmail,role\n')
  t.is(await level(user('user'), dataset('dataset')), 'can_view')
  t.is(await level(user('Email'), dataset('role')), 'can_view')
})

test('what was understood is told before anything is written', async t => {
  const { told, level } = await acme(t)
  await told('user,dataset\nmia,streets\n')
  const seen: unknown[] = []
  await told('user,dataset,level\nmia,streets,can_edit\nleo,parks,\n', {
    level: 'can_view',
    onPlan: (plan, format) => seen.push(format, plan) > 0,
  })
  t.deepEqual(seen, [
    'pairs',
    {
      toldBy: 'the heading user,dataset,level, columns parted by commas',
      accounts: { count: 2, added: 1, first: [user('leo'), user('mia')] },
      newcomerRole: 'guest',
      groups: { count: 0, first: [] },
      resources: { count: 2, added: 1, first: [dataset('parks'), dataset('streets')] },
      memberships: 0,
      levels: { can_edit: 1, can_view: 1 },
      roles: {},
    },
  ])
  const groups: unknown[] = []
  await told('user,group\nmia,lab\n', { onPlan: plan => groups.push(plan.groups, plan.memberships) > 0 })
  t.deepEqual(groups, [{ count: 1, first: [group('lab')] }, 1])
  t.is(await level(user('leo'), dataset('parks')), 'can_view')
})
