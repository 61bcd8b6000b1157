import test from 'ava'
import { decodeRef } from '../../src/model/id.ts'
import { type Answer, type Question, runCase, type Way } from '../../src/policy/trial/run.ts'
import { shipped } from '../policy/shipped-sets.ts'
import { OPERATOR_KEY, runService } from '../service/service.ts'
import { given } from '../service/situations.ts'

const sets = await Promise.all(
  ['datasets', 'datasets-enterprise'].map(async name => {
    const { set, cases } = await shipped(name)
    const store = await given(set.compiled.catalogue, cases)
    return { name, cases, service: await runService({ store: store.url }), gone: store.gone }
  }),
)
test.after.always(async () => {
  for (const { service, gone } of sets) {
    await service.stop()
    await gone()
  }
})

/** A question as a caller writes it. */
const asked = ({ subject, action, resource, context }: Question, explain = false) => ({
  subject: decodeRef(subject),
  action,
  resource: decodeRef(resource),
  ...(context === undefined ? {} : { context }),
  ...(explain ? { explain } : {}),
})

const post = async (url: string, path: string, body: object) => {
  const response = await fetch(url + path, {
    method: 'POST',
    headers: { authorization: `Bearer ${OPERATOR_KEY}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  return response.json()
}

/** An action or a type that the set does not have is a problem of the question, and no right. */
const answerOf = ({
  allowed,
  code,
  explanation,
}: Partial<Answer> & { code?: string; explanation?: Answer }): Answer => ({
  allowed: code === 'unknown_action' || code === 'unknown_resource_type' ? false : (allowed as boolean),
  ...(explanation?.rule === undefined ? {} : { rule: explanation.rule }),
})

const single =
  (url: string): Way =>
  ({ org }, questions) =>
    Promise.all(
      questions.map(async question => answerOf(await post(url, '/check', { org, ...asked(question) }))),
    )

const batch =
  (url: string, explain: boolean): Way =>
  async ({ org }, questions) => {
    const answers: Answer[] = []
    for (let from = 0; from < questions.length; from += 1_000) {
      const checks = questions.slice(from, from + 1_000).map(question => asked(question, explain))
      const { results } = await post(url, '/check/batch', { org, checks })
      answers.push(...results.map(answerOf))
    }
    return answers
  }

for (const { name, cases, service } of sets) {
  const ways: readonly (readonly [string, Way])[] = [
    ['batch', batch(service.url, false)],
    ['explain', batch(service.url, true)],
    // A request for each of its cells: one set of them says what there is to say.
    ...(name === 'datasets' ? [['check', single(service.url)] as const] : []),
  ]
  for (const [way, ask] of ways)
    test(`${name} over HTTP, every case of it: ${way}`, async t => {
      const failures = []
      for (const one of cases) failures.push(...(await runCase(one, ask)))
      t.deepEqual(failures, [])
      t.true(cases.reduce((sum, { expect }) => sum + expect.length, 0) > 1_000)
    })
}
