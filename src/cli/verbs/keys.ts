import { loadConfig } from '../../config/config.ts'
import { serviceOf, URL_FLAG } from '../ask-service.ts'
import { Unanswered, UsageError, type Verb } from '../verb.ts'

export const keysRotateVerb: Verb = {
  name: 'keys rotate',
  about: 'Replace the key that signs tokens, while everything runs. Needs KASBAH_OPERATOR_KEY.',
  takes: [],
  flags: URL_FLAG,
  configured: true,
  run: async call => {
    const key = loadConfig(call.settings).operatorKey
    if (key === undefined)
      throw new UsageError('KASBAH_OPERATOR_KEY is needed: it is the operator who rotates keys')
    const url = `${serviceOf(call)}/v1/signing-keys/rotate`
    const reply = await fetch(url, {
      method: 'POST',
      headers: { authorization: `Bearer ${key}` },
      redirect: 'error',
    }).catch(() => undefined)
    if (!reply?.ok) throw new Unanswered(reply ? `${url} answers ${reply.status}` : `no answer from ${url}`)
    const { kid, signs_from } = (await reply.json()) as { kid: string; signs_from: string }
    console.log(`key ${kid} is published, and signs from ${signs_from}`)
    return 0
  },
}
