import { z } from 'zod'
import type { Decision } from '../../model/decision.ts'
import { AccountRef, ORG, ResourceRef } from '../../model/id.ts'
import { PageQuery } from '../../model/page.ts'
import type { DecisionFilter } from '../../ports/decision-store.ts'
import { read } from '../builders.ts'
import { asFile, pagesOf } from './as-file.ts'
import { InOrg } from './ids.ts'
import { Moment } from './moments.ts'
import { listOf, paged, pageOf } from './paging.ts'
import { shownName } from './shown-name.ts'

const DecisionReply = z
  .object({
    at: z.iso.datetime(),
    subject: z.string().describe('`masked:...` where the organisation masks people'),
    action: z.string(),
    resource: z.string(),
    allowed: z.boolean(),
    reason: z.string().optional().describe('Why it was denied, where that was worked out'),
    rule: z
      .array(z.string())
      .optional()
      .describe('The rule that decided; absent where none matched, and for items of a batch'),
    sample: z
      .number()
      .optional()
      .describe('The part of allowed decisions that was recorded then; absent where it was all'),
    revision: z.number().int().describe('What it was decided on: explain it as of this revision'),
    asked_by: z.string(),
    request_id: z.string(),
  })
  .meta({ id: 'RecordedDecision' })

/** Of the table. */
const COLUMNS = [
  'at',
  'subject',
  'action',
  'resource',
  'allowed',
  'reason',
  'rule',
  'sample',
  'revision',
  'asked_by',
  'request_id',
]

const printed = ({ org: _org, subject, resource, asked_by, ...rest }: Decision) => ({
  ...rest,
  subject: shownName(subject),
  resource: shownName(resource),
  asked_by: shownName(asked_by),
})

const Query = PageQuery.extend({
  subject: AccountRef.optional().describe(
    'The person or service account that was asked about, by name or, where the organisation masks people, by pseudonym',
  ),
  resource: ResourceRef.optional(),
  action: z.string().min(1).max(1_024).optional().describe('An action of the policy set'),
  allowed: z.enum(['true', 'false']).optional().describe('Whether it was allowed'),
  since: Moment.optional(),
  until: Moment.optional(),
})

const readDecisions = read({
  operation: 'readDecisions',
  path: '/v1/orgs/:org/decisions',
  tag: 'Audit',
  summary: 'Read the decisions that were recorded',
  description:
    'The newest comes first. They are there when the operator has them kept in the store (`KASBAH_DECISION_LOG`). With `Accept: application/x-ndjson` all of them are sent as lines, with `Accept: text/csv` as a table.',
  params: InOrg,
  query: Query,
  reply: listOf(DecisionReply),
  may: () => ({ on: ORG, operation: 'readAudit' }),
  async handle(rooms, input) {
    const { org, query } = input
    const filter = filterOf(query, subject => [subject, rooms.kept.pseudonym(org, subject)])
    const pages = pagesOf(page => rooms.kept.store.query(org, filter, page))
    const file = await asFile(input, { pages, print: printed, columns: COLUMNS })
    return file ?? paged(await rooms.kept.store.query(org, filter, pageOf(query)), printed)
  },
})

const filterOf = (
  { subject, resource, action, allowed, since, until }: z.output<typeof Query>,
  names: (subject: string) => readonly string[],
): DecisionFilter => ({
  ...(subject === undefined ? {} : { subjects: names(subject) }),
  ...(resource === undefined ? {} : { resource }),
  ...(action === undefined ? {} : { action }),
  ...(allowed === undefined ? {} : { allowed: allowed === 'true' }),
  ...(since === undefined ? {} : { since }),
  ...(until === undefined ? {} : { until }),
})

export const decisionRoutes = [readDecisions]
