import { setTimeout as wait } from 'node:timers/promises'
import {
  CLIENT,
  fromReply,
  keep,
  keptFor,
  postForm,
  serviceOf,
  type TokenReply,
  URL_FLAG,
} from '../signed-in.ts'
import { UsageError, type Verb } from '../verb.ts'

const DEVICE_GRANT = 'urn:ietf:params:oauth:grant-type:device_code'

interface Begun extends TokenReply {
  readonly device_code?: string
  readonly user_code?: string
  readonly verification_uri?: string
  readonly verification_uri_complete?: string
  readonly expires_in?: number
  readonly interval?: number
}

export const loginVerb: Verb = {
  name: 'login',
  about: 'Sign in through a browser, on this machine or any other.',
  takes: [],
  flags: { ...URL_FLAG, org: { about: 'The organisation to sign in to', value: 'ORG' } },
  configured: true,
  run: async call => {
    const url = serviceOf(call)
    const org = call.flags.org
    const begun: Begun = await postForm(url, 'device/auth', {
      client_id: CLIENT,
      scope: 'openid offline_access check read write',
      ...(org === undefined ? {} : { org: String(org) }),
    })
    if (begun.device_code === undefined)
      throw new UsageError(begun.error_description ?? begun.error ?? 'no answer')
    console.log(`Open   ${begun.verification_uri_complete}`)
    console.log(`and compare the code   ${begun.user_code}`)
    keep(url, await tokens(url, begun))
    console.log('Signed in.')
    return 0
  },
}

/** Asks until the person has answered, no faster than the service wants. @throws UsageError */
const tokens = async (url: string, { device_code = '', interval = 5, expires_in = 600 }: Begun) => {
  const form = { grant_type: DEVICE_GRANT, client_id: CLIENT, device_code }
  const ends = Date.now() + expires_in * 1000
  let seconds = interval
  while (Date.now() < ends) {
    await wait(seconds * 1000)
    const reply = await postForm(url, 'token', form)
    const kept = fromReply(reply)
    if (kept) return kept
    if (reply.error === 'slow_down') seconds += 5
    else if (reply.error !== 'authorization_pending')
      throw new UsageError(reply.error_description ?? reply.error ?? 'no answer')
  }
  throw new UsageError('nobody confirmed the code in time')
}

export const logoutVerb: Verb = {
  name: 'logout',
  about: 'Sign out: the tokens on this machine end at the service, too.',
  takes: [],
  flags: URL_FLAG,
  configured: true,
  run: async call => {
    const url = serviceOf(call)
    const token = keptFor(url)?.refresh_token
    if (token !== undefined)
      await fetch(`${url}/oidc/token/revocation`, {
        method: 'POST',
        body: new URLSearchParams({ client_id: CLIENT, token, token_type_hint: 'refresh_token' }),
      })
    keep(url, undefined)
    console.log('Signed out.')
    return 0
  },
}
