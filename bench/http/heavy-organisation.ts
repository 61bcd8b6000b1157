import { openStore } from '../../src/compose.ts'
import type { OrgId } from '../../src/model/id.ts'
import type { Rule } from '../../src/model/rule.ts'
import { writeRules } from './written-rules.ts'

export const HEAVY = 'heavy' as OrgId
export const OTHER = 'other' as OrgId
/** Its rules are as many as one text of a policy may hold. */
export const TEXTS = 'texts' as OrgId

const DATASETS = 30_000
const GROUPS = 4_000
const DEEP = 4_500
const GRANTS = 15_000
const LINES = 15_000

const list = (count: number, rule: (index: number) => Rule): Rule[] =>
  Array.from({ length: count }, (_, index) => rule(index))

/** As much as an organisation can hold where it costs most: many groups of one person, deep groups, many grants. */
const heavyRules = (): Rule[] => [
  ['g', 'user:admin', 'role:admin', HEAVY],
  ['g', 'user:wide', 'role:guest', HEAVY],
  ['g', 'user:deep', 'role:guest', HEAVY],
  ['g', 'user:rich', 'role:member', HEAVY],
  ...list(DATASETS, i => ['g2', `dataset:d${i}`, 'datasets', HEAVY]),
  ...list(GROUPS, i => ['g', 'user:wide', `group:w${i}`, HEAVY]),
  ...list(GROUPS, i => ['p', `group:w${i}`, HEAVY, 'dataset:d0', 'can_edit', 'allow']),
  ['g', 'user:deep', 'group:n0', HEAVY],
  ...list(DEEP, i => ['g', `group:n${i}`, `group:n${i + 1}`, HEAVY]),
  ['p', `group:n${DEEP}`, HEAVY, 'dataset:d0', 'can_view', 'allow'],
  ...list(GRANTS, i => ['p', 'user:rich', HEAVY, `dataset:d${i}`, 'can_edit', 'allow']),
]

const otherRules = (): Rule[] => [
  ['g', 'user:ada', 'role:admin', OTHER],
  ['g2', 'dataset:d', 'datasets', OTHER],
]

const textsRules = (): Rule[] => [
  ['g', 'user:admin', 'role:admin', TEXTS],
  ['g', 'user:rich', 'role:member', TEXTS],
  ...list(LINES / 2, i => ['g2', `dataset:dataset-${i}`, 'datasets', TEXTS]),
  ...list(LINES / 2, i => ['p', 'user:rich', TEXTS, `dataset:dataset-${i}`, 'can_edit', 'allow']),
]

/** All of them, and one more. */
export const textOfTexts = (): string =>
  [...textsRules(), ['p', 'user:rich', TEXTS, 'dataset:dataset-0', 'can_view', 'allow']]
    .map(rule => `${rule.join(', ')}\n`)
    .join('')

/** Writes them into a store: the heavy one, the one of long texts, and the one whose check must not wait for them. */
export const fillHeavy = async (url: string): Promise<void> => {
  const store = await openStore(url)
  await writeRules(store, HEAVY, heavyRules())
  await writeRules(store, TEXTS, textsRules())
  await writeRules(store, OTHER, otherRules())
  await store.close()
}
