import { askService } from '../ask-service.ts'
import { URL_FLAG } from '../service-address.ts'
import type { Call, Verb } from '../verb.ts'
import { AS_OF_FLAG, about, JSON_FLAG, QUESTION_FLAGS, SUBJECT_FLAG, say } from './question.ts'

export const whoamiVerb: Verb = {
  name: 'whoami',
  about: 'Say who is signed in.',
  takes: [],
  flags: { ...URL_FLAG, ...JSON_FLAG },
  configured: true,
  run: async call => {
    const answer = await askService(call, '/v1/whoami')
    const { subject, org, role, scopes } = answer
    const place = org === undefined ? '' : ` in ${org}, ${role ?? 'no role'}`
    say(call, answer, [`${subject}${place}${Array.isArray(scopes) ? ` (${scopes.join(' ')})` : ''}`])
    return 0
  },
}

const EXIT_CODES =
  'Exit code 0: allowed; 1: denied; 2: not understood; 3: not signed in, no answer, or the service refused to say.'

export const checkVerb: Verb = {
  name: 'check',
  about: `Ask whether you, or somebody else, may do something. ${EXIT_CODES}`,
  takes: ['ACTION', 'RESOURCE'],
  flags: { ...QUESTION_FLAGS, ...SUBJECT_FLAG, ...AS_OF_FLAG, explain: { about: 'Say why' } },
  configured: true,
  run: async call => {
    const answer = await decided(call, 'check', call.flags.explain === undefined ? {} : EXPLAINED)
    const { allowed, explanation } = answer
    const why = explanation === undefined ? [] : [JSON.stringify(explanation, undefined, 2)]
    say(call, answer, [allowed ? 'allowed' : 'denied', ...why])
    return allowed ? 0 : 1
  },
}

export const explainVerb: Verb = {
  name: 'explain',
  about: `Say why you, or somebody else, may or may not do something. ${EXIT_CODES}`,
  takes: ['ACTION', 'RESOURCE'],
  flags: { ...QUESTION_FLAGS, ...SUBJECT_FLAG, ...AS_OF_FLAG },
  configured: true,
  run: async call => {
    const answer = await decided(call, 'explain', EXPLAINED)
    const lines = linesOf((answer.explanation ?? {}) as Explanation)
    say(call, answer, [answer.allowed ? 'allowed' : 'denied', ...lines])
    return answer.allowed ? 0 : 1
  },
}

const EXPLAINED = { explain: true }

const decided = async (call: Call, verb: string, more: object) => {
  const [action, resource] = call.args
  const whose = await about(call, verb)
  return askService(call, '/check', { ...whose, action, resource, ...more })
}

interface Explanation {
  readonly rule?: readonly string[]
  readonly path?: readonly string[]
  readonly missing?: string
  readonly reason?: string
}

/** Why, a fact a line. */
const linesOf = ({ rule, path = [], missing, reason }: Explanation): string[] => [
  ...(rule ? [`rule: ${rule.join(', ')}`] : ['no rule gives it']),
  ...(path.length > 0 ? [`way: ${path.join(' > ')}`] : []),
  ...(missing === undefined ? [] : [`missing: ${missing}`]),
  ...(reason === undefined ? [] : [`reason: ${reason}`]),
]
