import type { Caller } from '../../model/caller.ts'
import { type Subject, typeOf } from '../../model/id.ts'

/** The name under which what a caller does is written down. */
export const actorOf = (caller: Caller): Subject =>
  caller.kind === 'operator' ? ('operator' as Subject) : caller.subject

/** Whether the caller may act for others: the operator, and a platform's backend with its service account. */
export const actsForOthers = (caller: Caller): boolean =>
  caller.kind === 'operator' || typeOf(caller.subject) === 'service'
