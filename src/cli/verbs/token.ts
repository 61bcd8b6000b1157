import { loadClientConfig } from '../../config/client-config.ts'
import { tokenFor } from '../access-token.ts'
import { serviceOf, URL_FLAG } from '../service-address.ts'
import type { Verb } from '../verb.ts'

export const tokenVerb: Verb = {
  name: 'token',
  about: 'Print an access token of the person who is signed in, good for some minutes.',
  example: 'curl -H "authorization: Bearer $(kasbah token)" http://127.0.0.1:8080/v1/whoami',
  takes: [],
  flags: URL_FLAG,
  configured: true,
  run: async call => {
    console.log(loadClientConfig(call.settings).token ?? (await tokenFor(serviceOf(call))))
    return 0
  },
}
