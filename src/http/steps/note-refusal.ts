import { Problem, type ProblemCode } from '../../model/problems.ts'
import { mayBeSupport } from '../../model/support-access.ts'
import type { Exchange } from '../exchange.ts'
import type { Rooms } from '../rooms.ts'

/**
 * An attempt to change what the caller may not change leaves a line in the trail of their own organisation. A probe of another
 * organisation does not: its names mean nothing there.
 */
export const noteRefusal = ({ audit }: Pick<Rooms, 'audit'>, exchange: Exchange, error: unknown): void => {
  if (!(error instanceof Problem) || !exchange.routed) return
  noteSupport(audit, exchange, error)
  if (exchange.route.method === 'GET') return
  const { caller, org, admitted } = exchange
  // The operator is of no organisation; that they tried to go around a second person is for the organisation to see.
  if (caller.kind === 'operator' && org !== '' && ALONE.has(error.code))
    audit.refused(org, exchange.by, error.code)
  if (caller.kind !== 'account' || caller.org === '' || (org !== '' && org !== caller.org)) return
  const { code } = error
  // After admission `not_found` is no refusal.
  if (NOTED.has(code) || (code === 'not_found' && !admitted)) audit.refused(caller.org, exchange.by, code)
}

/** Of support access every try is on record: those to read, too, and to ask about others. */
const noteSupport = (audit: Rooms['audit'], exchange: Exchange, { code }: Problem): void => {
  const { caller, org, route, admitted } = exchange
  if (caller.kind !== 'account' || !mayBeSupport(caller.subject) || (org !== '' && org !== caller.org)) return
  const isRead = route.method === 'GET' && (NOTED.has(code) || (code === 'not_found' && !admitted))
  if (isRead || code === 'subject_refused') audit.supportRefused(caller.org, exchange.by, code)
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
