/**
 * Takes turns on the one thread. Work that grows with an organisation runs in slices: when the time of the turn is used up, the job
 * queues. There is one turn in each pass of the event loop, for as many jobs as it has time for, and requests are read and answered
 * between two of them. What is to be done at the end of a pass goes before the jobs, and what they made ready goes out after them. Those
 * for whom jobs wait are served in a circle, so that the many jobs of one do not hold up the one job of another. The state belongs to the
 * process, because the thread does.
 */
import { AsyncLocalStorage } from 'node:async_hooks'
import type { Turns } from '../ports/turns.ts'
import { Circle } from './circle.ts'
import { isShared } from './sharing.ts'

/**
 * How long all jobs together hold the thread in one pass of the event loop: a check that comes meanwhile waits as long. Where several
 * organisations ask, turns are shorter: with passes of their own for each of them, long work is a tenth slower.
 */
const TURN_MS = { alone: 0.5, beside: 0.1 }

/** The jobs that wait, by the organisation that they are for. */
const waiting = new Circle<() => void>()
const endings: (() => void)[] = []
const beginnings: (() => boolean)[] = []
/** When the turn of this pass began; undefined outside of one. */
let began: number | undefined
let most = TURN_MS.alone
let scheduled = false

/** The jobs of the service itself stand together, as those of one more organisation. */
const OUR_OWN = ''

/** What is known of whoever waits for work. */
interface Waiter {
  /** Whether nobody waits for it any more; absent where the work is to be done all the same. */
  readonly gone?: (() => boolean) | undefined
  /** When it was asked for, as `performance.now` says it; now when absent. */
  readonly since?: number
  /** Whether it is known from the start that the work is long. */
  readonly long?: boolean
}

/** For whom work is done, and the turns that it has waited for. */
interface Behalf extends Waiter {
  readonly org: string
  readonly since: number
  turns: number
}

/**
 * Work of so many turns is long. Of the long work of one organisation the oldest is done first, while what is short still passes: side
 * by side all of it would be half done, and what it holds meanwhile makes every collection of garbage slow, for everybody.
 */
const LONG_TURNS = 16
const whose = new AsyncLocalStorage<Behalf>()

/**
 * Does work whose turns count as those of an organisation. It costs more than a check may: for work that takes turns.
 */
export const onBehalfOf = <T>(org: string, work: () => T, { gone, since, long }: Waiter = {}): T =>
  whose.run({ org, gone, since: since ?? performance.now(), turns: long ? LONG_TURNS : 0 }, work)

/** Nobody waits for the work any more. */
export class Unwanted extends Error {
  override readonly name = 'Unwanted'
}

const schedule = (): void => {
  if (scheduled) return
  scheduled = true
  setImmediate(turn)
}

const turn = (): void => {
  scheduled = false
  runAll(endings)
  began = performance.now()
  most = isShared(began) ? TURN_MS.beside : TURN_MS.alone
  const begun = runAll(beginnings)
  if (begun.includes(true) || waiting.size > 0) goOn()
  else began = undefined
}

const NOTHING: readonly never[] = []
const runAll = <T>(those: (() => T)[]): readonly T[] =>
  those.length === 0 ? NOTHING : those.splice(0).map(run => run())

/** Lets the next job go on, and another one when that has done what it can do now. */
const goOn = (): void => {
  waiting.next()?.()
  queueMicrotask(whenDone)
}

// Node looks at this queue when no promise has anything left to do.
const whenDone = (): void => process.nextTick(another)
const another = (): void => {
  if (waiting.size > 0 && !isOver()) goOn()
  else close()
}

const close = (): void => {
  began = undefined
  runAll(endings)
  if (waiting.size > 0) schedule()
}

/** Whether the job has to wait for the next turn: the time of this one is used up, or it is none of its jobs. */
export const isOver = (): boolean => began === undefined || performance.now() - began >= most

/** Waits in line for the next turn. */
export const nextTurn = (org?: string): Promise<void> =>
  new Promise(resolve => {
    const behalf = whose.getStore()
    waiting.add(org ?? behalf?.org ?? OUR_OWN, resolve, behalf && longSince(behalf))
    schedule()
  })

const longSince = (behalf: Behalf): number | undefined => {
  behalf.turns += 1
  return behalf.turns > LONG_TURNS ? behalf.since : undefined
}

/** The same in work that is done for one caller and changes nothing. @throws Unwanted when that one has left */
export const nextTurnIfWanted = async (): Promise<void> => {
  await nextTurn()
  if (whose.getStore()?.gone?.()) throw new Unwanted('whoever asked has left')
}

/** For reads that take long, made for whoever asked: they end when that one has left. */
export const whileWanted: Turns = { isOver, nextTurn: nextTurnIfWanted }

/** Runs `end` once everything that has arrived in this pass was looked at, or what was let on in its turn. */
export const whenTurnEnds = (end: () => void): void => {
  endings.push(end)
  schedule()
}

/** Runs `begin` after that, before the long work. It answers whether it let something on, which counts as part of the turn. */
export const whenTurnBegins = (begin: () => boolean): void => {
  beginnings.push(begin)
  schedule()
}

/** How many small steps are taken before the clock is read again. */
const STEPS = 512

/** Calls `each` for 0 to `count - 1`, in turns. */
export const inTurns = async (count: number, each: (index: number) => void): Promise<void> => {
  for (let from = 0; from < count; from += STEPS) {
    const to = Math.min(count, from + STEPS)
    for (let index = from; index < to; index++) each(index)
    if (isOver()) await nextTurn()
  }
}

/** How many items, of which each may take a good part of a millisecond, are worked on between two looks at the clock. */
const ITEMS = 8

/** What `each` makes of every item, in their order and in turns. */
export const eachInTurns = async <From, To>(
  items: readonly From[],
  each: (item: From) => To,
): Promise<To[]> => {
  const made: To[] = []
  for (const [at, item] of items.entries()) {
    if (at % ITEMS === ITEMS - 1 && isOver()) await nextTurn()
    made.push(each(item))
  }
  return made
}
