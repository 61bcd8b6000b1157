import { createReadStream, readFileSync } from 'node:fs'
import { join } from 'node:path'
import test from 'ava'
import type { Snapshot } from '../../src/engine/snapshot.ts'
import { type OrgId, resource, subject } from '../../src/model/id.ts'
import { importFile } from '../../src/policy/import/import.ts'
import { by, openOrganisations } from './organisation.ts'
import { rolesOf } from './role-mining.ts'

const PATH = join(import.meta.dirname, '../fixtures/realworld/healthcare.assignments.csv')
const PAIRS = readFileSync(PATH, 'utf8')
  .trim()
  .split('\n')
  .map(line => line.split(',') as [string, string])

const people = [...new Set(PAIRS.map(([person]) => person))]
const things = [...new Set(PAIRS.map(([, thing]) => thing))]
const file = { name: 'healthcare.assignments.csv', open: () => createReadStream(PATH) }

const decided = (snapshot: Snapshot): string[] =>
  people.flatMap(person =>
    things
      .filter(thing =>
        snapshot.check({
          subject: subject('user', person),
          action: 'view',
          resource: resource('dataset', thing),
        }),
      )
      .map(thing => `${person},${thing}`),
  )

test('pairs and roles of one hospital decide alike: what is listed is allowed, all else denied', async t => {
  const [pairs, roles] = ['pairs' as OrgId, 'roles' as OrgId]
  const { parts, snapshot } = await openOrganisations(t, pairs, roles)

  const report = await importFile(parts, { org: pairs, by, file, format: 'pairs' })
  t.is(report.format, 'pairs')
  t.is(report.items, 1486)
  t.is(report.adds, 1486 + people.length + things.length)

  const text = rolesOf(PAIRS)
  const asRoles = {
    name: 'roles.txt',
    open: () => [Buffer.from(text)].values() as unknown as AsyncIterable<Uint8Array>,
  }
  t.is((await importFile(parts, { org: roles, by, file: asRoles })).format, 'roles')

  const expected = PAIRS.map(pair => pair.join(',')).sort()
  t.deepEqual(decided(await snapshot(pairs)).sort(), expected)
  t.deepEqual(decided(await snapshot(roles)).sort(), expected)
  t.false(
    (await snapshot(pairs)).check({
      subject: subject('user', '1'),
      action: 'edit',
      resource: resource('dataset', '1'),
    }),
  )
})

test('loading the same file again changes nothing', async t => {
  const org = 'pairs' as OrgId
  const { parts } = await openOrganisations(t, org)
  const first = await importFile(parts, { org, by, file, format: 'pairs' })
  const second = await importFile(parts, { org, by, file, format: 'pairs' })
  t.true(first.changes > 0)
  t.deepEqual([second.changes, second.adds, second.revision], [0, 0, first.revision])
})
