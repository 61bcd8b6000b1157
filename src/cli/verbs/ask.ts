import { askService, URL_FLAG } from '../ask-service.ts'
import { UsageError, type Verb } from '../verb.ts'

export const whoamiVerb: Verb = {
  name: 'whoami',
  about: 'Say who is signed in.',
  takes: [],
  flags: URL_FLAG,
  configured: true,
  run: async call => {
    const { subject, org, role, scopes } = await askService(call, '/v1/whoami')
    const place = org === undefined ? '' : ` in ${org}, ${role ?? 'no role'}`
    console.log(`${subject}${place}${Array.isArray(scopes) ? ` (${scopes.join(' ')})` : ''}`)
    return 0
  },
}

export const checkVerb: Verb = {
  name: 'check',
  about:
    'Ask whether you, or somebody else, may do something. Exit code 0: allowed; 1: denied; 2: not understood; 3: not signed in, no answer, or the service refused to say.',
  takes: ['ACTION', 'RESOURCE'],
  flags: {
    ...URL_FLAG,
    org: { about: 'The organisation, when not your own', value: 'ORG' },
    subject: { about: 'Who, when not you: user:ID or service:ID', value: 'SUBJECT' },
    explain: { about: 'Say why' },
  },
  configured: true,
  run: async call => {
    const [action, resource] = call.args
    const { subject, explain } = call.flags
    const org = call.flags.org ?? (await askService(call, '/v1/whoami')).org
    if (org === undefined)
      throw new UsageError('kasbah check needs --org ORG: the operator key belongs to no organisation.')
    const { allowed, explanation } = await askService(call, '/check', {
      org,
      action,
      resource,
      ...(subject === undefined ? {} : { subject }),
      ...(explain === undefined ? {} : { explain: true }),
    })
    console.log(allowed ? 'allowed' : 'denied')
    if (explanation !== undefined) console.log(JSON.stringify(explanation, undefined, 2))
    return allowed ? 0 : 1
  },
}
