import { askStream } from '../ask-service.ts'
import { URL_FLAG } from '../service-address.ts'
import { type Call, UsageError, type Verb } from '../verb.ts'
import { writtenTo } from '../written-to.ts'
import { FORMS } from './audit-export.ts'
import { about, ORG_FLAG } from './question.ts'

export const accessReviewVerb: Verb = {
  name: 'access review',
  about:
    'Write what everybody was given, since when, by whom and when it was last used. Put keep or remove into the column answer, and plan what follows: kasbah policy plan answers:FILE.',
  example: 'kasbah access review --out review.csv',
  takes: [],
  flags: {
    format: { about: 'csv or ndjson; csv when absent', value: 'FORM' },
    out: { about: 'To a file, which only you may read', value: 'FILE' },
    subject: { about: 'Only what this one was given', value: 'SUBJECT' },
    ...ORG_FLAG,
    ...URL_FLAG,
  },
  configured: true,
  run: async call => {
    const form = FORMS[String(call.flags.format ?? 'csv')]
    if (form === undefined) throw new UsageError('--format takes csv or ndjson.')
    const { org } = await about(call, 'access review')
    await writtenTo(call.flags.out, askStream(call, `/v1/orgs/${org}/access-review${queryOf(call)}`, form))
    return 0
  },
}

const queryOf = ({ flags: { subject } }: Call): string =>
  subject === undefined ? '' : `?${new URLSearchParams({ subject: String(subject) })}`
