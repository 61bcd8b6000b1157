/** Groups and collections that are in themselves: each of a circle has the rights of all, which nobody means. */
import { isOver, nextTurn } from '../engine/turns.ts'
import type { Rule } from '../model/rule.ts'
import { MAX_FINDINGS } from './finding.ts'
import type { LocatedRule } from './rules-text.ts'

/** A link: what is in what. */
export type Link = readonly [child: string, parent: string]

/** The names that each name leads to along the links; against them from the parent's side. */
const neighbours = async (links: readonly Link[], way: 'up' | 'down'): Promise<Map<string, string[]>> => {
  const found = new Map<string, string[]>()
  for (const [lower, upper] of links) {
    if (isOver()) await nextTurn()
    const [child, parent] = way === 'up' ? [lower, upper] : [upper, lower]
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
  const [up, down] = [await neighbours(links, 'up'), await neighbours(links, 'down')]
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

const linksOf = async (located: readonly LocatedRule[], section: string): Promise<readonly LocatedRule[]> => {
  const links: LocatedRule[] = []
  for (const one of located) {
    const [kind, , parent = ''] = one.rule
    if (kind === section && parent.includes(':')) links.push(one)
    if (isOver()) await nextTurn()
  }
  return links
}

interface Fault {
  readonly one: LocatedRule
  readonly message: string
}

/** The last line of each circle of groups or collections that is new. In turns with other work. */
export const circleFaults = async (
  located: readonly LocatedRule[],
  isThere: (rule: Rule) => boolean,
): Promise<readonly Fault[]> => {
  const faults: Fault[] = []
  for (const section of ['g', 'g2']) {
    const links = await linksOf(located, section)
    const circles = await circlesOf(links.map(({ rule: [, child = '', parent = ''] }) => [child, parent]))
    if (circles.length > 0) faults.push(...(await newCircles(links, circles, isThere)))
  }
  return faults
}

const newCircles = async (
  links: readonly LocatedRule[],
  circles: readonly ReadonlySet<string>[],
  isThere: (rule: Rule) => boolean,
): Promise<readonly Fault[]> => {
  const within = new Map<string, ReadonlySet<string>>()
  for (const circle of circles)
    for (const name of circle) {
      within.set(name, circle)
      if (isOver()) await nextTurn()
    }
  const faults: Fault[] = []
  const told = new Set<ReadonlySet<string>>()
  for (const one of links.toReversed()) {
    if (isOver()) await nextTurn()
    const [, child = '', parent = ''] = one.rule
    const circle = within.get(child)
    if (!circle?.has(parent) || told.has(circle) || isThere(one.rule)) continue
    told.add(circle)
    faults.push({ one, message: circleWords(child, circle) })
    if (faults.length >= MAX_FINDINGS) break
  }
  return faults
}

/** So many names of a circle are told. */
const TOLD = 8

const circleWords = (child: string, circle: ReadonlySet<string>): string =>
  circle.size === 1
    ? `${child} cannot be in itself`
    : `${[...circle].slice(0, TOLD).join(', ')}${circle.size > TOLD ? ' and others' : ''} would be in each other: each would have the rights of all`
