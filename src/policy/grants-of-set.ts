import type { CompiledSet } from '../engine/set.ts'
import type { Rule } from '../model/rule.ts'
import type { LocatedRule } from './rules-text.ts'
import type { ReadSet } from './set.ts'

/** What a `p` rule says, by the fields of the model. */
export interface Grant {
  readonly sub: string
  readonly obj: string
  readonly act: string
  readonly denies: boolean
}

/** Reads a `p` rule by the model's fields. */
export const grantOf = ({ model, plan }: CompiledSet, [, ...fields]: Rule): Grant => {
  const field = (name: string): string => fields[model.policy.indexOf(name)] ?? ''
  return {
    sub: field('sub'),
    obj: field('obj'),
    act: field(plan.actionField ?? ''),
    denies: field('eft') === 'deny',
  }
}

export type LocatedGrant = LocatedRule & Grant

/** The `p` rules of a set, read. */
export const grantsOf = ({ compiled, rules }: ReadSet): readonly LocatedGrant[] =>
  rules
    .filter(({ rule }) => rule[0] === 'p')
    .map(located => ({ ...located, ...grantOf(compiled, located.rule) }))
