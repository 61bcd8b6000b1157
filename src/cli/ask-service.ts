/** How the command speaks to a running service: with the token of the settings, or as the person who signed in here. */
import { loadClientConfig } from '../config/client-config.ts'
import { type ProblemCode, problems } from '../model/problems.ts'
import { signedOut, tokenFor } from './access-token.ts'
import { LONG_PATIENCE_MS, PATIENCE_MS, serviceOf, unreached } from './service-address.ts'
import { type Call, Unanswered } from './verb.ts'

/** How a request is made, where the default of its body is not right. `accept` among the headers is what the answer must be. */
interface Manner {
  readonly method?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly patience?: number
  /** In place of the caller's own. */
  readonly given?: Given
}

/** A credential of the settings, and the setting that holds it. */
interface Given {
  readonly setting: string
  readonly token: string
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
  return (await reply.json().catch(brokeOff)) as Reply
}

/** The same for what the service also writes as text. @throws Unanswered */
export const askText = async (call: Call, path: string, accept = 'text/plain'): Promise<string> =>
  (await answered(call, path, undefined, { headers: { accept } })).text().catch(brokeOff)

/** A header holds bytes: a reason may be in any language. */
export const reasonHeader = (reason: string) => ({
  'kasbah-reason': Buffer.from(reason).toString('latin1'),
})

const brokeOff = (cause: unknown): never => {
  throw new Unanswered('the answer broke off', { cause })
}

/** Lines of JSON. */
export const NDJSON = 'application/x-ndjson'

/** Sends lines of JSON; the answer's lines. @throws Unanswered */
export const askLines = async (
  call: Call,
  path: string,
  { body, reason }: { readonly body: string; readonly reason: string },
): Promise<readonly unknown[]> => {
  const headers = {
    'content-type': NDJSON,
    accept: NDJSON,
    ...reasonHeader(reason),
  }
  const reply = await answered(call, path, body, { headers })
  const text = await reply.text().catch(brokeOff)
  try {
    return text
      .split('\n')
      .filter(line => line !== '')
      .map(line => JSON.parse(line))
  } catch (cause) {
    return brokeOff(cause)
  }
}

/** An answer that is too long to wait for. @throws Unanswered when it breaks off */
export async function* askStream(call: Call, path: string, accept: string): AsyncGenerator<Uint8Array> {
  const { body } = await answered(call, path, undefined, { headers: { accept }, patience: LONG_PATIENCE_MS })
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
  { method = body === undefined ? 'GET' : 'POST', headers = {}, patience = PATIENCE_MS, ...manner }: Manner,
): Promise<Response> => {
  const url = serviceOf(call)
  const given = manner.given ?? givenIn(call)
  const reply = await fetch(url + path, {
    method,
    headers: {
      authorization: `Bearer ${given?.token ?? (await tokenFor(url))}`,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    redirect: 'error',
    signal: AbortSignal.timeout(patience),
  }).catch(unreached(url))
  if (reply.ok) return requireKind(reply, headers.accept ?? 'application/json', url)
  if (reply.status === 401)
    throw given === undefined
      ? signedOut(url)
      : new Unanswered(`${url} does not accept ${given.setting}: it is wrong, has expired, or was revoked`)
  const said = (await reply.json().catch(() => ({}))) as Reply
  const sentence = refusalOf(said) ?? `${url} answers with status ${reply.status}`
  throw new Refused(sentence + askedFor(said, path), String(said.code ?? ''))
}

const givenIn = ({ settings }: Call): Given | undefined => {
  const { token } = loadClientConfig(settings)
  return token === undefined ? undefined : { setting: 'KASBAH_TOKEN', token }
}

/** A page of something else says nothing: it is not taken for an empty list, for a denial, or for a change that was made. */
const requireKind = (reply: Response, wanted: string, url: string): Response => {
  const kind = reply.headers.get('content-type')?.split(';')[0]?.trim() ?? 'no type'
  if (kind === wanted) return reply
  throw new Unanswered(`what answers at ${url} is not Kasbah: it sends ${kind} where ${wanted} was asked for`)
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
  const mend =
    detail === undefined && lines.length === 0 && isProblem(code) ? [`  ${problems[code].mend}`] : []
  return [sentence, ...lines, ...mend].join('\n')
}

const isProblem = (code: unknown): code is ProblemCode =>
  typeof code === 'string' && Object.hasOwn(problems, code)
