/**
 * Steps of a batch in runs that one command each can carry. Only the order of writes of one document matters in a transaction: a step joins an
 * earlier run when nothing in between touches what it does. A thousand new records, each of which replaces an earlier one, are so two commands.
 */
import { BSON } from 'mongodb'
import type { Step } from './batch.ts'

const { calculateObjectSize } = BSON

/** Room for the largest document of a change, well below the 16 MB of a command. */
const MAX_BYTES = 8_000_000
const MAX_STEPS = 10_000

interface Run {
  readonly first: Step
  readonly steps: Step[]
  /** The documents that it touches; undefined where that is not told by their ids. */
  touched: Set<string> | undefined
  bytes: number
}

export const runsOf = (steps: readonly Step[]): readonly (readonly Step[])[] => {
  const runs = new Map<string, Run[]>()
  for (const step of steps) {
    const { namespace } = step.write
    const earlier = runs.get(namespace) ?? []
    runs.set(namespace, earlier)
    const bytes = calculateObjectSize(step.write)
    const run = runFor(step, earlier, bytes)
    if (run) join(run, step, bytes)
    else earlier.push(runOf(step, bytes))
  }
  return [...runs.values()].flat().map(run => run.steps)
}

/** The run that the step may join. */
const runFor = (step: Step, earlier: readonly Run[], bytes: number): Run | undefined => {
  for (const run of earlier.toReversed()) {
    const hasRoom = run.steps.length < MAX_STEPS && run.bytes + bytes <= MAX_BYTES
    if (alike(run.first, step) && hasRoom) return run
    if (meet(run, step)) return undefined
  }
  return undefined
}

const runOf = (step: Step, bytes: number): Run => {
  const id = idOf(step)
  return { first: step, steps: [step], touched: id === undefined ? undefined : new Set([id]), bytes }
}

const join = (run: Run, step: Step, bytes: number): void => {
  const id = idOf(step)
  run.steps.push(step)
  run.bytes += bytes
  if (id === undefined) run.touched = undefined
  else run.touched?.add(id)
}

const meet = ({ touched }: Run, step: Step): boolean => {
  const id = idOf(step)
  return touched === undefined || id === undefined || touched.has(id)
}

/** The id of the one document that the step is about, where it names that. */
const idOf = ({ write }: Step): string | undefined => {
  const id: unknown = write.name === 'insertOne' ? write.document._id : write.filter._id
  return typeof id === 'string' ? id : undefined
}

/** The server counts what a command matched, so all of its steps promise alike. */
const alike = (a: Step, b: Step): boolean => kindOf(a) === kindOf(b) && a.meets === b.meets

export const kindOf = ({ write: { name } }: Step): 'insertOne' | 'updateOne' | 'deleteMany' => {
  if (name === 'insertOne' || name === 'deleteMany') return name
  return 'updateOne'
}
