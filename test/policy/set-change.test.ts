import { join } from 'node:path'
import test from 'ava'
import { compileSet } from '../../src/engine/set.ts'
import type { OrgId } from '../../src/model/id.ts'
import type { OrgSettings } from '../../src/model/organisation.ts'
import type { Rule } from '../../src/model/rule.ts'
import { readSetFolder } from '../../src/policy/folder.ts'
import { DESCRIPTION, openSet, RULES, type SetTexts } from '../../src/policy/set.ts'
import { reasonsAgainst } from '../../src/policy/set-change.ts'
import { POLICIES } from '../cli/command.ts'
import { organisation } from '../contract/sample.ts'

const ACME = 'acme' as OrgId
const { name, texts } = await readSetFolder(join(POLICIES, 'datasets'))
const shipped = openSet(name, texts).source

/** The shipped set with names changed, wherever they stand. */
const renamed = (from: string, to: string) => {
  const changed: SetTexts = {
    ...texts,
    [RULES]: (texts[RULES] ?? '').replaceAll(from, to),
    [DESCRIPTION]: (texts[DESCRIPTION] ?? '').replaceAll(from, to),
  }
  return compileSet(openSet(name, changed).source)
}

async function* batch(rules: readonly Rule[]) {
  yield rules
}

const RULES_OF_ACME: readonly Rule[] = [
  ['g', 'user:ada', 'role:admin', ACME],
  ['g', 'user:mia', 'role:member', ACME],
  ['g', 'user:mia', 'group:team', ACME],
  ['g2', 'dataset:x', 'datasets', ACME],
  ['p', 'user:mia', ACME, 'dataset:x', 'can_edit', 'allow'],
  ['p', 'user:mia', ACME, 'dataset:x', 'clone', 'allow'],
]

const under = (
  set: ReturnType<typeof compileSet>,
  settings: Partial<OrgSettings> = {},
  rules = RULES_OF_ACME,
) => {
  const known = organisation(ACME)
  const acme = { ...known, settings: { ...known.settings, ...settings } }
  return reasonsAgainst(set, { organisation: acme, revision: 1, rules: batch(rules) }, shipped.description)
}

test('an organisation fits the set that it uses', async t => {
  t.deepEqual(await under(compileSet(shipped)), [])
})

for (const [from, to, said] of [
  ['member', 'crew', ['the set has no role member']],
  ['can_edit', 'can_change', ['the set has no level can_edit']],
  ['dataset:', 'picture:', ['the set has no type of resource dataset']],
] as const)
  test(`a set in which ${from} is called ${to} does not fit`, async t => {
    t.deepEqual(await under(renamed(from, to)), said)
  })

test('what the settings name must be there too', async t => {
  const settings = { newcomer_role: 'member', default_access: 'can_edit' }
  t.deepEqual(await under(renamed('member', 'crew'), settings, []), ['the set has no role member'])
  t.deepEqual(await under(renamed('can_edit', 'can_change'), settings, []), ['the set has no level can_edit'])
})

test('somebody who administered must still', async t => {
  const other = texts[DESCRIPTION]?.replace(/^administrator: .*$/m, 'administrator: guest') ?? ''
  const set = compileSet(openSet(name, { ...texts, [DESCRIPTION]: other }).source)
  t.deepEqual(await under(set), ['nobody would be guest'])
  t.deepEqual(await under(set, {}, RULES_OF_ACME.slice(1)), [])
})

test('a rule that the model cannot hold is named', async t => {
  const odd: Rule = ['g3', 'fly', 'can_view', 'one', 'too', 'many']
  t.regex((await under(compileSet(shipped), {}, [odd]))[0] ?? '', /"g3","fly"/)
})
