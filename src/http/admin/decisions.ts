import { z } from 'zod'
import type { DecisionFilter } from '../../audit/decision-filter.ts'
import type { Decision } from '../../model/decision.ts'
import { AccountRef, ORG, ResourceRef, typeOf } from '../../model/id.ts'
import { PageQuery } from '../../model/page.ts'
import { Problem } from '../../model/problems.ts'
import type { Rule } from '../../model/rule.ts'
import { readRules } from '../../policy/rules-text.ts'
import { read } from '../builders.ts'
import { asFile, paidPages } from './as-file.ts'
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
    reason: z.string().optional().describe('Why it was denied'),
    rule: z
      .array(z.string())
      .optional()
      .describe('The rule that decided; absent where none matched. Where several did, one of them'),
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
  rule: z
    .string()
    .min(1)
    .max(8_192)
    .optional()
    .describe('The rule that decided, as a line of policy text: `p, role:guest, *, datasets, clone, deny`'),
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
    const { decisions, pseudonym } = rooms.kept
    const filter = filterOf(query, subject => pseudonym(org, subject))
    const pages = paidPages(input, page => decisions.query(org, filter, page))
    const file = await asFile(input, { pages, print: printed, columns: COLUMNS })
    return file ?? paged(await decisions.query(org, filter, pageOf(query)), printed)
  },
})

/** @throws Problem malformed for a text that is not one rule */
const ruleIn = (text: string): Rule => {
  const [first, ...more] = readRules(text, 'rule')
  if (first?.rule[0] === 'p' && more.length === 0) return first.rule
  throw new Problem('malformed', 'a decision is made by one rule', {
    errors: [{ path: 'rule', message: 'is one line that begins with p' }],
  })
}

/** The rule, and as it is recorded where people are masked. */
const namesOf = (rule: Rule, pseudonym: (subject: string) => string): readonly Rule[] => {
  const masked = rule.map(field => (['user', 'service'].includes(typeOf(field)) ? pseudonym(field) : field))
  return [rule, masked as unknown as Rule]
}

const filterOf = (
  { subject, resource, action, rule, allowed, since, until }: z.output<typeof Query>,
  pseudonym: (subject: string) => string,
): DecisionFilter => ({
  ...(subject === undefined ? {} : { subjects: [subject, pseudonym(subject)] }),
  ...(resource === undefined ? {} : { resource }),
  ...(action === undefined ? {} : { action }),
  ...(rule === undefined ? {} : { rules: namesOf(ruleIn(rule), pseudonym) }),
  ...(allowed === undefined ? {} : { allowed: allowed === 'true' }),
  ...(since === undefined ? {} : { since }),
  ...(until === undefined ? {} : { until }),
})

export const decisionRoutes = [readDecisions]
