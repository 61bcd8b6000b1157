/** Groups and collections that are in themselves: each of a circle has the rights of all, which nobody means. */
import { isOver, nextTurn } from '../engine/turns.ts'
import type { Rule } from '../model/rule.ts'
import type { LocatedRule } from './rules-text.ts'

/** A link: what is in what. */
export type Link = readonly [child: string, parent: string]

const neighbours = (links: Iterable<Link>): Map<string, string[]> => {
  const found = new Map<string, string[]>()
  for (const [child, parent] of links) {
    const known = found.get(child)
    if (known) known.push(parent)
    else found.set(child, [parent])
  }
  return found
}

/** What can be reached from a name along unseen names; each is told once all that it leads to has been. */
async function* walked(name: string, next: Map<string, string[]>, seen: Set<string>): AsyncGenerator<string> {
  if (seen.has(name)) return
  seen.add(name)
  const path: { readonly name: string; at: number }[] = [{ name, at: 0 }]
  for (let last = path.at(-1); last; last = path.at(-1)) {
    const child = next.get(last.name)?.[last.at++]
    if (child === undefined) {
      path.pop()
      yield last.name
    } else if (!seen.has(child)) {
      seen.add(child)
      path.push({ name: child, at: 0 })
    }
    if (isOver()) await nextTurn()
  }
}

/** The circles among links, each with its names; found in one walk along the links and one against them. */
async function circlesOf(links: readonly Link[]): Promise<readonly ReadonlySet<string>[]> {
  const [up, down] = [neighbours(links), neighbours(links.map(([child, parent]) => [parent, child]))]
  const order: string[] = []
  const seen = new Set<string>()
  for (const name of up.keys()) for await (const left of walked(name, up, seen)) order.push(left)
  const circles: ReadonlySet<string>[] = []
  const taken = new Set<string>()
  for (const name of order.reverse()) {
    const circle = new Set<string>()
    for await (const each of walked(name, down, taken)) circle.add(each)
    if (circle.size > 1 || up.get(name)?.includes(name)) circles.push(circle)
  }
  return circles
}

/** The last line of each circle of groups or collections that is new. */
export const circleFaults = async (located: readonly LocatedRule[], isThere: (rule: Rule) => boolean) => {
  const faults: { readonly one: LocatedRule; readonly message: string }[] = []
  for (const section of ['g', 'g2']) {
    const links = located.filter(
      ({ rule: [kind, , parent = ''] }) => kind === section && parent.includes(':'),
    )
    const circles = await circlesOf(links.map(({ rule: [, child = '', parent = ''] }) => [child, parent]))
    const within = new Map(circles.flatMap(circle => [...circle].map(name => [name, circle] as const)))
    const told = new Set<ReadonlySet<string>>()
    for (const one of links.toReversed()) {
      const [, child = '', parent = ''] = one.rule
      const circle = within.get(child)
      if (!circle?.has(parent) || told.has(circle) || isThere(one.rule)) continue
      told.add(circle)
      faults.push({ one, message: circleWords(child, circle) })
    }
  }
  return faults
}

/** So many names of a circle are told. */
const TOLD = 8

const circleWords = (child: string, circle: ReadonlySet<string>): string =>
  circle.size === 1
    ? `${child} cannot be in itself`
    : `${[...circle].slice(0, TOLD).join(', ')}${circle.size > TOLD ? ' and others' : ''} would be in each other: each would have the rights of all`
