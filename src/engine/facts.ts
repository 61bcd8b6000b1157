import type { OrgId } from '../model/id.ts'
import type { Rule } from '../model/rule.ts'
import { isEnd } from '../model/rule-ends.ts'
import type { Fields } from './casbin/decider.ts'
import type { Ends } from './ends.ts'
import { type Names, UNKNOWN } from './names.ts'
import type { Rows } from './rows.ts'
import type { CompiledSet } from './set.ts'

/** One role graph of an organisation: child -> parents, and back. */
export interface LinkRows {
  readonly up: Rows
  readonly down: Rows
}

/**
 * The organisation's own rules at one revision, by number. A cell of `byObject` is a subject and a shape, a cell of
 * `bySubject` a resource and a shape: the shape is in the low `bits`.
 */
export interface Facts {
  readonly set: CompiledSet
  readonly org: OrgId
  readonly names: Names
  readonly shapes: Names
  readonly bits: number
  readonly byObject: Rows
  readonly bySubject: Rows
  readonly links: ReadonlyMap<string, LinkRows>
  readonly ends: Ends
  /** The `p` rules in the order in which they were added; kept only where rules are scanned. */
  readonly ordered?: readonly Fields[]
}

export const cellOf = (id: number, shape: number, bits: number): number => ((id << bits) | shape) >>> 0
export const idIn = (cell: number, bits: number): number => cell >>> bits
export const shapeIn = (cell: number, bits: number): number => cell & ((1 << bits) - 1)

/** Whether the numbers of these many names and shapes fit a cell. */
export const fits = (names: number, shapes: number, bits: number): boolean =>
  shapes <= 2 ** bits && names <= 2 ** (32 - bits)

/** A rule as numbers, when all of its texts are known: the key and cell of a `p` rule, or the two ends of a link. */
export const placeOf = (facts: Facts, rule: Rule): { rows: Rows; key: number; cell: number } | undefined => {
  const { names, shapes, bits, set } = facts
  const size = rule[0] === 'p' ? set.model.policy.length : set.model.graphs.get(rule[0])
  if (rule.length - 1 !== size) return undefined
  if (rule[0] === 'p') {
    const parts = set.layout.partsOf(rule)
    const [subject, object] = [names.idOf(parts.subject), names.idOf(parts.object)]
    const shape = shapes.idOf(parts.shape)
    if (subject === UNKNOWN || object === UNKNOWN || shape === UNKNOWN) return undefined
    return { rows: facts.byObject, key: object, cell: cellOf(subject, shape, bits) }
  }
  const rows = facts.links.get(rule[0])?.up
  const [child, parent] = [names.idOf(rule[1] as string), names.idOf(rule[2] as string)]
  if (!rows || child === UNKNOWN || parent === UNKNOWN) return undefined
  return { rows, key: child, cell: parent }
}

/** Whether the organisation has the rule. */
export const hasRule = (facts: Facts, rule: Rule): boolean => {
  if (isEnd(rule)) return facts.ends.has(rule)
  const place = placeOf(facts, rule)
  if (!place?.rows.has(place.key, place.cell)) return false
  const domain = rule[0] === 'p' ? facts.set.model.policy.indexOf('dom') + 1 : 3
  return domain === 0 || rule[domain] === undefined || rule[domain] === facts.org
}

/** The names that a name is directly linked to in a graph. */
export const parentsOf = ({ names, links }: Facts, graph: string, name: string): readonly string[] => {
  const id = names.idOf(name)
  const rows = links.get(graph)?.up
  return id === UNKNOWN || !rows ? [] : [...rows.rowOf(id)].map(parent => names.textOf(parent))
}
