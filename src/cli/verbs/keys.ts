import { loadClientConfig } from '../../config/client-config.ts'
import { askService } from '../ask-service.ts'
import { URL_FLAG } from '../service-address.ts'
import { UsageError, type Verb } from '../verb.ts'

export const keysRotateVerb: Verb = {
  name: 'keys rotate',
  about:
    'Replace the key that signs tokens, while everything runs. Needs the operator key, in KASBAH_OPERATOR_KEY or KASBAH_TOKEN.',
  takes: [],
  flags: URL_FLAG,
  configured: true,
  goesBy: ['KASBAH_URL', 'KASBAH_OPERATOR_KEY', 'KASBAH_TOKEN'],
  run: async call => {
    const { operatorKey: token, token: own } = loadClientConfig(call.settings)
    if (token === undefined && own === undefined)
      throw new UsageError(
        'the operator rotates keys: the operator key is needed, in KASBAH_OPERATOR_KEY or KASBAH_TOKEN.',
      )
    const given = token === undefined ? {} : { given: { setting: 'KASBAH_OPERATOR_KEY', token } }
    const made = await askService(call, '/v1/signing-keys/rotate', undefined, { method: 'POST', ...given })
    console.log(`key ${made.kid} is published, and signs from ${made.signs_from}`)
    return 0
  },
}
