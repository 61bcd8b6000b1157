import type { LinkMap } from './baseline.ts'
import { MAX_REACH, TooMuchWork } from './bounds.ts'
import { type Closure, keepWide, type Walkable, Wide, wideOf } from './closure.ts'
import type { Facts } from './facts.ts'
import { UNKNOWN } from './names.ts'
import type { Rows } from './rows.ts'

const NO_LINKS: LinkMap = new Map()

// Above this many, scanning the list costs more than a set.
const SHORT = 24

interface Walked {
  readonly ids: readonly number[]
  readonly from: readonly number[]
  /** The ids once more, where there are many. */
  readonly seen?: ReadonlySet<number> | undefined
}

const NOTHING: Walked = { ids: [], from: [] }

/** What names lead to in one graph of one snapshot: the organisation's links and the baseline's together. */
export class Reach {
  readonly #facts: Facts
  readonly #up: Rows | undefined
  readonly #baseline: LinkMap
  readonly #over: Walkable
  #last: Closure = { name: '\0', ids: [], from: [], texts: [] }

  /** @param graph absent: nothing leads anywhere, a name is only itself */
  constructor(facts: Facts, graph?: string) {
    this.#facts = facts
    this.#up = graph === undefined ? undefined : facts.links.get(graph)?.up
    this.#baseline = (graph === undefined ? undefined : facts.set.baseline.links.get(graph)) ?? NO_LINKS
    this.#over = { names: facts.names, links: this.#up, baseline: this.#baseline }
  }

  /**
   * Remembers the last name: a decision asks for the same one several times.
   * @throws TooMuchWork when the name leads to more than {@link MAX_REACH} others
   */
  closureOf(name: string): Closure {
    if (this.#last.name === name) return this.#last
    const id = this.#facts.names.idOf(name)
    this.#last = wideOf(this.#over, id) ?? this.#walked(name, id)
    return this.#last
  }

  #walked(name: string, id: number): Closure {
    const { names } = this.#facts
    const { ids, from, seen } = id === UNKNOWN ? NOTHING : this.#walk(id)
    const textsOf = (): string[] => ids.map((each, i) => (i === 0 ? name : names.textOf(each)))
    if (!seen) return { name, ids, from, texts: textsOf() }
    const wide = new Wide({ name, ids, from, members: seen, textsOf })
    keepWide(this.#over, id, wide)
    return wide
  }

  has(from: string, to: string): boolean {
    const { texts, members } = this.closureOf(from)
    return members ? members.has(this.#facts.names.idOf(to)) : texts.includes(to)
  }

  // Breadth first, each name once: cycles end, and a long chain is followed to its end.
  #walk(start: number): Walked {
    const [ids, from] = [[start], [0]]
    let seen: Set<number> | undefined
    const meet = (id: number, place: number): void => {
      if (seen ? seen.has(id) : ids.includes(id)) return
      if (ids.length > MAX_REACH) throw new TooMuchWork('too many groups or collections')
      ids.push(id)
      from.push(place)
      if (seen) seen.add(id)
      else if (ids.length > SHORT) seen = new Set(ids)
    }
    for (let i = 0; i < ids.length; i++) {
      const id = ids[i] as number
      if (this.#up) {
        const end = this.#up.endOf(id)
        const cells = this.#up.arrayOf(id)
        for (let at = this.#up.startOf(id); at < end; at++) meet(cells[at] as number, i)
      }
      const shared = this.#baseline.get(id)
      if (shared) for (const parent of shared) meet(parent, i)
    }
    return { ids, from, seen }
  }

  /** The shortest way from one name to another, both included; undefined when there is none. */
  path(from: string, to: string): readonly string[] | undefined {
    if (from === to) return [from]
    const { names } = this.#facts
    const { ids, from: before } = this.closureOf(from)
    let place = ids.indexOf(names.idOf(to))
    if (place < 0) return undefined
    const steps: string[] = []
    for (; place > 0; place = before[place] as number) steps.push(names.textOf(ids[place] as number))
    return [from, ...steps.reverse()]
  }
}
