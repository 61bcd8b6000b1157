import test from 'ava'
import fc from 'fast-check'
import type { OrgId } from '../../src/model/id.ts'
import { type Rule, ruleKey } from '../../src/model/rule.ts'
import type { Store } from '../../src/ports/store.ts'
import { change, found, grant, HOSTILE, rulesAt, sorted } from './sample.ts'
import type { OpenStore } from './store-under-test.ts'

const RULES = 10

/**
 * Each number is a rule that the change flips: adds where it is absent, removes where it is there. Numbers from
 * {@link RULES} on stand for the same rules, and move to the end of the order where they are there.
 */
const sequences = fc.array(
  fc.uniqueArray(fc.nat({ max: 2 * RULES - 1 }), { maxLength: 5, selector: n => n % RULES }),
  { minLength: 1, maxLength: 6 },
)

const ruleOf = (org: OrgId, n: number): Rule => grant(org, HOSTILE[n] ?? n)

/** Makes the changes; answers what the rules are at each revision from 1 on, in order of adding. */
const make = async (store: Store, org: OrgId, flips: readonly (readonly number[])[]): Promise<Rule[][]> => {
  const rules = new Map<string, Rule>()
  const states: Rule[][] = [[]]
  for (const [n, flip] of flips.entries()) {
    const touched = flip.map(n => ({ rule: ruleOf(org, n % RULES), moves: n >= RULES }))
    const isThere = ({ rule }: { rule: Rule }) => rules.has(ruleKey(rule))
    const removes = touched.filter(isThere).map(({ rule }) => rule)
    const adds = touched.filter(one => one.moves || !isThere(one)).map(({ rule }) => rule)
    await store.policy.apply(org, change(n + 1, { adds, removes }))
    for (const rule of removes) rules.delete(ruleKey(rule))
    for (const rule of adds) rules.set(ruleKey(rule), rule)
    states.push([...rules.values()])
  }
  return states
}

/** `runs`: how many random histories; each is some ten small transactions. */
export const lawsContract = (open: OpenStore, runs: number): void => {
  test('every snapshot is the replay of its changes, in order', async t => {
    const { store } = await open(t)
    await fc.assert(
      fc.asyncProperty(sequences, async flips => {
        const org = await found(store)
        const states = await make(store, org, flips)
        for (const [n, state] of states.entries()) t.deepEqual(await rulesAt(store, org, n + 1), state)
        t.deepEqual(await rulesAt(store, org), states.at(-1))
      }),
      { numRuns: runs },
    )
  })

  test('a difference applied gives the other side, whichever way', async t => {
    const { store } = await open(t)
    await fc.assert(
      fc.asyncProperty(sequences, fc.nat(), fc.nat(), async (flips, a, b) => {
        const org = await found(store)
        const states = await make(store, org, flips)
        const [from, to] = [(a % states.length) + 1, (b % states.length) + 1]
        const { adds, removes } = await store.policy.diff(org, from, to)
        const gone = new Set(removes.map(ruleKey))
        const kept = (states[from - 1] ?? []).filter(rule => !gone.has(ruleKey(rule)))
        t.deepEqual(sorted([...kept, ...adds]), sorted(states[to - 1]))
        t.is(kept.length, (states[from - 1]?.length ?? 0) - removes.length)
      }),
      { numRuns: runs },
    )
  })

  test('committing the difference back restores the rules', async t => {
    const { store } = await open(t)
    await fc.assert(
      fc.asyncProperty(sequences, fc.nat(), async (flips, a) => {
        const org = await found(store)
        const states = await make(store, org, flips)
        const to = (a % states.length) + 1
        await store.policy.apply(org, change(states.length, await store.policy.diff(org, states.length, to)))
        t.deepEqual(sorted(await rulesAt(store, org)), sorted(states[to - 1]))
        t.deepEqual(await rulesAt(store, org, states.length), states.at(-1))
      }),
      { numRuns: runs },
    )
  })
}
