import { tableOf } from '../admin/print.ts'
import { askService, URL_FLAG } from '../ask-service.ts'
import { UsageError, type Verb } from '../verb.ts'
import { wishOf } from './policy-plan.ts'
import { about, JSON_FLAG, ORG_FLAG } from './question.ts'

const UNITS: Readonly<Record<string, number>> = { m: 60_000, h: 3_600_000, d: 86_400_000 }

/** `7d` ago, or a time as it is. @throws UsageError */
const momentOf = (text: string): string => {
  const [, many, unit = ''] = /^(\d{1,4})([mhd])$/.exec(text) ?? []
  if (many !== undefined) return new Date(Date.now() - Number(many) * (UNITS[unit] ?? 0)).toISOString()
  if (Number.isNaN(Date.parse(text)))
    throw new UsageError(`--since takes 7d, 12h, 30m or a time, not "${text}".`)
  return text
}

interface Reply {
  readonly decisions: number
  readonly questions: number
  readonly masked: number
  readonly gains: number
  readonly loses: number
  readonly more: number
  readonly items: readonly (Readonly<Record<string, unknown>> & { readonly allowed: boolean })[]
}

export const policyReplayVerb: Verb = {
  name: 'policy replay',
  about:
    'Put the questions that were really asked to a draft, and say which answers it changes. WHAT is a file of rules, revision:N or set:NAME. Exit code 0: none; 1: some.',
  example: 'kasbah policy replay acme.csv --since 7d',
  takes: ['WHAT'],
  flags: {
    since: { about: 'From when on: 7d, 12h, or a time; a week when absent', value: 'TIME' },
    ...ORG_FLAG,
    ...URL_FLAG,
    ...JSON_FLAG,
  },
  configured: true,
  run: async call => {
    const [what = ''] = call.args
    const { org } = await about(call, 'policy replay')
    const body = { draft: await wishOf(what), since: momentOf(String(call.flags.since ?? '7d')) }
    const reply = (await askService(call, `/v1/orgs/${org}/policy/replay`, body)) as unknown as Reply
    if (call.flags.json === undefined) console.log(linesOf(reply).join('\n'))
    else console.log(JSON.stringify(reply))
    return reply.items.length === 0 ? 0 : 1
  },
}

const COLUMNS = ['draft', 'times', 'subject', 'action', 'resource', 'last_at']

const linesOf = ({ items, ...counts }: Reply): readonly string[] => [
  ...(items.length === 0
    ? []
    : tableOf(
        COLUMNS,
        items.map(item => ({ ...item, draft: item.allowed ? 'allows' : 'denies' })),
        true,
      )),
  `${counts.decisions} decisions, ${counts.questions} different questions: the draft allows ${counts.gains} more and denies ${counts.loses} more`,
  ...(counts.more === 0 ? [] : [`${counts.more} of them are not shown`]),
  ...(counts.masked === 0
    ? []
    : [`${counts.masked} decisions are about masked people and were not asked again`]),
]
