import { askService, serviceOf, URL_FLAG } from '../signed-in.ts'
import type { Verb } from '../verb.ts'

export const whoamiVerb: Verb = {
  name: 'whoami',
  about: 'Say who is signed in.',
  takes: [],
  flags: URL_FLAG,
  configured: true,
  run: async call => {
    const { subject, org, role, scopes } = await askService(serviceOf(call), '/v1/whoami')
    console.log(`${subject} in ${org}, ${role} (${(scopes as readonly string[]).join(' ')})`)
    return 0
  },
}

export const checkVerb: Verb = {
  name: 'check',
  about: 'Ask whether you, or somebody, may do something. Exit code 0: yes; 1: no.',
  takes: ['ACTION', 'RESOURCE'],
  flags: {
    ...URL_FLAG,
    subject: { about: 'Who, when not you: user:ID or service:ID', value: 'SUBJECT' },
    explain: { about: 'Say why' },
  },
  configured: true,
  run: async call => {
    const url = serviceOf(call)
    const [action, resource] = call.args
    const { subject, explain } = call.flags
    const { org } = await askService(url, '/v1/whoami')
    const { allowed, explanation } = await askService(url, '/check', {
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
