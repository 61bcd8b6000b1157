import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test from 'ava'
import { openSqliteStore } from '../../adapters/sqlite/store.ts'
import { MAX_ADDS } from '../../src/model/change.ts'
import { decodeRef, type OrgId } from '../../src/model/id.ts'
import type { Answer, Case, Question, Way } from '../../src/policy/trial/run.ts'
import { runCases } from '../../src/policy/trial/run.ts'
import { elsewhereOf, type Facts, recordsOf, rulesOf } from '../../src/policy/trial/situation.ts'
import type { Store } from '../../src/ports/store.ts'
import type { Ask } from '../service/client.ts'
import { runService } from '../service/service.ts'
import { by, organisationOf } from './organisation.ts'
import { shipped } from './shipped-sets.ts'

const { set, cases } = await shipped('datasets')

/** Writes what is so in an organisation, as a store would hold it had it come about by itself. */
async function write(store: Store, org: OrgId, facts: Facts): Promise<void> {
  const rules = rulesOf(facts, org, set.compiled.catalogue)
  const records = [
    { put: 'organisation', value: organisationOf(org) } as const,
    ...recordsOf(facts, new Date()),
  ]
  const { actor, operation, target } = by
  const change = { actor, operation, target, removes: [], narrows: false }
  let { revision } = await store.policy.apply(org, { ...change, expected: 0, adds: [], records })
  for (let from = 0; from < rules.length; from += MAX_ADDS) {
    const adds = rules.slice(from, from + MAX_ADDS)
    ;({ revision } = await store.policy.apply(org, { ...change, expected: revision, adds, records: [] }))
  }
}

/** A running service in whose store every situation is an organisation. */
async function serviceWith(situations: readonly Case[]) {
  const folder = await mkdtemp(join(tmpdir(), 'kasbah-cases-'))
  const path = join(folder, 'kasbah.db')
  const store = await openSqliteStore({ path })
  for (const { situation } of situations) {
    await write(store, situation.org, situation.facts)
    if (situation.elsewhere) await write(store, elsewhereOf(situation), situation.elsewhere)
  }
  await store.close()
  const service = await runService({ store: `sqlite:${path}` })
  return {
    operator: service.operator,
    stop: async () => {
      await service.stop()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

const service = await serviceWith(cases)
test.after.always(() => service.stop())

const asWritten = ({ subject, action, resource, context }: Question) => ({
  subject: decodeRef(subject),
  action,
  resource: decodeRef(resource),
  ...(context === undefined ? {} : { context }),
})

interface Decision {
  readonly allowed: boolean
  readonly error?: { readonly code: string }
  readonly explanation?: { readonly rule?: NonNullable<Answer['rule']> }
}

/** Cases name actions and types that are meant not to exist: over HTTP such a question is at fault, and nothing is allowed. */
const AT_FAULT: ReadonlySet<string> = new Set(['unknown_action', 'unknown_resource_type'])

/** Any other question that was not understood is no deny. */
const answerOf = ({ allowed, explanation, error }: Decision): Answer => {
  if (error !== undefined && !AT_FAULT.has(error.code)) throw new Error(error.code)
  return explanation?.rule === undefined ? { allowed } : { allowed, rule: explanation.rule }
}

const post = async (ask: Ask, path: string, body: unknown) => {
  const reply = await ask('POST', path, body)
  if (AT_FAULT.has(reply.body?.code)) return { allowed: false }
  if (reply.status !== 200) throw new Error(`${path}: ${reply.status} ${reply.text}`)
  return reply.body
}

const one = async (question: Question, org: OrgId, more: object = {}): Promise<Answer> =>
  answerOf(await post(service.operator, '/check', { org, ...asWritten(question), ...more }))

const inBatches =
  (more: object): Way =>
  async ({ org }, questions) => {
    const answers: Answer[] = []
    for (let from = 0; from < questions.length; from += 1000) {
      const checks = questions.slice(from, from + 1000).map(question => ({ ...asWritten(question), ...more }))
      const { results } = await post(service.operator, '/check/batch', { org, checks })
      answers.push(...results.map(answerOf))
    }
    return answers
  }

/** How many requests are under way at once. */
const AT_ONCE = 16

const inTurn =
  (more: object): Way =>
  async ({ org }, questions) => {
    const answers: Answer[] = []
    for (let from = 0; from < questions.length; from += AT_ONCE) {
      const some = questions.slice(from, from + AT_ONCE)
      answers.push(...(await Promise.all(some.map(question => one(question, org, more)))))
    }
    return answers
  }

/** The cases that are told, not tabled: few questions each, many of them with the rule that must decide. */
const told = cases.filter(({ expect }) => expect.length < 50)

const ways: readonly (readonly [name: string, way: Way, of: readonly Case[]])[] = [
  ['/check', inTurn({}), cases],
  ['/check with explain', inTurn({ explain: true }), told],
  ['/check/batch', inBatches({}), cases],
  ['/check/batch with explain', inBatches({ explain: true }), cases],
]

for (const [name, way, of] of ways)
  test(`the cases of the default policy set hold when they are asked by ${name}`, async t => {
    const { asked, failures } = await runCases(of, way)
    t.deepEqual(failures, [])
    t.true(asked > 100)
  })
