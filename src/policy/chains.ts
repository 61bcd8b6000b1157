import type { CompiledSet } from '../engine/set.ts'
import type { Rule } from '../model/rule.ts'

/** What each name leads to in one of a set's role sections: itself, and all that it is in. */
export interface Chain {
  /** Every name that the section's rules mention. */
  readonly names: ReadonlySet<string>
  readonly reach: (name: string) => ReadonlySet<string>
}

/** A chain of one section; of a section that the model does not have, each name leads to itself only. */
export function chainOf(rules: readonly Rule[], section: string | undefined): Chain {
  const parents = new Map<string, string[]>()
  const names = new Set<string>()
  for (const [kind, child = '', parent = ''] of rules) {
    if (kind !== section) continue
    names.add(child).add(parent)
    const known = parents.get(child)
    if (known) known.push(parent)
    else parents.set(child, [parent])
  }
  const reach = (name: string): ReadonlySet<string> => {
    const found = new Set([name])
    for (const each of found) for (const parent of parents.get(each) ?? []) found.add(parent)
    return found
  }
  return { names, reach }
}

/** The three chains of a set's baseline: who is in what role or group, what is in what collection, which level includes what. */
export interface Chains {
  readonly who: Chain
  readonly what: Chain
  readonly how: Chain
}

export const chainsOf = ({ plan }: CompiledSet, rules: readonly Rule[]): Chains => ({
  who: chainOf(rules, plan.graphs.subject),
  what: chainOf(rules, plan.graphs.object),
  how: chainOf(rules, plan.graphs.action),
})
