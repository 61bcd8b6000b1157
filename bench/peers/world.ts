/** The usual organisation as other engines want it: who is what, what was given to whom, and which level has which action. */
import type { Rule } from '../../src/model/rule.ts'
import { shippedSource } from '../engine.ts'
import { rulesOf } from '../organisations.ts'

export interface Given {
  readonly to: string
  readonly dataset: string
  readonly level: string
}

export interface World {
  /** The roles and groups of each person. */
  readonly parents: ReadonlyMap<string, readonly string[]>
  readonly given: readonly Given[]
  /** The levels that an action or level is directly part of. */
  readonly above: ReadonlyMap<string, readonly string[]>
}

const collected = (pairs: Iterable<readonly [string, string]>): Map<string, string[]> => {
  const lists = new Map<string, string[]>()
  for (const [key, value] of pairs) lists.set(key, [...(lists.get(key) ?? []), value])
  return lists
}

const links = (rules: readonly Rule[], kind: string) =>
  collected(rules.flatMap(([type, from = '', to = '']) => (type === kind ? [[from, to] as const] : [])))

export const usualWorld = (): World => {
  const rules = rulesOf(0)
  return {
    parents: links(rules, 'g'),
    given: rules.flatMap(([type, to = '', , dataset = '', level = '']) =>
      type === 'p' ? [{ to, dataset, level }] : [],
    ),
    above: links(shippedSource().baseline, 'g3'),
  }
}

/** Whatever stands above, with itself. */
export const reach = (above: World['above'], from: string): string[] => {
  const found = new Set([from])
  for (const one of found) for (const next of above.get(one) ?? []) found.add(next)
  return [...found]
}
