import { z } from 'zod'
import { USAGE_BY, type Usage, type UsageBy, type UsageRow } from '../../audit/usage.ts'
import type { Snapshot } from '../../engine/snapshot.ts'
import { ORG, type Subject, typeOf } from '../../model/id.ts'
import { read } from '../builders.ts'
import { asFile } from './as-file.ts'
import { InOrg } from './ids.ts'
import { Moment } from './moments.ts'
import { shownName } from './shown-name.ts'

const Row = z
  .object({
    subject: z.string().optional(),
    resource: z.string().optional(),
    action: z.string().optional(),
    asked_by: z.string().optional(),
    times: z.number().int().describe('How often it was asked'),
    denied: z.number().int().describe('How often of these it was denied'),
    first_at: z.iso.datetime(),
    last_at: z.iso.datetime(),
  })
  .meta({ id: 'UsageRow' })

const Seats = z
  .object({
    role: z.string(),
    people: z.number().int(),
    service_accounts: z.number().int(),
    active: z.number().int().describe('How many of them some decision was about in this time'),
  })
  .meta({ id: 'Seats' })

const printed = ({ subject, resource, asked_by, ...rest }: UsageRow) => ({
  ...(subject === undefined ? {} : { subject: shownName(subject) }),
  ...(resource === undefined ? {} : { resource: shownName(resource) }),
  ...(asked_by === undefined ? {} : { asked_by: shownName(asked_by) }),
  ...rest,
})

/** The time of a report that names none. */
const USUAL_MS = 30 * 86_400_000

const COLUMNS = ['times', 'denied', 'first_at', 'last_at']

const reportUsage = read({
  operation: 'reportUsage',
  path: '/v1/orgs/:org/usage',
  tag: 'Audit',
  summary: 'Report who used what, when and how often',
  description:
    'Summed up from the decisions that were recorded, which the operator has kept in the store (`KASBAH_DECISION_LOG`), and the seats by role as they are now. A process makes two such reports at once, and one of an organisation: another is answered `busy`. With `Accept: text/csv` or `application/x-ndjson` every row is sent.',
  params: InOrg,
  query: z.object({
    since: Moment.optional().describe('30 days ago when absent'),
    until: Moment.optional(),
    by: z
      .enum(Object.keys(USAGE_BY) as [UsageBy, ...UsageBy[]])
      .default('subject')
      .describe('What a row is about'),
    limit: z.coerce.number().int().min(1).max(1_000).default(100),
  }),
  reply: z.object({
    decisions: z.number().int().describe('How many were read'),
    masked: z.number().int().describe('Decisions about people by pseudonym: they count for no seat'),
    sampled: z.number().int().describe('Allowed decisions that are a part of those which were made'),
    sample: z.number().describe('The part of allowed decisions that is recorded now; 1 for all'),
    seats: z.array(Seats),
    items: z.array(Row).describe('Those asked most often first'),
    more: z.number().int().describe('How many rows are not shown'),
  }),
  problems: ['too_much_work', 'busy'],
  may: () => [
    { on: ORG, operation: 'readAudit' },
    { on: ORG, operation: 'listMembers' },
  ],
  async handle(rooms, input) {
    const { org, view, query } = input
    const { limit, since = new Date(Date.now() - USUAL_MS), ...wish } = query
    const { rows, subjects, ...counts } = await rooms.usage(org, { since, ...wish })
    const most = [...rows].sort((one, other) => other.times - one.times)
    const pages = inPages(most)
    const file = await asFile(input, { pages, print: printed, columns: [...USAGE_BY[query.by], ...COLUMNS] })
    return (
      file ?? {
        ...counts,
        sample: view.organisation.settings.decision_sample ?? 1,
        seats: seatsOf(view, subjects),
        items: most.slice(0, limit).map(printed),
        more: Math.max(0, most.length - limit),
      }
    )
  },
})

const PAGE = 1_000

async function* inPages(rows: readonly UsageRow[]): AsyncGenerator<readonly UsageRow[]> {
  for (let from = 0; from < rows.length; from += PAGE) yield rows.slice(from, from + PAGE)
}

const seatsOf = (view: Snapshot, subjects: Usage['subjects']) => {
  const active = new Map<string, number>()
  for (const subject of subjects) {
    const role = view.roleOf(subject as Subject)
    if (role !== undefined) active.set(role, (active.get(role) ?? 0) + 1)
  }
  return Object.keys(view.catalogue.roles).map(role => {
    const holders = view.holdersOf(role)
    const people = holders.filter(holder => typeOf(holder) === 'user').length
    return { role, people, service_accounts: holders.length - people, active: active.get(role) ?? 0 }
  })
}

export const usageRoutes = [reportUsage]
