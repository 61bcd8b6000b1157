/** How the command speaks to a running service: with the token of the settings, or as the person who signed in here. */
import { loadClientConfig } from '../config/config.ts'
import { type ProblemCode, problems } from '../model/problems.ts'
import { type KeptSignIn, keptFor, oneAtATime } from './kept-sign-ins.ts'
import { type Call, Unanswered, UsageError } from './verb.ts'

/** The client id of the command line. */
export const CLIENT = 'kasbah-cli'

/** A service that takes longer counts as not answering. */
const PATIENCE_MS = 20_000
/** A whole list may take longer. */
export const LONG_PATIENCE_MS = 3_600_000

/** An answer of the token endpoint. */
export interface TokenReply {
  readonly access_token?: string
  readonly refresh_token?: string
  readonly expires_in?: number
  readonly error?: string
  readonly error_description?: string
}

/** The flag that says which service is meant, for verbs that speak to one. */
export const URL_FLAG = {
  url: {
    about: 'Where the service is, when not at KASBAH_URL or its public URL of the settings',
    value: 'URL',
  },
}

/** The URL of the service to ask. @throws UsageError */
export const serviceOf = ({ flags, settings }: Call): string => {
  const url = flags.url === undefined ? loadClientConfig(settings).url : String(flags.url)
  if (!URL.canParse(url)) throw new UsageError(`--url is not a URL: ${url}`)
  return new URL(url).origin
}

const unreached =
  (url: string) =>
  (cause: unknown): never => {
    const reason = String(cause instanceof Error && cause.cause ? cause.cause : cause)
    throw new Unanswered(`no answer from ${url} (${reason})`)
  }

/** Posts a form to the provider. @throws Unanswered when there is no service */
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
  return (await reply.json().catch(() => ({ error: `status ${reply.status}` }))) as TokenReply
}

export const fromReply = (reply: TokenReply): KeptSignIn | undefined =>
  reply.access_token === undefined
    ? undefined
    : {
        access_token: reply.access_token,
        expires_at: Date.now() + (reply.expires_in ?? 0) * 1000,
        ...(reply.refresh_token === undefined ? {} : { refresh_token: reply.refresh_token }),
      }

const isGood = ({ expires_at }: KeptSignIn): boolean => expires_at > Date.now() + 30_000

const signedOut = (url: string): Unanswered =>
  new Unanswered(`your sign-in at ${url} has ended: sign in again with kasbah login`)

/** A token that is good for a while. @throws Unanswered with a sentence that says to sign in */
const freshToken = async (url: string): Promise<string> => {
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
      throw new Unanswered(`${url} gives no token: ${reply.error_description ?? reply.error}`)
    keep(url, fresh)
    if (!fresh) throw signedOut(url)
    return fresh.access_token
  })

/** The token of the settings, or else one of the person who is signed in, good for a while. @throws Unanswered */
export const tokenFor = async (call: Call): Promise<string> =>
  loadClientConfig(call.settings).token ?? freshToken(serviceOf(call))

/** How a request is made, where the default of its body is not right. */
interface Manner {
  readonly method?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly patience?: number
}

/**
 * Asks the service with the token of the settings, or else as the person who is signed in.
 * @throws Unanswered with the service's own sentence when it says no
 */
export const askService = async (
  call: Call,
  path: string,
  body?: object,
  manner: Manner = {},
): Promise<Reply> => {
  const reply = await answered(call, path, body, manner)
  return (await reply.json().catch(() => ({}))) as Reply
}

/** The same for what the service also writes as text. @throws Unanswered */
export const askText = async (call: Call, path: string, accept = 'text/plain'): Promise<string> =>
  (await answered(call, path, undefined, { headers: { accept } })).text()

/** A header holds bytes: a reason may be in any language. */
export const reasonHeader = (reason: string) => ({
  'kasbah-reason': Buffer.from(reason).toString('latin1'),
})

const brokeOff = (cause: unknown): never => {
  throw new Unanswered('the answer broke off', { cause })
}

/** Sends lines of JSON; the answer's lines. @throws Unanswered */
export const askLines = async (
  call: Call,
  path: string,
  { body, reason }: { readonly body: string; readonly reason: string },
): Promise<readonly unknown[]> => {
  const headers = {
    'content-type': 'application/x-ndjson',
    ...reasonHeader(reason),
  }
  const reply = await answered(call, path, body, { headers })
  const text = await reply.text().catch(brokeOff)
  return text
    .split('\n')
    .filter(line => line !== '')
    .map(line => JSON.parse(line))
}

/** An answer that is too long to wait for. @throws Unanswered when it breaks off */
export async function* askStream(call: Call, path: string, accept?: string): AsyncGenerator<Uint8Array> {
  const headers = accept === undefined ? {} : { accept }
  const { body } = await answered(call, path, undefined, { headers, patience: LONG_PATIENCE_MS })
  try {
    yield* body ?? []
  } catch (cause) {
    brokeOff(cause)
  }
}

/** All items of a list, page by page. */
export async function* askPages<T>(call: Call, path: string): AsyncGenerator<T> {
  let after = ''
  do {
    const page = await askService(call, `${path}?limit=1000${after}`)
    yield* page.items as readonly T[]
    after = typeof page.next_token === 'string' ? `&page_token=${encodeURIComponent(page.next_token)}` : ''
  } while (after !== '')
}

type Reply = Readonly<Record<string, unknown>>

const answered = async (
  call: Call,
  path: string,
  body: object | string | undefined,
  { method = body === undefined ? 'GET' : 'POST', headers = {}, patience = PATIENCE_MS }: Manner,
): Promise<Response> => {
  const url = serviceOf(call)
  const given = loadClientConfig(call.settings).token
  const reply = await fetch(url + path, {
    method,
    headers: {
      authorization: `Bearer ${await tokenFor(call)}`,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    redirect: 'error',
    signal: AbortSignal.timeout(patience),
  }).catch(unreached(url))
  if (reply.ok) return reply
  if (reply.status === 401)
    throw given === undefined
      ? signedOut(url)
      : new Unanswered(`${url} does not accept KASBAH_TOKEN: it is wrong, has expired, or was revoked`)
  const said = (await reply.json().catch(() => ({}))) as Reply
  const sentence = refusalOf(said) ?? `status ${reply.status}`
  throw new Refused(sentence + askedFor(said, path), String(said.code ?? ''))
}

/** Where something of the path is not there: all that it names. */
const askedFor = ({ code, detail }: Reply, path: string): string =>
  code === 'not_found' && detail === undefined
    ? `\n  Asked for: ${decodeURIComponent(path.replace(/\?.*$/s, ''))}`
    : ''

/** The service understood, and said no. */
export class Refused extends Unanswered {
  readonly code: string
  constructor(message: string, code: string) {
    super(message)
    this.code = code
  }
}

/** The sentences of a problem, and what it finds wrong beyond them, a line each; where it names nothing of the request, what to do. */
const refusalOf = ({ detail, title, code, errors }: Reply): string | undefined => {
  const wrong = Array.isArray(errors) ? errors : []
  const told = wrong.map(({ path, message }) => `${path}: ${message}`)
  // What is wrong is said once: the detail of a text is its first mistake.
  const repeated = told[0] !== undefined && String(detail).startsWith(told[0])
  const sentence = [title, repeated ? undefined : detail].filter(said => said !== undefined).join(': ')
  if (sentence === '') return undefined
  const lines = told.map(line => `  ${line}`)
  const mend = detail === undefined && isProblem(code) ? [`  ${problems[code].mend}`] : []
  return [sentence, ...lines, ...mend].join('\n')
}

const isProblem = (code: unknown): code is ProblemCode =>
  typeof code === 'string' && Object.hasOwn(problems, code)
