import type { LinkMap } from './baseline.ts'
import type { Names } from './names.ts'
import type { Rows } from './rows.ts'

/** A name with all that it leads to in one graph, itself first, nearer ones before farther ones. */
export interface Closure {
  readonly name: string
  /** Empty for a name that nothing is known of. */
  readonly ids: readonly number[]
  /** For each id, the place in `ids` of the one that led to it. */
  readonly from: readonly number[]
  /** Their texts, in the same order; made when first asked for. */
  readonly texts: readonly string[]
  /** The ids once more, where there are many. */
  readonly members?: ReadonlySet<number>
}

/** Whether it leads to that number. */
export const has = ({ ids, members }: Closure, id: number): boolean => members?.has(id) ?? ids.includes(id)

/** The closure of a name that leads to many: most decisions need no text of theirs. */
export class Wide implements Closure {
  readonly name: string
  readonly ids: readonly number[]
  readonly from: readonly number[]
  readonly members: ReadonlySet<number>
  readonly #textsOf: () => readonly string[]
  #texts: readonly string[] | undefined

  constructor({
    name,
    ids,
    from,
    members,
    textsOf,
  }: Omit<Required<Closure>, 'texts'> & { textsOf(): readonly string[] }) {
    this.name = name
    this.ids = ids
    this.from = from
    this.members = members
    this.#textsOf = textsOf
  }

  get texts(): readonly string[] {
    this.#texts ??= this.#textsOf()
    return this.#texts
  }
}

/** Closures of so many names are kept from one snapshot to the next, as long as no link changes. */
const WIDE = 256
/** How many of them are kept for one graph of an organisation. */
const MOST_KEPT = 2

/** What a closure was walked over. */
export interface Walkable {
  readonly names: Names
  readonly links: Rows | undefined
  /** Those of the policy set. */
  readonly baseline: LinkMap
}

interface Kept extends Walkable {
  readonly closures: Map<number, Wide>
}

const kept = new WeakMap<Rows, Kept>()

const keptFor = ({ names, links, baseline }: Walkable): Kept | undefined => {
  const found = links && kept.get(links)
  return found?.names === names && found.baseline === baseline ? found : undefined
}

/** The closure of a number that took long to walk, where nothing has changed that it was walked over. */
export const wideOf = (over: Walkable, id: number): Wide | undefined => keptFor(over)?.closures.get(id)

/** Keeps a closure that took long: a change of something else, or a batch about two people in turn, does not walk it again. */
export const keepWide = (over: Walkable, id: number, wide: Wide): void => {
  if (!over.links || wide.ids.length < WIDE) return
  const known = keptFor(over) ?? { ...over, closures: new Map<number, Wide>() }
  kept.set(over.links, known)
  const { closures } = known
  for (const oldest of closures.keys()) {
    if (closures.size < MOST_KEPT) break
    closures.delete(oldest)
  }
  closures.set(id, wide)
}
