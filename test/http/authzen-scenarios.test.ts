/** The public scenarios of AuthZEN, each as a policy set under `policies/examples`, tried out as a reader would. */
import { readFile } from 'node:fs/promises'
import test from 'ava'
import type { Body } from '../service/client.ts'
import { trying } from '../service/trying.ts'

interface Vector {
  /** The endpoint, below `/access/v1`. */
  readonly at: string
  readonly request: unknown
  readonly expected: Body
}

/** The published questions and answers: a line each. */
const vectorsOf = async (name: string): Promise<Vector[]> => {
  const text = await readFile(new URL(`../fixtures/authzen/${name}.ndjson`, import.meta.url), 'utf8')
  return text
    .trim()
    .split('\n')
    .map(line => JSON.parse(line))
}

/** The answer, as the vectors write it. */
const answerIn = (at: string, body: Body): unknown => {
  if (at === 'evaluation') return body.decision
  if (at === 'evaluations') return body.evaluations.map(({ decision }: Body) => ({ decision }))
  return body.results.map(({ id, name }: Body) => id ?? name).sort()
}

for (const [scenario, count] of [
  ['todo', 43],
  ['gateway', 25],
  ['search', 198],
] as const)
  test(`every answer of the scenario ${scenario} is as published`, async t => {
    const { ask } = await trying(t, scenario)
    const vectors = await vectorsOf(scenario)
    t.is(vectors.length, count)
    for (const { at, request, expected } of vectors) {
      const { body } = await ask(at, request)
      const wanted = at.startsWith('search') ? expected.sort() : expected
      t.deepEqual(answerIn(at, body), wanted, `${at} ${JSON.stringify(request)}`)
    }
  })
