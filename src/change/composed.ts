/**
 * Several operations as one change. Each is drafted on what the ones before it leave, rules and records, by the very draft that
 * it has when it is made alone; what is committed is the sum. One that is refused refuses them all, and the rest is still tried,
 * so that everything that is wrong is said at once.
 */
import type { ChangePart } from '../model/change.ts'
import { Problem, problems } from '../model/problems.ts'
import { type Rule, ruleKey } from '../model/rule.ts'
import type { Turns } from '../ports/turns.ts'
import { withAttributes } from './attributes.ts'
import type { Answering, ChangeRequest, Draft, Drafting } from './commit.ts'
import { requireReached } from './gifts.ts'
import type { PendingRecords } from './pending-records.ts'
import type { RulesView } from './rules-view.ts'

/** One of several operations. */
export interface Operation {
  /** As in OpenAPI's operationId. */
  readonly operation: string
  /** What it is about, unless its draft says so. */
  readonly target: string
  /** Asked on the rules before all of them and on those that it meets. @throws Problem when it may not be made */
  readonly guard: (before: RulesView, met: RulesView) => void | Promise<void>
  readonly draft: Drafting<Draft>
}

export interface ComposedParts {
  /** The records that the operations' drafts read. */
  readonly pending: PendingRecords
  readonly turns: Turns
  readonly by: ChangeRequest
}

/** The change that all of the operations make, and what each did of it. @throws Problem of the first that is refused, listing them all */
export const composed = async (
  before: RulesView,
  operations: readonly Operation[],
  { pending, turns, by }: ComposedParts,
): Promise<Answering<readonly ChangePart[]>> => {
  const sum = new Sum()
  const refused: Refused[] = []
  let met = before
  for (const [index, operation] of operations.entries()) {
    if (turns.isOver()) await turns.nextTurn()
    const part = await partOf(operation, by, { before, met }).catch(error => {
      if (!(error instanceof Problem)) throw error
      refused.push({ index, problem: error })
    })
    if (!part) continue
    sum.take(part)
    pending.take(part.records)
    if (part.adds.length + part.removes.length > 0) met = await met.supposing(part)
  }
  if (refused[0]) throw refusal(refused[0], refused)
  return sum.draft
}

type Part = ChangePart & { readonly narrows: boolean }

const partOf = async (
  { operation, target, guard, draft }: Operation,
  by: ChangeRequest,
  { before, met }: { readonly before: RulesView; readonly met: RulesView },
): Promise<Part> => {
  await guard(before, met)
  const {
    adds = [],
    removes = [],
    records = [],
    narrows = false,
    ...drafted
  } = withAttributes(met, await draft(met))
  await requireReached(met, by, { adds, removes, records })
  return { operation, target: drafted.target ?? target, adds, removes, records, narrows }
}

/** A rule that one operation adds and a later one removes never was. One that is removed and added moves to the end. */
class Sum {
  readonly #adds = new Map<string, Rule>()
  readonly #removes = new Map<string, Rule>()
  readonly #parts: Part[] = []

  take(part: Part): void {
    for (const rule of part.removes) {
      const key = ruleKey(rule)
      if (!this.#adds.delete(key)) this.#removes.set(key, rule)
    }
    for (const rule of part.adds) this.#adds.set(ruleKey(rule), rule)
    this.#parts.push(part)
  }

  get draft(): Answering<readonly ChangePart[]> {
    const parts = this.#parts.filter(
      ({ adds, removes, records }) => adds.length + removes.length + records.length > 0,
    )
    return {
      adds: [...this.#adds.values()],
      removes: [...this.#removes.values()],
      records: this.#parts.flatMap(({ records }) => records),
      narrows: this.#parts.some(({ narrows }) => narrows),
      parts,
      answer: this.#parts,
    }
  }
}

interface Refused {
  readonly index: number
  readonly problem: Problem
}

const messageOf = ({ code, detail }: Problem): string => `${code}: ${detail ?? problems[code].title}`

/** The most refusals that are listed. */
const LISTED = 100

const refusal = ({ index, problem }: Refused, all: readonly Refused[]): Problem =>
  new Problem(
    problem.code,
    `operation ${index}${all.length > 1 ? ` and ${all.length - 1} more` : ''} cannot be made; nothing was changed`,
    {
      errors: all.slice(0, LISTED).map(each => ({
        path: `operations/${each.index}`,
        message: messageOf(each.problem),
      })),
    },
  )
