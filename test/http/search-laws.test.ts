import assert from 'node:assert/strict'
import test from 'ava'
import fc from 'fast-check'
import { acme, ok } from '../service/acme.ts'
import { sharedService } from '../service/shared.ts'

const service = sharedService()

const org = 'laws'
const PEOPLE = ['user:mo', 'user:gus', 'user:alice', 'user:eve']
const DATASETS = ['streets', 'walls', 'roofs', 'doors'].map(id => `dataset:${id}`)
const HOLDERS = [...PEOPLE.slice(0, 2), 'group:lab', 'group:inner', 'role:member', 'role:guest']
const ACTIONS = ['view', 'edit', 'manage']

/** Grants and denies, on datasets and on their collection, and who is in which group. */
const worlds = fc.record({
  rules: fc.uniqueArray(
    fc
      .tuple(
        fc.constantFrom(...HOLDERS),
        fc.constantFrom(...DATASETS, ...DATASETS, 'datasets'),
        fc.constantFrom('can_view', 'can_edit', 'can_manage'),
        fc.constantFrom('allow', 'allow', 'deny'),
      )
      .map(([holder, on, level, effect]) => `p, ${holder}, ${org}, ${on}, ${level}, ${effect}`),
    { maxLength: 12 },
  ),
  links: fc.subarray([
    `g, user:mo, group:lab, ${org}`,
    `g, user:gus, group:inner, ${org}`,
    `g, group:inner, group:lab, ${org}`,
  ]),
})

test('what is listed is what is allowed is what is filtered, in random organisations', async t => {
  const { alice, backend, at } = await acme(t, service, org)
  for (const group of ['lab', 'inner']) await ok(t, alice('PUT', `${at}/groups/${group}`))
  for (const id of ['walls', 'roofs', 'doors'])
    await ok(t, alice('POST', `${at}/datasets`, { id, name: id, default_access: 'none' }), 201)
  const { text } = await alice('GET', `${at}/policy`)
  const answered = (path: string, body: object) => ok(t, backend('POST', path, { org, ...body }))
  const items = async (path: string, body: object): Promise<string[]> => (await answered(path, body)).items

  const holds = async ({ rules, links }: { rules: readonly string[]; links: readonly string[] }) => {
    const all = [...new Set([...text.trimEnd().split('\n'), ...rules, ...links])].join('\n')
    await ok(t, alice('PUT', `${at}/policy`, { rules: all }))
    const questions = PEOPLE.flatMap(subject =>
      ACTIONS.flatMap(action => DATASETS.map(resource => ({ subject, action, resource }))),
    )
    const { results } = await answered('/check/batch', { checks: questions })
    const allowed = questions.filter((_, place) => results[place].allowed)
    const where = (fits: (question: (typeof questions)[number]) => boolean) => allowed.filter(fits)
    for (const action of ACTIONS) {
      for (const subject of PEOPLE) {
        const expected = where(one => one.subject === subject && one.action === action)
          .map(one => one.resource)
          .sort()
        const asked = { subject, action }
        assert.deepEqual(await items('/search/resources', { ...asked, type: 'dataset' }), expected)
        const filtered = await items('/search/filter', { ...asked, resources: DATASETS.toSorted() })
        assert.deepEqual(filtered, expected)
      }
      for (const resource of DATASETS) {
        const expected = where(one => one.resource === resource && one.action === action)
          .map(one => one.subject)
          .sort()
        assert.deepEqual(await items('/search/subjects', { resource, action }), expected)
      }
    }
    for (const subject of PEOPLE)
      for (const resource of DATASETS) {
        const found = await items('/search/actions', { subject, resource })
        const expected = where(one => one.subject === subject && one.resource === resource)
        assert.deepEqual(
          ACTIONS.filter(action => found.includes(action)),
          expected.map(one => one.action),
        )
      }
  }
  await fc.assert(fc.asyncProperty(worlds, holds), { numRuns: 12 })
  t.pass()
})
