/** The work that one SCIM request may cause has a bound, and others are answered in the midst of it. */
import test from 'ava'
import { parseFilter } from '../../src/scim/filter.ts'
import { listed } from '../../src/scim/listing.ts'
import { testOf } from '../../src/scim/match.ts'
import { patched } from '../../src/scim/patch.ts'
import { boundedWork } from '../../src/scim/work.ts'
import { ann, patch, sharedDirectories } from './world.ts'

const directory = sharedDirectories()

const ids = (count: number, prefix = 'b') =>
  Array.from({ length: count }, (_, n) => ({ value: `${prefix}${n}` }))
const anyOf = (count: number) => Array.from({ length: count }, () => 'value eq "a"').join(' or ')
const tooMuch = { name: 'ScimFault', message: /too much work|at most|longer|more than|too deeply/ }

test('operations, list and filter do not multiply', t => {
  const members = { op: 'add', path: 'members', value: ids(2_000) }
  const remove = (filter: string) => ({ op: 'remove', path: `members[${filter}]` })
  for (const operations of [
    [members, ...Array.from({ length: 50 }, () => remove(anyOf(30)))],
    [members, ...Array.from({ length: 900 }, () => remove('value sw "z"'))],
    [
      members,
      ...Array.from({ length: 900 }, () => ({
        op: 'remove',
        path: 'members[VALUE co "z"].display',
      })),
    ],
    Array.from({ length: 900 }, (_, n) => ({
      op: 'add',
      path: 'emails[type eq "work"]',
      value: { [`name${n}`]: 'x' },
    })),
    Array.from({ length: 1_000 }, () => ({
      op: 'add',
      value: Object.fromEntries(Array.from({ length: 199 }, (_, n) => [`A${n}`, 1])),
    })),
    [
      { op: 'add', path: 'emails', value: [{ value: 'x'.repeat(900_000) }] },
      ...Array.from({ length: 900 }, () => remove('value co "Y"').path.replace('members', 'emails')).map(
        path => ({ op: 'remove', path }),
      ),
    ],
    Array.from({ length: 1_001 }, () => ({ op: 'remove', path: 'members' })),
    [remove(anyOf(51))],
  ])
    t.throws(() => patched({ displayName: 'g' }, { Operations: operations }), tooMuch)
})

test('what directories send is within the bound', t => {
  const group = { displayName: 'g', members: ids(10_000) }
  const leaving = ids(1_000).map(({ value }) => ({ op: 'remove', path: `members[value eq "${value}"]` }))
  t.is((patched(group, { Operations: leaving }).members as unknown[]).length, 9_000)
  const named = ids(1_000).map(value => ({ op: 'Remove', path: 'members', value: [value] }))
  t.is((patched(group, { Operations: named }).members as unknown[]).length, 9_000)
  const joining = { op: 'add', path: 'members', value: ids(10_000, 'c') }
  t.is((patched(group, { Operations: [joining] }).members as unknown[]).length, 20_000)
  t.is(group.members.length, 10_000, 'the resource that was given is not touched')
})

test('a filter has a bound in length, depth and comparisons; asking it of one resource has a bound too', t => {
  for (const filter of [`a eq "${'x'.repeat(5_000)}"`, `${'('.repeat(30)}a pr${')'.repeat(30)}`, anyOf(51)])
    t.throws(() => parseFilter(filter), tooMuch)
  const ask = testOf(parseFilter(`members[${anyOf(50)}]`), boundedWork())
  t.false(ask({ members: ids(1_000) }))
  t.throws(() => ask({ members: ids(20_000) }), tooMuch)
})

test('a page of groups ends when its members are many; the next one begins behind it', async t => {
  const groups = Array.from({ length: 5 }, (_, n) => ({ id: `g${n}`, members: 8_000 * n }))
  let turns = 0
  const page = (startIndex: number) =>
    listed(
      { startIndex, count: 10 },
      {
        read: async () => ({ items: groups }),
        print: ({ id }) => ({ id }),
        weigh: ({ members }) => members,
        turns: {
          isOver: () => true,
          nextTurn: async () => {
            turns += 1
          },
        },
      },
    )
  const shown = async (startIndex: number) => {
    const { Resources, totalResults, itemsPerPage } = await page(startIndex)
    t.is(totalResults, 5)
    t.is(itemsPerPage, Resources.length)
    return Resources.map(({ id }) => id)
  }
  t.deepEqual(await shown(1), ['g0', 'g1'])
  t.deepEqual(await shown(3), ['g2'])
  t.deepEqual(await shown(4), ['g3'])
  t.deepEqual(await shown(5), ['g4'])
  t.is(turns, 20)
})

test('a body that nests, or holds too many names or values, is refused with a code; nothing is made', async t => {
  const world = await directory(t)
  const wrong: readonly (readonly [string, string])[] = [
    ...[40, 1_000, 5_000, 100_000].map(
      deep => ['invalidSyntax', `{"userName":"deep","x":${'['.repeat(deep)}${']'.repeat(deep)}}`] as const,
    ),
    [
      'invalidValue',
      JSON.stringify(ann({ x: Object.fromEntries(Array.from({ length: 201 }, (_, n) => [`a${n}`, n])) })),
    ],
    ['tooMany', JSON.stringify(ann({ x: Array.from({ length: 20_001 }, () => 0) }))],
    ['invalidSyntax', JSON.stringify(ann({ x: Array.from({ length: 10 }, () => Array(19_000).fill(0)) }))],
    ['invalidSyntax', '{"userName":"x","__proto__":{"active":true}}'],
  ]
  for (const [scimType, body] of wrong) {
    const reply = await world.scim('POST', '/Users', body)
    t.is(reply.status, 400, body.slice(0, 60))
    t.is(reply.body.scimType, scimType)
  }
  t.is((await world.scim('GET', '/Users')).body.totalResults, 0)
  const group = await world.scim('POST', '/Groups', { displayName: 'g' })
  const many = await world.scim(
    'PATCH',
    `/Groups/${group.body.id}`,
    patch({ op: 'add', path: 'members', value: ids(3_001) }),
  )
  t.is(many.body.scimType, 'tooMany')
})
