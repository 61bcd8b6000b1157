import { setTimeout as wait } from 'node:timers/promises'
import { CLIENT, fromReply, postForm, saidBy, type TokenReply } from '../access-token.ts'
import { keptFor, oneAtATime } from '../kept-sign-ins.ts'
import { serviceOf, URL_FLAG } from '../service-address.ts'
import { Unanswered, type Verb } from '../verb.ts'

const DEVICE_GRANT = 'urn:ietf:params:oauth:grant-type:device_code'

/** Somebody whose sign-in is older than this signs in again to make keys. */
const FRESH_SECONDS = 300

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
  example: 'kasbah login --org acme',
  flags: {
    ...URL_FLAG,
    org: { about: 'The organisation to sign in to', value: 'ORG' },
    keys: { about: 'To make API keys that outlive the sign-in: for a quarter of an hour after it' },
  },
  configured: true,
  run: async call => {
    const url = serviceOf(call)
    const { org, keys } = call.flags
    const begun: Begun = await postForm(url, 'device/auth', {
      client_id: CLIENT,
      scope: `openid offline_access check read write${keys === undefined ? '' : ' keys'}`,
      ...(keys === undefined ? {} : { max_age: String(FRESH_SECONDS) }),
      ...(org === undefined ? {} : { org: String(org) }),
    })
    if (begun.device_code === undefined)
      throw new Unanswered(`${url} does not begin a sign-in: ${saidBy(begun)}`)
    console.log(`Open   ${begun.verification_uri_complete}`)
    console.log(`and compare the code   ${begun.user_code}`)
    const signedIn = await tokens(url, begun)
    await oneAtATime(async keep => keep(url, signedIn))
    console.log('Signed in.')
    return 0
  },
}

/** Asks until the person has answered, no faster than the service wants. @throws Unanswered */
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
    else if (reply.error !== 'authorization_pending') throw new Unanswered(notSignedIn(reply))
  }
  throw new Unanswered('not signed in: nobody confirmed the code in time. Run kasbah login again')
}

const notSignedIn = (reply: TokenReply): string =>
  reply.error === 'expired_token'
    ? 'not signed in: the code has expired. Run kasbah login again'
    : `not signed in: ${saidBy(reply)}`

export const logoutVerb: Verb = {
  name: 'logout',
  about: 'Sign out: the tokens on this machine end, at the service too.',
  takes: [],
  flags: URL_FLAG,
  configured: true,
  run: async call => {
    const url = serviceOf(call)
    await oneAtATime(async keep => {
      const token = keptFor(url)?.refresh_token
      // What is forgotten here can be ended at the service no more.
      if (token !== undefined) await endAt(url, token)
      keep(url, undefined)
    })
    console.log('Signed out.')
    return 0
  },
}

const endAt = async (url: string, token: string): Promise<void> => {
  const form = { client_id: CLIENT, token, token_type_hint: 'refresh_token' }
  const reply = await postForm(url, 'token/revocation', form)
  if (reply.error !== undefined)
    throw new Unanswered(`not signed out: ${url} does not end the tokens (${saidBy(reply)}). Try again`)
}
