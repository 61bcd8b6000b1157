import { z } from 'zod'
import type { Said } from '../../engine/search.ts'
import type { Snapshot } from '../../engine/snapshot.ts'
import type { Caller } from '../../model/caller.ts'
import { ConsistencyMode } from '../../model/consistency.ts'
import { decodeRef, OrgRef, type Resource, type Subject, SubjectRef } from '../../model/id.ts'
import { didYouMean } from '../../model/nearest.ts'
import { Problem, type ProblemCode } from '../../model/problems.ts'
import { AsOf, PAST_REFUSALS } from '../as-of.ts'
import { DecidedAt } from '../check/question.ts'
import { SAID } from '../check/said.ts'
import { refuseUnknown } from '../check/unknown.ts'
import { Asker } from '../check/who-may-ask.ts'
import { actingAs } from '../steps/authorise.ts'
import { type Found, MAX_PAGE } from './searched.ts'

/** What any search may be refused for. */
export const REFUSALS = [
  'subject_refused',
  'unknown_resource_type',
  'too_much_work',
  'foreign_token',
  'not_yet_consistent',
  ...PAST_REFUSALS,
] as const satisfies readonly ProblemCode[]

/** What every search names. */
export const ASKED = {
  org: OrgRef.describe('The organisation asked about'),
  consistency: ConsistencyMode.optional().describe('Of the first page; later pages are of the same revision'),
  as_of: AsOf.optional(),
  ...SAID,
}

export const ABOUT = SubjectRef.optional().describe('The subject asked about; the caller when absent')
export const ACTION = z.string().min(1).max(256).describe('An action of the policy set')

/** What every search that comes in pages names. */
export const PAGED = {
  limit: z
    .number()
    .int()
    .min(1)
    .max(MAX_PAGE)
    .optional()
    .describe('Items of a page, 100 when absent; the same on every page, or only on the first'),
  page_token: z.string().min(1).max(2_048).optional().describe('`next_token` of the page before'),
}

/** What a question says of its parts, for the engine and for the cursor that is bound to it. */
export const statedBy = ({
  context,
  properties,
}: {
  readonly [name in keyof Said]: Said[name] | undefined
}): Said => ({
  ...(context === undefined ? {} : { context }),
  ...(properties === undefined ? {} : { properties }),
})

export const FoundReply = DecidedAt.extend({
  items: z.array(z.string()),
  next_token: z.string().optional().describe('Absent at the end'),
})

export const printedPage = ({ revision, token, items, next }: Found<string>) => ({
  revision,
  token,
  items: items.map(decodeRef),
  ...(next === undefined ? {} : { next_token: next }),
})

/** The subject that is asked about; where the caller is the operator and says none, the role that they act in. */
export const subjectOf = (caller: Caller, subject: Subject | undefined, snapshot: Snapshot): Subject =>
  subject ?? actingAs(caller, snapshot)

/** The same without a snapshot, for what a cursor is bound to. */
export const namedBy = (caller: Caller, subject: Subject | undefined): string =>
  subject ?? (caller.kind === 'operator' ? 'operator' : caller.subject)

/** @throws Problem subject_refused */
export const requireMayAsk = (now: Snapshot, caller: Caller, subject: Subject | undefined): void => {
  if (subject !== undefined && !new Asker(now, caller).mayAskAbout(subject))
    throw new Problem('subject_refused')
}

/** Who may do something is said to those who may ask about anyone. @throws Problem subject_refused */
export const requireInsider = (now: Snapshot, caller: Caller): void => {
  if (!new Asker(now, caller).isInsider) throw new Problem('subject_refused')
}

/** @throws Problem unknown_action, unknown_resource_type; too_much_work for a subject in more groups than one may be in */
export const requireAnswerable = (
  snapshot: Snapshot,
  asked: { readonly subject: Subject; readonly action: string; readonly resource: Resource },
): void => refuseUnknown(snapshot, asked, snapshot.answer(asked).reason)

/** @throws Problem unknown_resource_type */
export const requireType = ({ catalogue }: Snapshot, type: string): void => {
  const known = Object.keys(catalogue.types)
  if (!known.includes(type))
    throw new Problem('unknown_resource_type', `no type ${type}.${didYouMean(type, known)}`)
}
