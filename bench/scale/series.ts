import type { Snapshot } from '../../src/engine/snapshot.ts'
import { shippedSet, snapshotOf, snapshotsOf } from '../engine.ts'
import { rate } from '../measure.ts'
import { questions, rulesOf } from '../organisations.ts'
import { depth, grantsOfDataset, groupsOfPerson, peopleInGroup, type Shape } from './shapes.ts'

/** The cost of a check while one size grows. */
export interface Series {
  /** As a file name. */
  readonly name: string
  /** What grows. */
  readonly axis: string
  readonly points: readonly Point[]
}

export interface Point {
  readonly at: number
  /** Microseconds of processor time a check: the median of several rounds. */
  readonly us: number
}

const ASKED = 20_000

const cost = (times: number, ask: (i: number) => void): number => {
  const all = () => {
    for (let i = 0; i < times; i += 1) ask(i)
  }
  all()
  return 1e6 / rate(5, times, all)
}

const ofShape = async (shape: Shape): Promise<number> => {
  const snapshot = await snapshotOf(shippedSet(), 0, shape.rules)
  for (const { allowed, ...question } of shape.asked)
    if (snapshot.check(question) !== allowed) throw new Error(`wrong answer to ${JSON.stringify(question)}`)
  return cost(ASKED, i => snapshot.check(shape.asked[i % shape.asked.length] as Shape['asked'][number]))
}

const along = async (
  name: string,
  axis: string,
  sizes: readonly number[],
  measure: (size: number) => Promise<number>,
): Promise<Series> => {
  const points: Point[] = []
  for (const at of sizes) points.push({ at, us: await measure(at) })
  return { name, axis, points }
}

/** Random questions over all of the organisations. */
const overAll = (snapshots: readonly Snapshot[], size?: Parameters<typeof questions>[2]): number => {
  const asked = questions(ASKED, snapshots.length, size)
  return cost(ASKED, i => {
    const question = asked[i]
    if (question) snapshots[question.org]?.check(question)
  })
}

/** An organisation of so many rules, in the proportions of the usual one. */
export const sized = (rules: number) => {
  const part = rules / 14_000
  return {
    datasets: Math.round(1_000 * part),
    people: Math.round(1_000 * part),
    groups: Math.max(5, Math.round(50 * part)),
    grants: Math.round(10_300 * part),
  }
}

const rulesOfOne = async (rules: number): Promise<number> => {
  const size = sized(rules)
  return overAll([await snapshotOf(shippedSet(), 0, rulesOf(0, size))], size)
}

/** Organisations of 1,400 rules: many of them, as small customers are. */
const organisations = async (count: number): Promise<number> => {
  const size = sized(1_400)
  return overAll(await snapshotsOf(shippedSet(), count, size), size)
}

export const allSeries = async (): Promise<Series[]> => [
  await along('rules', 'rules of one organisation', [1_400, 14_000, 140_000, 1_000_000], rulesOfOne),
  await along('organisations', 'organisations of 1,400 rules', [1, 10, 100, 1_000], organisations),
  await along('groups', 'groups of the person', [1, 4, 16, 64, 256, 1_024], size =>
    ofShape(groupsOfPerson(size)),
  ),
  await along('depth', 'groups within groups', [1, 2, 4, 8, 16, 32], size => ofShape(depth(size))),
  await along('grants', 'grants of the dataset', [10, 100, 1_000, 10_000, 100_000], size =>
    ofShape(grantsOfDataset(size)),
  ),
  await along('members', 'people in the group', [10, 100, 1_000, 10_000, 100_000], size =>
    ofShape(peopleInGroup(size)),
  ),
]
