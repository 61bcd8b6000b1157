import { z } from 'zod'
import type { AuditEvent } from '../../model/audit.ts'
import { decodeRef, encodeRef, ORG, type OrgId } from '../../model/id.ts'
import type { AuditFilter } from '../../ports/audit-store.ts'
import { read } from '../builders.ts'
import type { Rooms } from '../rooms.ts'
import { Raw } from '../steps/send.ts'
import { streamed } from '../steps/streamed.ts'
import { InOrg, listOf, Moment, PageQuery, paged, pageOf } from './forms.ts'

const EventReply = z.object({
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
})

const printed = ({ org: _, actor, operation, target, ...rest }: AuditEvent) => ({
  ...rest,
  actor: shown(actor),
  action: operation,
  resource: shown(target),
})

/** What was refused may have named anything: a trail that cannot be printed would hide the rest. */
const shown = (name: string): string => {
  try {
    return decodeRef(name)
  } catch {
    return name
  }
}

const text = z.string().min(1).max(1_024).optional()

const readAudit = read({
  operation: 'readAudit',
  path: '/v1/orgs/:org/audit',
  tag: 'Audit',
  summary: 'The trail, newest first; with `Accept: application/x-ndjson` all of it as lines',
  params: InOrg,
  query: PageQuery.extend({
    actor: text,
    action: text.describe('An operation, such as `setGrant`'),
    resource: text,
    since: Moment.optional(),
    until: Moment.optional(),
  }),
  reply: listOf(EventReply),
  may: () => ({ on: ORG }),
  async handle(rooms, { org, query, header }) {
    const filter = filterOf(query)
    if (/\bapplication\/x-ndjson\b/.test(header('accept') ?? '')) {
      return new Raw('application/x-ndjson', await streamed(lines(rooms, org, filter)))
    }
    return paged(await rooms.audit.query(org, filter, pageOf(query)), printed)
  },
})

const filterOf = (query: {
  actor?: string | undefined
  action?: string | undefined
  resource?: string | undefined
  since?: Date | undefined
  until?: Date | undefined
}): AuditFilter => ({
  ...(query.actor === undefined ? {} : { actor: encodeRef(query.actor) }),
  ...(query.action === undefined ? {} : { operation: query.action }),
  ...(query.resource === undefined ? {} : { target: encodeRef(query.resource) }),
  ...(query.since === undefined ? {} : { since: query.since }),
  ...(query.until === undefined ? {} : { until: query.until }),
})

async function* lines(rooms: Rooms, org: OrgId, filter: AuditFilter): AsyncGenerator<string> {
  let after: string | undefined
  do {
    const page = await rooms.audit.query(org, filter, {
      limit: 1_000,
      ...(after === undefined ? {} : { after }),
    })
    for (const event of page.items) yield `${JSON.stringify(printed(event))}\n`
    after = page.next
  } while (after !== undefined)
}

export const auditRoutes = [readAudit]
