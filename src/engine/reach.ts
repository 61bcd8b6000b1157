import type { LinkMap } from './baseline.ts'
import type { Facts } from './facts.ts'
import { UNKNOWN } from './names.ts'
import type { Rows } from './rows.ts'

/** A name with all that it leads to in one graph, itself first, nearer ones before farther ones. */
export interface Closure {
  readonly name: string
  /** Empty for a name that nothing is known of. */
  readonly ids: readonly number[]
  /** Their texts, in the same order. */
  readonly texts: readonly string[]
  /** The ids once more, where there are many. */
  readonly members?: ReadonlySet<number>
}

const NO_LINKS: LinkMap = new Map()

// Above this many, looking through the list costs more than a set.
const SHORT = 24

/** What names lead to in one graph of one snapshot: the organisation's links and the baseline's together. */
export class Reach {
  readonly #facts: Facts
  readonly #up: Rows | undefined
  readonly #baseline: LinkMap
  #last: Closure = { name: '\0', ids: [], texts: [] }

  /** @param graph absent: nothing leads anywhere, a name is only itself */
  constructor(facts: Facts, graph?: string) {
    this.#facts = facts
    this.#up = graph === undefined ? undefined : facts.links.get(graph)?.up
    this.#baseline = (graph === undefined ? undefined : facts.set.baseline.links.get(graph)) ?? NO_LINKS
  }

  /** What the number leads to in one step. */
  *parentsOf(id: number): Generator<number> {
    if (this.#up) yield* this.#up.rowOf(id)
    yield* this.#baseline.get(id) ?? []
  }

  /** The last one asked for is remembered: a decision asks for the same one several times. */
  closureOf(name: string): Closure {
    if (this.#last.name === name) return this.#last
    const { names } = this.#facts
    const id = names.idOf(name)
    const ids = id === UNKNOWN ? [] : this.#walk(id)
    const texts = ids.map((each, i) => (i === 0 ? name : names.textOf(each)))
    this.#last = { name, ids, texts, ...(ids.length > SHORT ? { members: new Set(ids) } : {}) }
    return this.#last
  }

  has(from: string, to: string): boolean {
    const { texts, members } = this.closureOf(from)
    return members ? members.has(this.#facts.names.idOf(to)) : texts.includes(to)
  }

  // Breadth first, each name once: cycles end, and no chain is too long.
  #walk(start: number): number[] {
    const ids = [start]
    let seen: Set<number> | undefined
    const meet = (id: number): void => {
      if (seen ? seen.has(id) : ids.includes(id)) return
      ids.push(id)
      if (seen) seen.add(id)
      else if (ids.length > SHORT) seen = new Set(ids)
    }
    for (let i = 0; i < ids.length; i++) {
      const id = ids[i] as number
      if (this.#up) {
        const end = this.#up.endOf(id)
        const cells = this.#up.arrayOf(id)
        for (let at = this.#up.startOf(id); at < end; at++) meet(cells[at] as number)
      }
      const shared = this.#baseline.get(id)
      if (shared) for (const parent of shared) meet(parent)
    }
    return ids
  }

  /** The shortest way from one name to another, both included; undefined when there is none. */
  path(from: string, to: string): readonly string[] | undefined {
    if (from === to) return [from]
    const { names } = this.#facts
    const [start, goal] = [names.idOf(from), names.idOf(to)]
    if (start === UNKNOWN || goal === UNKNOWN) return undefined
    const cameFrom = new Map<number, number>([[start, UNKNOWN]])
    for (const id of cameFrom.keys()) {
      if (id === goal) return trace(cameFrom, goal).map(step => names.textOf(step))
      for (const parent of this.parentsOf(id)) if (!cameFrom.has(parent)) cameFrom.set(parent, id)
    }
    return undefined
  }
}

const trace = (cameFrom: ReadonlyMap<number, number>, goal: number): number[] => {
  const steps: number[] = []
  for (let id = goal; id !== UNKNOWN; id = cameFrom.get(id) ?? UNKNOWN) steps.unshift(id)
  return steps
}
