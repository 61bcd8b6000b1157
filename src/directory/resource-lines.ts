/**
 * Resources registered, described and deleted by the line: a long list is made in changes of bounded size. A line that cannot be made
 * hinders no other. The list is no transaction: what was answered holds, whatever comes after it.
 */
import type { Answering, ChangeRequest, Committed, Draft } from '../change/commit.ts'
import { promisesEnd } from '../change/promises.ts'
import { deleteResource } from '../change/resources.ts'
import type { RulesView } from '../change/rules-view.ts'
import type { ChangePart } from '../model/change.ts'
import type { OrgId, Resource } from '../model/id.ts'
import { Problem, type ProblemCode } from '../model/problems.ts'
import type { RegisteredResource } from '../model/resource.ts'
import type { DirectoryParts } from './parts.ts'
import { putting, type ResourceChange } from './resources.ts'

/** What one line wants of one resource. */
export type ResourceWish =
  | ({ readonly put: Resource } & ResourceChange)
  | {
      readonly remove: Resource
      /** Asked on the rules that the change is computed from. @throws Problem */
      guard(view: RulesView): void
    }

/** What became of a line. Deleting what is not there is done already. */
export type Outcome = 'created' | 'changed' | 'unchanged' | 'removed' | 'absent' | Problem

/** As many lines are one change, unless they are too much for one. */
export const MAX_WISHES = 250

/** Refusals that some lines of a change are the reason of: they are found by making the others without them. */
const OF_SOME_LINES: ReadonlySet<ProblemCode> = new Set([
  'change_too_large',
  'invalid_attribute',
  'role_too_strong',
])

export interface MadeLines extends Pick<Committed, 'revision' | 'token' | 'propagated'> {
  readonly outcomes: readonly Outcome[]
}

export const wished = (wish: ResourceWish): Resource => ('put' in wish ? wish.put : wish.remove)

export const createResourceLines = ({ store: { records }, commit, now, turns }: DirectoryParts) => {
  const drafted = async (
    view: RulesView,
    wishes: readonly ResourceWish[],
  ): Promise<Answering<readonly Outcome[]>> => {
    const org = view.organisation.id
    const ids = wishes.map(wished)
    const kept = new Map((await records.several('resource', org, ids)).map(each => [each.id, each]))
    const outcomes: Outcome[] = []
    const parts: ChangePart[] = []
    for (const wish of wishes) {
      if (turns.isOver()) await turns.nextTurn()
      const { outcome, part } = partOf(view, wish, { kept: kept.get(wished(wish)), at: now() })
      outcomes.push(outcome)
      if (part) parts.push(part)
    }
    const gone = wishes.filter((_, at) => outcomes[at] === 'removed').map(wished)
    return { ...sumOf(parts, await promisesEnd({ records }, org, new Set(gone))), answer: outcomes }
  }

  /**
   * Makes what each of up to {@link MAX_WISHES} lines wants, of a different resource each, as one change or, where they are too much for
   * one, as several.
   * @throws Problem for what no line is the reason of: then those of the last change were not made
   */
  const make = async (org: OrgId, by: ChangeRequest, wishes: readonly ResourceWish[]): Promise<MadeLines> => {
    try {
      const { revision, token, propagated, answer } = await commit(org, by, view => drafted(view, wishes))
      return { revision, token, propagated, outcomes: answer }
    } catch (error) {
      if (!(error instanceof Problem && OF_SOME_LINES.has(error.code)) || wishes.length === 0) throw error
      if (wishes.length === 1) return { ...(await make(org, by, [])), outcomes: [error] }
      const half = Math.ceil(wishes.length / 2)
      const first = await make(org, by, wishes.slice(0, half))
      const rest = await make(org, by, wishes.slice(half))
      const propagated = first.propagated && rest.propagated
      return { ...rest, propagated, outcomes: [...first.outcomes, ...rest.outcomes] }
    }
  }

  return { make }
}

interface Kept {
  /** Its record, also where it is not registered any more. */
  readonly kept: RegisteredResource | undefined
  readonly at: Date
}

const partOf = (
  view: RulesView,
  wish: ResourceWish,
  { kept, at }: Kept,
): { readonly outcome: Outcome; readonly part?: ChangePart } => {
  try {
    if ('put' in wish) return put(view, wish, { kept, at })
    wish.guard(view)
    if (!view.isRegistered(wish.remove)) return { outcome: 'absent' }
    const part = operation('deleteResource', wish.remove, deleteResource(view, wish.remove, []))
    return { outcome: 'removed', part }
  } catch (error) {
    if (error instanceof Problem) return { outcome: error }
    throw error
  }
}

const put = (
  view: RulesView,
  { put: id, ...change }: Extract<ResourceWish, { put: Resource }>,
  { kept, at }: Kept,
) => {
  const isThere = view.isRegistered(id)
  const draft = putting(view, isThere ? kept : undefined, { ...change, id, at })
  if (isThere && kept && draft.records === undefined) return { outcome: 'unchanged' as const }
  // Where no record was left behind, nothing has to be replaced: that is half the work of a store.
  const records = kept ? (draft.records ?? []) : [{ put: 'resource' as const, value: draft.answer }]
  const outcome = isThere ? ('changed' as const) : ('created' as const)
  return { outcome, part: operation('putResource', id, { ...draft, records }) }
}

const operation = (
  name: string,
  target: Resource,
  { adds = [], removes = [], records = [] }: Draft,
): ChangePart => ({ operation: name, target, adds, removes, records })

const sumOf = (parts: readonly ChangePart[], promises: ChangePart['records']): Draft => ({
  adds: parts.flatMap(({ adds }) => adds),
  removes: parts.flatMap(({ removes }) => removes),
  records: [...parts.flatMap(({ records }) => records), ...promises],
  parts,
})
