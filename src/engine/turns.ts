/**
 * Takes turns on the one thread. Work that grows with an organisation runs in slices: when a slice has used its time, the job
 * queues. One job continues per turn of the event loop, and requests are read in between. What is to be done at the end of a turn
 * goes before the job. Those for whom jobs wait are served in a circle, so that the many jobs of one do not hold up the one job of
 * another. The state belongs to the process, because the thread does.
 */
import { AsyncLocalStorage } from 'node:async_hooks'

/** How long all sliced jobs together hold the thread in one turn of the event loop: a check that comes meanwhile waits as long. */
const TURN_MS = 2

/** The jobs that wait, by whom they are for. Who was served goes to the end. */
const waiting = new Map<string, (() => void)[]>()
const endings: (() => void)[] = []
/** When sliced work began in this turn; undefined before it did. */
let began: number | undefined
let scheduled = false

/** The jobs of the service itself stand together, as those of one more organisation. */
const OUR_OWN = ''
const whose = new AsyncLocalStorage<string>()

/** Does work whose turns count as those of an organisation. It costs more than a check may: for work that takes turns. */
export const onBehalfOf = <T>(org: string, work: () => T): T => whose.run(org, work)

const schedule = (): void => {
  if (scheduled) return
  scheduled = true
  setImmediate(turn)
}

const nextJob = (): (() => void) | undefined => {
  for (const [org, jobs] of waiting) {
    const job = jobs.shift()
    waiting.delete(org)
    if (jobs.length > 0) waiting.set(org, jobs)
    return job
  }
  return undefined
}

const turn = (): void => {
  scheduled = false
  began = undefined
  for (const end of endings.splice(0)) end()
  const next = nextJob()
  if (!next) return
  began = performance.now()
  schedule()
  next()
}

/** Whether the time of this turn is used up. */
export const isOver = (): boolean => {
  const now = performance.now()
  if (began === undefined) {
    began = now
    schedule()
  }
  return now - began >= TURN_MS
}

/** Waits in line for the next turn. */
export const nextTurn = (org = whose.getStore() ?? OUR_OWN): Promise<void> =>
  new Promise(resolve => {
    const jobs = waiting.get(org)
    if (jobs) jobs.push(resolve)
    else waiting.set(org, [resolve])
    schedule()
  })

/** Runs `end` once everything that has arrived in this turn was looked at. */
export const whenTurnEnds = (end: () => void): void => {
  endings.push(end)
  schedule()
}

/** How many small steps are taken before the clock is read again. */
const STEPS = 16_384

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
