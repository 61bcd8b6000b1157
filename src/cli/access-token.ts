/** The access tokens of the person who signed in here, got anew as long as the sign-in lasts. */
import { type KeptSignIn, keptFor, oneAtATime } from './kept-sign-ins.ts'
import { PATIENCE_MS, unreached } from './service-address.ts'
import { Unanswered } from './verb.ts'

/** The client id of the command line. */
export const CLIENT = 'kasbah-cli'

/** An answer of the token endpoint. */
export interface TokenReply {
  readonly access_token?: string
  readonly refresh_token?: string
  readonly expires_in?: number
  readonly error?: string
  readonly error_description?: string
}

/** Posts a form to the provider. What is refused, or is no answer of a provider, has an `error`. @throws Unanswered when there is no service */
export const postForm = async (
  url: string,
  path: string,
  form: Readonly<Record<string, string>>,
): Promise<TokenReply> => {
  const reply = await fetch(`${url}/oidc/${path}`, {
    method: 'POST',
    body: new URLSearchParams(form),
    redirect: 'error',
    signal: AbortSignal.timeout(PATIENCE_MS),
  }).catch(unreached(url))
  const text = await reply.text().catch(unreached(url))
  // The end of a token is answered with nothing.
  if (reply.ok && text === '') return {}
  try {
    return JSON.parse(text)
  } catch {
    return { error: `status ${reply.status}` }
  }
}

/** Why there is no token. */
export const saidBy = ({ error, error_description }: TokenReply): string =>
  error_description ?? error ?? 'it gave no reason'

export const fromReply = (reply: TokenReply): KeptSignIn | undefined =>
  reply.access_token === undefined
    ? undefined
    : {
        access_token: reply.access_token,
        expires_at: Date.now() + (reply.expires_in ?? 0) * 1000,
        ...(reply.refresh_token === undefined ? {} : { refresh_token: reply.refresh_token }),
      }

const isGood = ({ expires_at }: KeptSignIn): boolean => expires_at > Date.now() + 30_000

export const signedOut = (url: string): Unanswered =>
  new Unanswered(`your sign-in at ${url} has ended: sign in again with kasbah login`)

/** A token that is good for a while. @throws Unanswered with a sentence that says to sign in */
export const tokenFor = async (url: string): Promise<string> => {
  const kept = keptFor(url)
  if (!kept) throw new Unanswered(`you are not signed in at ${url}: kasbah login`)
  return isGood(kept) ? kept.access_token : refresh(url)
}

/** Redeems the refresh token, unless another command did so while this one waited for the lock. */
const refresh = (url: string): Promise<string> =>
  oneAtATime(async keep => {
    const kept = keptFor(url)
    if (!kept) throw signedOut(url)
    if (isGood(kept)) return kept.access_token
    const reply = await postForm(url, 'token', {
      grant_type: 'refresh_token',
      client_id: CLIENT,
      refresh_token: kept.refresh_token ?? '',
    })
    const fresh = fromReply(reply)
    // A service that is down for a moment does not end the sign-in.
    if (!fresh && reply.error !== 'invalid_grant')
      throw new Unanswered(`${url} gives no token: ${saidBy(reply)}`)
    keep(url, fresh)
    if (!fresh) throw signedOut(url)
    return fresh.access_token
  })
