/** What is stored is opened when it is read: a database keeps a moment only for those who begin to read it soon. */
import test from 'ava'
import { nextTurn } from '../../src/engine/turns.ts'
import type { Rule } from '../../src/model/rule.ts'
import { draftOfText } from '../../src/policy/publish.ts'
import { printRules } from '../../src/policy/rules-text.ts'
import type { PolicyStore } from '../../src/ports/policy-store.ts'
import { ACME, openOrganisations } from './organisation.ts'

test('a long text is worked through before the stored rules are opened, with turns of others between', async t => {
  const { parts, store, snapshot } = await openOrganisations(t, ACME)
  const noted: string[] = []
  const opened: PolicyStore['snapshot'] = async (...asked) => {
    noted.push('opened')
    const found = await store.policy.snapshot(...asked)
    return found && { ...found, rules: read(found.rules) }
  }
  async function* read(rules: AsyncIterable<readonly Rule[]>) {
    noted.push('read')
    yield* rules
  }
  let done = false
  const others = (async () => {
    while (!done) {
      await nextTurn()
      noted.push('turn')
    }
  })()
  const rules = Array.from({ length: 3_000 }, (_, n): Rule => ['g', `user:u${n}`, 'group:crew', ACME])
  const over = { ...store, policy: { ...store.policy, snapshot: opened } }
  const draft = await draftOfText({ ...parts, store: over }, await snapshot(ACME), printRules(rules))
  done = true
  await others
  t.is(draft.adds.length, rules.length)
  const at = noted.indexOf('opened')
  t.true(noted.slice(0, at).includes('turn'))
  t.is(noted[at + 1], 'read')
})
