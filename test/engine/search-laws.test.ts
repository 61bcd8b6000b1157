/** Searches decide once for all resources that are alike; a check asks Casbin about each. They answer the same. */
import assert from 'node:assert/strict'
import test from 'ava'
import fc from 'fast-check'
import { compileSet } from '../../src/engine/set.ts'
import type { Snapshot } from '../../src/engine/snapshot.ts'
import type { Resource, Subject } from '../../src/model/id.ts'
import { given } from './given/snapshot.ts'
import { ACTIONS, DATASETS, lawSource, PEOPLE, type World, worlds } from './given/worlds.ts'

const set = compileSet(lawSource())

const listed = async (snapshot: Snapshot, query: Parameters<Snapshot['resources']>[0]) => {
  const found: Resource[] = []
  let after: string | undefined
  do {
    const page = await snapshot.resources({ ...query, ...(after === undefined ? {} : { after }) })
    found.push(...page.items)
    after = page.next
  } while (after !== undefined)
  return found
}

test('listed is allowed, with groups, roles, collections, attributes and denies', async t => {
  let [allowed, denied] = [0, 0]
  const holds = async ({ rules, said }: World) => {
    const snapshot = await given(set, rules)
    for (const person of PEOPLE)
      for (const action of ACTIONS) {
        const subject = person as Subject
        const may = DATASETS.filter(resource => snapshot.check({ subject, action, resource, ...said }))
        const registered = (await snapshot.registered({ type: 'dataset', limit: 99 })).items
        for (const limit of [2, 99])
          assert.deepEqual(
            await listed(snapshot, { subject, actions: [action], type: 'dataset', said, limit }),
            may.toSorted(),
          )
        const who = await snapshot.resources({ subject, actions: [action], type: 'dataset', said, limit: 1 })
        if (may.length > 0 && who.total !== undefined) assert.equal(who.total, may.length)
        allowed += may.length
        denied += registered.length - may.length
      }
  }
  await fc.assert(fc.asyncProperty(worlds, holds), { numRuns: 150 })
  t.true(allowed > 500 && denied > 500, `${allowed} allowed and ${denied} denied: the worlds say too little`)
})
