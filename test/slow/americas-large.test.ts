import { createReadStream, readFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test from 'ava'
import type { Snapshot } from '../../src/engine/snapshot.ts'
import { type OrgId, type Resource, resource, type Subject, subject } from '../../src/model/id.ts'
import { importFile } from '../../src/policy/import/import.ts'
import { by, openAt } from '../policy/organisation.ts'
import type { Ask } from '../service/client.ts'
import { startService } from '../service/service.ts'

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

/** Pairs as questions, in batches. */
function* questions(pairs: Iterable<number>) {
  let batch: { subject: Subject; action: string; resource: Resource }[] = []
  for (const pair of pairs) {
    batch.push({
      subject: subject('user', String(Math.floor(pair / (PERMISSIONS + 1)))),
      action: 'view',
      resource: resource('dataset', String(pair % (PERMISSIONS + 1))),
    })
    if (batch.length < BATCH) continue
    yield batch
    batch = []
  }
  if (batch.length > 0) yield batch
}

/** How many of the pairs the organisation allows. */
async function allowed(snapshot: Snapshot, pairs: Iterable<number>): Promise<number> {
  let count = 0
  for (const batch of questions(pairs))
    for (const answer of await snapshot.answerAll(batch)) count += answer.allowed ? 1 : 0
  return count
}

/** The same over HTTP. */
async function allowedOver(ask: Ask, org: OrgId, pairs: Iterable<number>): Promise<number> {
  let count = 0
  for (const checks of questions(pairs)) {
    const { body } = await ask('POST', '/check/batch', { org, checks })
    for (const result of body.results) count += result.allowed ? 1 : 0
  }
  return count
}

/** One in so many of the pairs, so that a sample is not of one corner. */
function* every(step: number, pairs: Iterable<number>): Generator<number> {
  let index = 0
  for (const pair of pairs) if (index++ % step === 0) yield pair
}

const FORMS = [
  ['pairs' as OrgId, 'americas_large.assignments.csv', 'pairs'],
  ['roles' as OrgId, 'americas_large.roles.txt', 'roles'],
] as const

test('loaded as pairs and as roles, every listed pair is allowed and a million others are denied', async t => {
  t.timeout(900_000)
  const folder = await mkdtemp(join(tmpdir(), 'kasbah-large-'))
  t.teardown(() => rm(folder, { recursive: true, force: true }))
  const path = join(folder, 'kasbah.db')
  const { parts, snapshot, close } = await openAt(path, ...FORMS.map(([org]) => org))
  t.is(listed.size, PAIRS)
  for (const [org, name, format] of FORMS) {
    const report = await importFile(parts, { org, by, file: file(name), format })
    t.deepEqual([report.format, report.badLines], [org, 0])
    const now = await snapshot(org)
    t.is(await allowed(now, listed), PAIRS)
    t.is(await allowed(now, others()), 0)
    const again = await importFile(parts, { org, by, file: file(name), format })
    t.deepEqual([again.adds, again.revision], [0, report.revision])
  }
  await close()

  const { operator } = await startService(t, { store: `sqlite:${path}` })
  for (const [org] of FORMS) {
    const sample = [...every(20, listed)]
    t.is(await allowedOver(operator, org, sample), sample.length)
    t.is(await allowedOver(operator, org, every(100, others())), 0)
  }
})
