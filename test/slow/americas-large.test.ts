import { createReadStream, readFileSync } from 'node:fs'
import { join } from 'node:path'
import test from 'ava'
import type { Snapshot } from '../../src/engine/snapshot.ts'
import { type OrgId, resource, subject } from '../../src/model/id.ts'
import { importFile } from '../../src/policy/import/import.ts'
import { by, openOrganisations } from '../policy/organisation.ts'

const FOLDER = join(import.meta.dirname, '../fixtures/realworld')
const PEOPLE = 3_485
const PERMISSIONS = 10_127
const PAIRS = 185_294
const OTHERS = 1_000_000

const file = (name: string) => ({ name, open: () => createReadStream(join(FOLDER, name)) })

/** A pair as one number: small enough to hold all of them in a set. */
const cell = (person: number, permission: number): number => person * (PERMISSIONS + 1) + permission

const listed = new Set(
  readFileSync(join(FOLDER, 'americas_large.assignments.csv'), 'utf8')
    .trim()
    .split('\n')
    .map(line => {
      const [person = 0, permission = 0] = line.split(',').map(Number)
      return cell(person, permission)
    }),
)

/** Pairs that are not listed, the same at every run. */
function* others(): Generator<number> {
  let state = 20_260_503
  const upTo = (limit: number): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return 1 + Math.floor((state / 2 ** 32) * limit)
  }
  for (let found = 0; found < OTHERS; ) {
    const pair = cell(upTo(PEOPLE), upTo(PERMISSIONS))
    if (listed.has(pair)) continue
    found += 1
    yield pair
  }
}

const BATCH = 1_000

/** How many of the pairs the organisation allows. */
function allowed(snapshot: Snapshot, pairs: Iterable<number>): number {
  let count = 0
  let questions: Parameters<Snapshot['check']>[0][] = []
  const ask = () => {
    for (const answer of snapshot.checkAll(questions)) count += answer ? 1 : 0
    questions = []
  }
  for (const pair of pairs) {
    questions.push({
      subject: subject('user', String(Math.floor(pair / (PERMISSIONS + 1)))),
      action: 'view',
      resource: resource('dataset', String(pair % (PERMISSIONS + 1))),
    })
    if (questions.length === BATCH) ask()
  }
  ask()
  return count
}

for (const [form, name] of [
  ['pairs', 'americas_large.assignments.csv'],
  ['roles', 'americas_large.roles.txt'],
] as const)
  test.serial(`${form}: every listed pair is allowed, a million others are denied`, async t => {
    t.timeout(600_000)
    const org = form as OrgId
    const { parts, snapshot } = await openOrganisations(t, org)
    const report = await importFile(parts, { org, by, file: file(name) })
    t.is(report.format, form)
    t.is(report.badLines, 0)
    t.is(listed.size, PAIRS)
    const now = await snapshot(org)
    t.is(allowed(now, listed), PAIRS)
    t.is(allowed(now, others()), 0)
    const again = await importFile(parts, { org, by, file: file(name) })
    t.deepEqual([again.adds, again.revision], [0, report.revision])
  })
