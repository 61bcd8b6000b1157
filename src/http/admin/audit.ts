import { z } from 'zod'
import type { AuditEvent, Effect } from '../../model/audit.ts'
import { encodeRef, ORG } from '../../model/id.ts'
import { PageQuery } from '../../model/page.ts'
import type { AuditFilter } from '../../ports/audit-store.ts'
import { read } from '../builders.ts'
import { asFile, paidPages, wants } from './as-file.ts'
import { InOrg } from './ids.ts'
import { Moment } from './moments.ts'
import { listOf, paged, pageOf } from './paging.ts'
import { shownName } from './shown-name.ts'

export const EffectReply = z
  .object({
    what: z
      .string()
      .describe(
        '`role`, `group`, `access`, `resource`, `rule`, `own_role` (a role of the organisation and what it is based on), or a record such as `api_key`',
      ),
    subject: z.string().optional().describe('The person, account or group that it was done to'),
    resource: z.string().optional(),
    id: z.string().optional().describe('The id of the record'),
    from: z
      .string()
      .optional()
      .describe('The role, group, level or collection before; absent where there was none'),
    to: z.string().optional().describe('The same after; absent where there is none'),
  })
  .meta({ id: 'AuditEffect' })

export const LinkReply = z
  .object({
    n: z.number().int().describe('The number of the line, from 1 without gaps'),
    hash: z.string().describe('SHA-256 of the line and of the hash before it'),
  })
  .meta({ id: 'AuditLink' })

/** Of the table. */
const COLUMNS = [
  'at',
  'outcome',
  'actor',
  'action',
  'resource',
  'reason',
  'code',
  'revision',
  'adds',
  'removes',
  'effects',
  'more_effects',
  'credential',
  'address',
  'request_id',
  'id',
  'chain_n',
  'chain_hash',
]

const EventReply = z
  .object({
    id: z.string(),
    at: z.iso.datetime(),
    outcome: z.enum(['done', 'refused']),
    actor: z.string(),
    action: z.string(),
    resource: z.string(),
    reason: z.string().optional(),
    request_id: z.string().optional(),
    revision: z.number().int().optional(),
    code: z.string().optional(),
    adds: z.number().int().optional(),
    removes: z.number().int().optional(),
    credential: z.string().optional().describe('The id of the API key or token that it was done with'),
    address: z.string().optional().describe('Where the request came from'),
    effects: z
      .array(EffectReply)
      .optional()
      .describe('What was done, to which subject and resource; absent in lines of versions before 0.2'),
    more_effects: z.number().int().optional().describe('How many effects the line leaves out'),
    chain: LinkReply.optional().describe(
      'Where it stands in the chain; absent in lines of versions before 0.2',
    ),
  })
  .meta({ id: 'AuditLine' })

export const printedEffect = ({ subject, resource, from, to, ...rest }: Effect) => ({
  ...rest,
  ...(subject === undefined ? {} : { subject: shownName(subject) }),
  ...(resource === undefined ? {} : { resource: shownName(resource) }),
  ...(from === undefined ? {} : { from: shownName(from) }),
  ...(to === undefined ? {} : { to: shownName(to) }),
})

const printedAuditLine = ({
  org: _,
  subjects: _s,
  about: _a,
  actor,
  operation,
  target,
  effects,
  ...rest
}: AuditEvent) => ({
  ...rest,
  ...(effects === undefined ? {} : { effects: effects.map(printedEffect) }),
  actor: shownName(actor),
  action: operation,
  resource: shownName(target),
})

const printedRow = (event: AuditEvent) => ({
  ...printedAuditLine(event),
  chain_n: event.chain?.n,
  chain_hash: event.chain?.hash,
})

/** Who or what a line may name: without its type it would be nobody. */
const Named = z
  .string()
  .max(1_024)
  .regex(
    /^(?:operator|anonymous|[a-z][a-z0-9_-]*:.+)$/s,
    'is `operator`, `anonymous`, or a type and an id, such as user:ada',
  )
  .optional()

const text = z.string().min(1).max(1_024).optional()

const readAudit = read({
  operation: 'readAudit',
  path: '/v1/orgs/:org/audit',
  tag: 'Audit',
  summary: 'Read the audit trail',
  description:
    'The newest line comes first. With `Accept: application/x-ndjson` all of it is sent as lines, with `Accept: text/csv` as a table.',
  params: InOrg,
  query: PageQuery.extend({
    actor: Named,
    action: text.describe('An operation, such as `setGrant`'),
    outcome: z.enum(['done', 'refused']).optional().describe('What was done, or what was refused'),
    resource: text,
    subject: Named.describe(
      'Every line that touches this person, account or group: what they did, and what was done to them',
    ),
    since: Moment.optional(),
    until: Moment.optional(),
  }),
  reply: listOf(EventReply),
  may: () => ({ on: ORG }),
  async handle(rooms, input) {
    const { org, query } = input
    const filter = filterOf(query)
    const pages = paidPages(input, page => rooms.audit.query(org, filter, page))
    const print = wants(input, 'text/csv') ? printedRow : printedAuditLine
    const file = await asFile(input, { pages, print, columns: COLUMNS })
    return file ?? paged(await rooms.audit.query(org, filter, pageOf(query)), printedAuditLine)
  },
})

const filterOf = (query: {
  actor?: string | undefined
  action?: string | undefined
  outcome?: AuditEvent['outcome'] | undefined
  resource?: string | undefined
  subject?: string | undefined
  since?: Date | undefined
  until?: Date | undefined
}): AuditFilter => ({
  ...(query.actor === undefined ? {} : { actor: encodeRef(query.actor) }),
  ...(query.action === undefined ? {} : { operation: query.action }),
  ...(query.outcome === undefined ? {} : { outcome: query.outcome }),
  ...(query.resource === undefined ? {} : { target: encodeRef(query.resource) }),
  ...(query.subject === undefined ? {} : { subject: encodeRef(query.subject) }),
  ...(query.since === undefined ? {} : { since: query.since }),
  ...(query.until === undefined ? {} : { until: query.until }),
})

export const auditRoutes = [readAudit]
