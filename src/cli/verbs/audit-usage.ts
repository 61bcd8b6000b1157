import { counted } from '../../model/counted.ts'
import { tableOf } from '../admin/print.ts'
import { askService, askStream } from '../ask-service.ts'
import { LONG_PATIENCE_MS } from '../service-address.ts'
import { UsageError, type Verb } from '../verb.ts'
import { writtenTo } from '../written-to.ts'
import { momentOf } from './moment.ts'
import { about, QUESTION_FLAGS } from './question.ts'

type Row = Readonly<Record<string, unknown>>

interface Reply {
  readonly decisions: number
  readonly masked: number
  readonly sampled: number
  readonly more: number
  readonly seats: readonly Row[]
  readonly items: readonly Row[]
}

export const auditUsageVerb: Verb = {
  name: 'audit usage',
  about:
    'Report who used what, when and how often, and the seats by role: the decisions that were recorded, summed up.',
  example: 'kasbah audit usage --since 30d --by subject_resource',
  takes: [],
  flags: {
    since: { about: 'From when on: 7d, 12h, or a time; 30 days when absent', value: 'TIME' },
    until: { about: 'Before this time', value: 'TIME' },
    by: { about: 'subject, resource, action, asked_by, subject_resource or subject_action', value: 'WHAT' },
    limit: { about: 'Rows to show, 1,000 at most; 100 when absent', value: 'N' },
    format: { about: 'csv: every row, as a table', value: 'FORM' },
    ...QUESTION_FLAGS,
  },
  configured: true,
  run: async call => {
    const { since, until, by = 'subject', limit, format } = call.flags
    if (format !== undefined && format !== 'csv') throw new UsageError('--format takes csv.')
    const query = new URLSearchParams({
      since: momentOf('--since', String(since ?? '30d')),
      by: String(by),
      ...(until === undefined ? {} : { until: momentOf('--until', String(until)) }),
      ...(limit === undefined ? {} : { limit: String(limit) }),
    })
    const path = `/v1/orgs/${(await about(call, 'audit usage')).org}/usage?${query}`
    if (format === 'csv') {
      await writtenTo(undefined, askStream(call, path, 'text/csv'))
      return 0
    }
    const reply = await askService(call, path, undefined, { patience: LONG_PATIENCE_MS })
    if (call.flags.json === undefined) console.log(linesOf(String(by), reply as unknown as Reply).join('\n'))
    else console.log(JSON.stringify(reply))
    return 0
  },
}

const SEATS = ['role', 'people', 'service_accounts', 'active']
const COUNTS = ['times', 'denied', 'first_at', 'last_at']

const linesOf = (by: string, { seats, items, ...counts }: Reply): readonly string[] => [
  ...tableOf(SEATS, seats, true),
  '',
  ...(items.length === 0 ? [] : tableOf([...namesOf(by), ...COUNTS], items, true)),
  counted(counts.decisions, 'decision'),
  ...(counts.more === 0
    ? []
    : [`${counted(counts.more, 'row is', 'rows are')} not shown: --format csv has all`]),
  ...(counts.masked === 0 ? [] : [`of them, about masked people, who count for no seat: ${counts.masked}`]),
  ...(counts.sampled === 0
    ? []
    : [`of them, a part of what was allowed, which was asked more often: ${counts.sampled}`]),
]

/** A row is about one thing, or about two. */
const namesOf = (by: string): readonly string[] => {
  const [, second] = /^subject_(.+)$/.exec(by) ?? []
  return second === undefined ? [by] : ['subject', second]
}
