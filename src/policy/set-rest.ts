/** What remains of a set once what is wrong in it is left out, so that one mistake hides no other. */
import { BadRule } from '../engine/bad-model.ts'
import type { CompiledSet } from '../engine/set.ts'
import { NONE } from '../model/catalogue.ts'
import { EVERY_ORG, type Rule, ruleKey } from '../model/rule.ts'
import type { Finding } from './finding.ts'
import { columnOf, type LocatedRule } from './rules-text.ts'
import type { Fill } from './yaml-text.ts'

/** Stands in for a model that cannot be used. */
export const USUAL = `[request_definition]
r = sub, dom, obj, act, ctx
[policy_definition]
p = sub, dom, obj, act, eft
[role_definition]
g = _, _, _
g2 = _, _, _
g3 = _, _
g4 = _, _, _
[policy_effect]
e = some(where (p.eft == allow)) && !some(where (p.eft == deny))
[matchers]
m = r.dom == p.dom && g(r.sub, p.sub, r.dom) && g2(r.obj, p.obj, r.dom) && g3(r.act, p.act)
`

interface ReadRules {
  readonly located: readonly LocatedRule[]
  readonly guessed: readonly LocatedRule[]
}

export const NO_RULES: ReadRules = { located: [], guessed: [] }

export const faultOf = ({ rule, message }: BadRule): string =>
  message.replace(`: ${JSON.stringify(rule)}`, '')

const misfit = ({ layout }: CompiledSet, rule: Rule): string | undefined => {
  try {
    layout.check(rule, EVERY_ORG)
    return undefined
  } catch (error) {
    if (error instanceof BadRule) return faultOf(error)
    throw error
  }
}

/**
 * The rules that fit the model, those that do not, and what is wrong with each single one, so that a person sees all of it at once.
 * Of lines that cannot be read, what they were probably meant to say counts where it fits.
 */
export function sorted(set: CompiledSet, { located, guessed }: ReadRules) {
  const [fit, unfit]: [LocatedRule[], LocatedRule[]] = [[], []]
  const faults: Finding[] = []
  const seen = new Map<string, number>()
  for (const one of located) {
    const at = { file: 'policy.csv', line: one.line, column: columnOf(one) }
    const key = ruleKey(one.rule)
    const first = seen.get(key)
    if (first !== undefined) {
      faults.push({ code: 'rule-repeated', ...at, message: `the same rule as in line ${first}` })
      continue
    }
    seen.set(key, one.line)
    const message = misfit(set, one.rule)
    if (message === undefined) fit.push(one)
    else {
      unfit.push(one)
      faults.push({ code: 'rule-form', ...at, message })
    }
  }
  for (const one of guessed)
    if (!seen.has(ruleKey(one.rule)) && misfit(set, one.rule) === undefined) {
      seen.set(ruleKey(one.rule), one.line)
      fit.push(one)
    } else unfit.push(one)
  return { fit, unfit, faults }
}

/** What is only proposed is not what the finding is about. */
const MEANT = / Did you mean .*/
const WORD = /[\w.:@-]+/g

/**
 * A finding that names what only a rule that was left out may be about would follow from that.
 * @param left what was left out of the description
 */
export const isOwnOf = (unfit: readonly LocatedRule[], left: readonly string[] = []) => {
  const names = new Set([
    ...unfit.flatMap(({ rule: [, ...fields] }) => fields),
    ...left.flatMap(name => [name, `role:${name}`]),
  ])
  for (const name of ['*', 'allow', 'deny', '']) names.delete(name)
  return ({ message }: Finding): boolean =>
    names.size === 0 ||
    !(message.replace(MEANT, '').match(WORD) ?? []).some(word => names.has(word.replace(/[.:]$/, '')))
}

const keysOf = (value: unknown): readonly string[] =>
  typeof value === 'object' && value !== null ? Object.keys(value) : []

/** What a description lacks, such that nothing else looks wrong by it. */
export const likely: Fill = ({ roles, levels }) => {
  const [first = ''] = keysOf(roles)
  const last = keysOf(roles).at(-1) ?? ''
  const highest = keysOf(levels).at(-1) ?? ''
  return {
    title: '-',
    administrator: first,
    newcomer: last,
    audience: last,
    creator: highest,
    default_access: NONE,
  }
}
