/** Questions about the past: who may ask them, and the rules that they are answered from. */
import { z } from 'zod'
import type { Snapshot } from '../engine/snapshot.ts'
import type { Caller } from '../model/caller.ts'
import { ORG } from '../model/id.ts'
import { Problem, type ProblemCode } from '../model/problems.ts'
import { ADMIN, DECIDE, type ProcessRole } from '../model/process-role.ts'
import { Moment } from './admin/moments.ts'
import type { Rooms } from './rooms.ts'
import { allowed } from './steps/authorise.ts'

/** A moment in the past. */
export const AsOf = z
  .union([z.number().int().min(1), Moment])
  .describe('A revision, or a time: the answer is what it was then. For callers who may `askAboutThePast`')

export type AsOf = z.output<typeof AsOf>

export const PAST_REFUSALS = [
  'unknown_revision',
  'before_beginning',
  'past_pruned',
] as const satisfies readonly ProblemCode[]

/** The newest rules cannot be asked for as well. */
export const onePointInTime = (body: { as_of?: unknown; consistency?: unknown }): boolean =>
  body.as_of === undefined || body.consistency === undefined
export const TWO_TIMES = 'one of `as_of` and `consistency`'

/**
 * Questions about the past come by the paths of decisions, and are none: the rules of an organisation as it was are read for them. So a process
 * that only decides does not answer them, and one that does everything else answers them alone.
 */
export const isForOther = (role: ProcessRole, asOf: AsOf | undefined): boolean =>
  role === (asOf === undefined ? ADMIN : DECIDE)

/** Who may ask about the past is decided on the newest rules. @throws Problem forbidden */
const requireMayAskAboutThePast = (now: Snapshot, caller: Caller): void => {
  if (!allowed(now, caller, ORG, 'askAboutThePast'))
    throw new Problem('forbidden', 'questions about the past need the right to `askAboutThePast`')
}

/** The organisation as it was. @throws Problem forbidden, unknown_revision; PastPruned */
export const asItWas = async (
  { history }: Pick<Rooms, 'history'>,
  { now, caller, asOf }: { readonly now: Snapshot; readonly caller: Caller; readonly asOf: AsOf },
): Promise<Snapshot> => {
  requireMayAskAboutThePast(now, caller)
  return history.snapshot(now.organisation.id, { as_of: asOf })
}
