/** Resources of a type as they lie in collections: all in the one of the type, some in further ones. */
import { unlessTooMuch } from './bounds.ts'
import type { Judge } from './judge.ts'
import type { Mark } from './matcher/alike.ts'
import { UNKNOWN } from './names.ts'
import type { ShapeSets } from './shape-sets.ts'
import { isOver, nextTurn } from './turns.ts'

export interface Gathered {
  /** The collection of the type: each of its members is in it directly. */
  readonly collection: string
  /** The other collections with members, each with all that it leads to. */
  readonly others: readonly { readonly id: number; readonly above: readonly number[] }[]
}

const NONE = new Uint32Array(0)

const downOf = ({ facts }: Judge) => facts.links.get(facts.set.plan.graphs.object ?? '')?.down

export const membersOf = (judge: Judge, collection: string): Uint32Array => {
  const id = judge.facts.names.idOf(collection)
  return id === UNKNOWN ? NONE : (downOf(judge)?.rowOf(id) ?? NONE)
}

/** Whether a name of the policy set itself is a resource of the type, or leads to its collection. */
const inBaseline = (
  judge: Judge,
  graph: string,
  { type, collection }: { type: string; collection: string },
) => {
  const { set, names } = judge.facts
  for (const id of set.baseline.links.get(graph)?.keys() ?? []) {
    const name = names.textOf(id)
    if (name.startsWith(`${type}:`) || judge.reaches(graph, name, collection)) return true
  }
  return false
}

/** A snapshot never changes, so what was worked out for a type holds for all its searches. */
const known = new WeakMap<Judge, Map<string, Promise<Gathered | undefined>>>()

/** Undefined where a resource can be in the type's collection by way of another one, or the matcher tells them apart by name. */
export const gatheredOf = (judge: Judge, type: string): Promise<Gathered | undefined> => {
  const types = known.get(judge) ?? new Map<string, Promise<Gathered | undefined>>()
  known.set(judge, types)
  const found = types.get(type) ?? gather(judge, type)
  types.set(type, found)
  return found
}

const gather = async (judge: Judge, type: string): Promise<Gathered | undefined> => {
  const { plan, catalogue } = judge.facts.set
  const collection = catalogue.types[type]
  const graph = plan.graphs.object
  if (collection === undefined || graph === undefined || plan.index?.object.graph !== graph) return undefined
  const isMark = ({ graph: of, name }: Mark): boolean => of === graph && !name.startsWith(`${type}:`)
  if (!plan.alike?.marks.every(isMark) || inBaseline(judge, graph, { type, collection })) return undefined
  const others = await othersThan(judge, graph, collection)
  return others && { collection, others }
}

/** The most names that the collections of one organisation may lead to together, for them to be kept. */
const MAX_ABOVE = 2 ** 18

/** Undefined when one of them leads to the collection, or they lead to too many. */
const othersThan = async (judge: Judge, graph: string, collection: string) => {
  const { names } = judge.facts
  const down = downOf(judge)
  const found: Gathered['others'][number][] = []
  let kept = 0
  for (const id of down?.keys() ?? []) {
    const name = names.textOf(id)
    if (name === collection || down?.endOf(id) === down?.startOf(id)) continue
    if (isOver()) await nextTurn()
    const above = unlessTooMuch(() => judge.objects.closureOf(name).ids, undefined)
    kept += above?.length ?? 0
    if (!above || kept > MAX_ABOVE || judge.reaches(graph, name, collection)) return undefined
    found.push({ id, above })
  }
  return found
}

interface Spreading {
  readonly judge: Judge
  readonly sets: ShapeSets
  readonly gathered: Gathered
}

/** Adds to the set of each resource those of its further collections. Answers false when there is no room. */
export const spreadSets = async (
  { judge, sets, gathered }: Spreading,
  found: Uint32Array,
): Promise<boolean> => {
  const { names, set, shapes } = judge.facts
  const marks = (set.plan.alike?.marks ?? []).map(({ name }) => names.idOf(name))
  const setOf = (above: readonly number[]): number => {
    const all = above.reduce((sum, each) => sets.union(sum, found[each] as number), 0)
    return marks.reduce(
      (sum, mark, at) => (above.includes(mark) ? sets.add(sum, shapes.size + at) : sum),
      all,
    )
  }
  for (const { id, above } of gathered.others) {
    if (sets.full) return false
    if (isOver()) await nextTurn()
    const all = setOf(above)
    if (all === 0) continue
    for (const member of downOf(judge)?.rowOf(id) ?? NONE)
      found[member] = sets.union(found[member] as number, all)
  }
  return !sets.full
}
