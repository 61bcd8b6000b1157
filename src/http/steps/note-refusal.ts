import type { OrgId } from '../../model/id.ts'
import { Problem, type ProblemCode } from '../../model/problems.ts'
import { mayBeSupport } from '../../model/support-access.ts'
import type { Exchange } from '../exchange.ts'
import type { Rooms } from '../rooms.ts'

/**
 * An attempt at what the caller may not do leaves a line in the trail of their own organisation. A probe of another organisation does
 * not: its names mean nothing there. A read of something that is not there, or not theirs to see, is no attempt: pages follow old links.
 */
export const noteRefusal = ({ audit }: Pick<Rooms, 'audit'>, exchange: Exchange, error: unknown): void => {
  if (!(error instanceof Problem) || !exchange.routed) return
  noteSupport(audit, exchange, error)
  const { caller, org, admitted, route } = exchange
  const { code } = error
  // The operator is of no organisation; that they tried to go around a second person is for the organisation to see.
  if (caller.kind === 'operator' && org !== '' && ALONE.has(code)) audit.refused(org, exchange.by, code)
  if (caller.kind !== 'account' || caller.org === '' || isOther(exchange, caller.org)) return
  // After admission `not_found` is no refusal.
  const isHidden = code === 'not_found' && !admitted && route.method !== 'GET'
  if (NOTED.has(code) || isHidden) audit.refused(caller.org, exchange.by, code)
}

/** Whether the request is about another organisation than the caller's. */
const isOther = ({ org }: Exchange, own: OrgId): boolean => org !== '' && org !== own

/** Of support access every try is on record: what it may not see, too, and to ask about others. */
const noteSupport = (audit: Rooms['audit'], exchange: Exchange, { code }: Problem): void => {
  const { caller, route, admitted } = exchange
  if (caller.kind !== 'account' || !mayBeSupport(caller.subject) || isOther(exchange, caller.org)) return
  const isHidden = route.method === 'GET' && code === 'not_found' && !admitted
  if (isHidden || code === 'subject_refused') audit.supportRefused(caller.org, exchange.by, code)
}

/** What one person alone may not do, or not without saying that somebody loses their right. */
const ALONE: ReadonlySet<ProblemCode> = new Set([
  'second_person_needed',
  'review_needed',
  'lockout_unconfirmed',
])

/** What somebody would have come to, or given to others, that they have not themselves, or not without saying so. */
const BEYOND: ReadonlySet<ProblemCode> = new Set(['role_too_strong', 'escalation_unconfirmed'])

/** A taken id is noted because it shows a creator that something hidden exists: many of them look like a search. */
const NOTED: ReadonlySet<ProblemCode> = new Set([
  'forbidden',
  'scope_missing',
  'already_exists',
  ...ALONE,
  ...BEYOND,
])
