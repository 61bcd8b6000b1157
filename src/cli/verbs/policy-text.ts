import { askStream } from '../ask-service.ts'
import type { Verb } from '../verb.ts'
import { writtenTo } from '../written-to.ts'
import { AS_OF_FLAG, about, QUESTION_FLAGS } from './question.ts'

const { json: _, ...FLAGS } = QUESTION_FLAGS

export const policyTextVerb: Verb = {
  name: 'policy text',
  about:
    'Print the rules of your organisation as the text that `policy plan` and `policy diff` read: now, or as they were.',
  example: 'kasbah policy text > acme.csv',
  takes: [],
  flags: { ...AS_OF_FLAG, ...FLAGS },
  configured: true,
  run: async call => {
    const { org, as_of } = await about(call, 'policy text')
    const when =
      as_of === undefined
        ? ''
        : `?${typeof as_of === 'number' ? 'revision' : 'as_of'}=${encodeURIComponent(String(as_of))}`
    await writtenTo(undefined, askStream(call, `/v1/orgs/${org}/policy${when}`, 'text/csv'))
    return 0
  },
}
