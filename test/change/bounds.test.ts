/** How many rules one change may add and remove. */
import test from 'ava'
import type { Draft } from '../../src/change/commit.ts'
import { resource, subject } from '../../src/model/id.ts'
import { grantRule } from '../../src/model/rule-forms.ts'
import { ACME, by, openOrganisations } from '../policy/organisation.ts'

const grants = (count: number) =>
  Array.from({ length: count }, (_, place) =>
    grantRule(ACME, subject('user', 'mo'), resource('dataset', `d${place}`), 'can_view'),
  )

test('a change adds at most three thousand rules and removes at most twenty thousand; one that is too large leaves nothing', async t => {
  const { replica } = await openOrganisations(t, ACME)
  const make = (draft: Draft) => replica.commit(ACME, by, () => draft)
  const tooLarge = { code: 'change_too_large' }
  const before = (await replica.at(ACME))?.revision
  await t.throwsAsync(make({ adds: grants(3_001) }), tooLarge)
  await t.throwsAsync(make({ removes: grants(20_001) }), tooLarge)
  t.is((await replica.at(ACME))?.revision, before)
  t.is((await make({ adds: grants(3_000) })).adds.length, 3_000)
})
