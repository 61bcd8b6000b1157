/** A policy set's own rules, numbered once for all organisations. Their numbers come before those of any organisation. */
import { EVERY_ORG, type Rule, ruleKey } from '../model/rule.ts'
import type { Fields } from './casbin/decider.ts'
import type { ModelDefinition } from './casbin/model.ts'
import type { Layout } from './layout.ts'
import { type Prefix, prefixOf } from './names.ts'

/** A `p` rule by numbers. */
export interface Cell {
  readonly subject: number
  readonly object: number
  readonly shape: number
}

/** Links from each number to others. */
export type LinkMap = ReadonlyMap<number, readonly number[]>

export interface Baseline {
  readonly names: Prefix
  readonly shapes: Prefix
  readonly cells: readonly Cell[]
  readonly byObject: ReadonlyMap<number, readonly Cell[]>
  readonly bySubject: ReadonlyMap<number, readonly Cell[]>
  /** Per graph, child -> parents. */
  readonly links: ReadonlyMap<string, LinkMap>
  /** Whether the set has a rule, written with the domain of baseline rules. */
  has(rule: Rule): boolean
  /** Its `p` rules for one organisation, in their order. */
  fields(org: string): readonly Fields[]
}

const grouped = <T>(items: readonly T[], keyOf: (item: T) => number): Map<number, T[]> => {
  const groups = new Map<number, T[]>()
  for (const item of items) {
    const group = groups.get(keyOf(item))
    if (group) group.push(item)
    else groups.set(keyOf(item), [item])
  }
  return groups
}

/** Numbers texts in the order in which they are met. */
class Numbering {
  readonly index = new Map<string, number>()

  of(text: string): number {
    const known = this.index.get(text)
    if (known !== undefined) return known
    this.index.set(text, this.index.size)
    return this.index.size - 1
  }

  get prefix(): Prefix {
    return prefixOf([...this.index.keys()])
  }
}

/**
 * Numbers the baseline rules of a set.
 * @throws BadRule for a rule that the model would not read as it is meant, or whose domain is not `*`
 */
export const createBaseline = (rules: readonly Rule[], model: ModelDefinition, layout: Layout): Baseline => {
  const [names, shapes] = [new Numbering(), new Numbering()]
  const links = new Map([...model.graphs.keys()].map(graph => [graph, new Map<number, number[]>()]))
  const parts: ReturnType<Layout['partsOf']>[] = []
  const cells: Cell[] = []
  for (const rule of rules) {
    layout.check(rule, EVERY_ORG)
    if (rule[0] === 'p') {
      const part = layout.partsOf(rule)
      parts.push(part)
      cells.push({
        subject: names.of(part.subject),
        object: names.of(part.object),
        shape: shapes.of(part.shape),
      })
    } else {
      const [child, parent] = [names.of(rule[1] ?? ''), names.of(rule[2] ?? '')]
      const parents = links.get(rule[0])
      parents?.set(child, [...(parents.get(child) ?? []), parent])
    }
  }
  const keys = new Set(rules.map(ruleKey))
  return {
    names: names.prefix,
    shapes: shapes.prefix,
    cells,
    byObject: grouped(cells, cell => cell.object),
    bySubject: grouped(cells, cell => cell.subject),
    links,
    has: rule => keys.has(ruleKey(rule)),
    fields: org => parts.map(part => layout.fieldsOf(org, part.subject, part.object, part.shape.split('\n'))),
  }
}
