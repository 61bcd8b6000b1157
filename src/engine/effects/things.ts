/** The resources of two policies, in classes: those of one class differ only in the rules about each of them. */
import { ORG, type Resource } from '../../model/id.ts'
import { unlessTooMuch } from '../bounds.ts'
import type { Judge } from '../judge.ts'
import { UNKNOWN } from '../names.ts'
import { inOrder, namesOfType } from '../order.ts'
import { isOver, nextTurn } from '../turns.ts'
import { type Both, both, type Judges, SIDES, type Side } from './both.ts'
import { kindOf } from './kinds.ts'

export interface ThingClass {
  /** Its place in {@link Things}. */
  readonly number: number
  /** The collection of its type; the organisation and the collections themselves stand alone. */
  readonly collection: string
  /** The collections that its members are in, and what these lead to. */
  readonly above: Both<ReadonlySet<string>>
  /** Of what kind they are. */
  readonly kinds: Both<string>
  /** The number of what is said of them on both sides beside their collections: as far as a decision depends on more than rules. */
  readonly alike: number
  readonly known: Both<boolean>
  readonly members: Resource[]
}

export interface Things {
  readonly classes: readonly ThingClass[]
  /** For each thing the number of its class, and its place there. */
  readonly classOf: readonly number[]
  readonly placeOf: readonly number[]
  /** The thing that a policy has under the number of a name; -1 for any other name. */
  readonly byName: Both<Int32Array>
  /** The classes whose members are below a name. */
  readonly below: Both<ReadonlyMap<string, readonly ThingClass[]>>
}

/** The organisation, the collections, and everything that is registered on one side or both. */
const everything = async (judges: Judges): Promise<Set<Resource>> => {
  const found = new Set<Resource>([ORG])
  for (const judge of judges) {
    const { types } = judge.facts.set.catalogue
    for (const collection of Object.values(types)) found.add(collection as Resource)
    for (const type of Object.keys(types)) await listed(judge, type, found)
  }
  return found
}

const listed = async (judge: Judge, type: string, found: Set<Resource>): Promise<void> => {
  const { names } = judge.facts
  for (const id of inOrder(names, namesOfType(names, type))) {
    const name = names.textOf(id) as Resource
    if (unlessTooMuch(() => judge.isListed(id, name), false)) found.add(name)
    if (isOver()) await nextTurn()
  }
}

const NOTHING: readonly string[] = []

/** What one policy says of a resource beside the rules about it. */
const standing = (judge: Judge, thing: Resource) => {
  return unlessTooMuch(
    () => ({
      above: judge.objects.closureOf(thing).texts.slice(1),
      kind: kindOf(judge, 'object', thing),
      known: judge.isKnown(thing),
    }),
    { above: NOTHING, kind: '', known: false },
  )
}

const collectionOf = (judges: Judges, thing: Resource): string =>
  judges[1].collectionOf(thing) ?? judges[0].collectionOf(thing) ?? thing

/** Sorts the resources of both policies into classes, in turns with other work. */
export const thingsOf = async (judges: Judges): Promise<Things> => {
  const classes: ThingClass[] = []
  const byKey = new Map<string, ThingClass>()
  const alike = new Map<string, number>()
  const classOf: number[] = []
  const placeOf: number[] = []
  const byName = both(side => new Int32Array(judges[side].facts.names.size).fill(-1))
  for (const thing of await everything(judges)) {
    if (isOver()) await nextTurn()
    const said = both(side => standing(judges[side], thing))
    const collection = collectionOf(judges, thing)
    const key = JSON.stringify([collection, said])
    let group = byKey.get(key)
    if (!group) {
      group = {
        number: classes.length,
        alike: numberIn(alike, JSON.stringify(said.map(({ kind, known }) => [kind, known]))),
        collection,
        above: both(side => new Set(said[side].above)),
        kinds: both(side => said[side].kind),
        known: both(side => said[side].known),
        members: [],
      }
      byKey.set(key, group)
      classes.push(group)
    }
    for (const side of SIDES) {
      const id = judges[side].facts.names.idOf(thing)
      if (id !== UNKNOWN) byName[side][id] = classOf.length
    }
    classOf.push(group.number)
    placeOf.push(group.members.length)
    group.members.push(thing)
  }
  return { classes, classOf, placeOf, byName, below: await belowOf(classes) }
}

/** The number of a text: the same for the same text. */
const numberIn = (numbers: Map<string, number>, text: string): number => {
  const number = numbers.get(text) ?? numbers.size
  numbers.set(text, number)
  return number
}

const belowOf = async (classes: readonly ThingClass[]): Promise<Things['below']> => {
  const below = both(() => new Map<string, ThingClass[]>())
  for (const group of classes) {
    for (const side of SIDES) addBelow(below[side], group, side)
    if (isOver()) await nextTurn()
  }
  return below
}

const addBelow = (below: Map<string, ThingClass[]>, group: ThingClass, side: Side): void => {
  for (const name of group.above[side]) {
    const known = below.get(name)
    if (known) known.push(group)
    else below.set(name, [group])
  }
}
