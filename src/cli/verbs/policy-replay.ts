import { counted } from '../../model/counted.ts'
import { tableOf } from '../admin/print.ts'
import { askService } from '../ask-service.ts'
import { LONG_PATIENCE_MS } from '../service-address.ts'
import type { Verb } from '../verb.ts'
import { momentOf } from './moment.ts'
import { about, QUESTION_FLAGS } from './question.ts'
import { askedAbout, wishOf } from './wish.ts'

/** An answer of a replay. */
export interface Replayed {
  readonly decisions: number
  readonly questions: number
  readonly masked: number
  readonly sampled: number
  readonly sample: number
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
    ...QUESTION_FLAGS,
  },
  configured: true,
  run: async call => {
    const [what = ''] = call.args
    const { org } = await about(call, 'policy replay')
    const body = { draft: await wishOf(what), since: momentOf('--since', String(call.flags.since ?? '7d')) }
    const patience = LONG_PATIENCE_MS
    const reply = (await askedAbout(what, () =>
      askService(call, `/v1/orgs/${org}/policy/replay`, body, { patience }),
    )) as unknown as Replayed
    if (call.flags.json === undefined) console.log(replayLines(reply).join('\n'))
    else console.log(JSON.stringify(reply))
    return reply.items.length === 0 ? 0 : 1
  },
}

const COLUMNS = ['draft', 'times', 'subject', 'action', 'resource', 'last_at']

export const replayLines = ({ items, ...counts }: Replayed): readonly string[] => [
  ...(items.length === 0
    ? []
    : tableOf(
        COLUMNS,
        items.map(item => ({ ...item, draft: item.allowed ? 'allows' : 'denies' })),
        true,
      )),
  `${counted(counts.decisions, 'decision')}, ${counted(counts.questions, 'different question')}: the draft allows ${counts.gains} more and denies ${counts.loses} more`,
  ...(counts.more === 0 ? [] : [`not shown: ${counts.more} of them`]),
  ...(counts.masked === 0
    ? []
    : [`${counted(counts.masked, 'decision is', 'decisions are')} about masked people, and not asked again`]),
  ...(counts.sampled === 0
    ? []
    : [
        `${counted(counts.sampled, 'decision is', 'decisions are')} a part of what was allowed: it was asked more often than this says`,
      ]),
  ...(counts.sample === 1 ? [] : [`of allowed decisions, ${counts.sample} of all are recorded now`]),
]
