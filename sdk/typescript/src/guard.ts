/**
 * What every guard does, whatever the framework: who asks, whether they may, and what they are told if not. What a caller may not
 * see answers 404, as if it did not exist; what they may see and not do answers 403.
 */
import type { Kasbah } from './client.ts'
import { isUnavailable } from './errors.ts'
import type { Verify } from './tokens.ts'

export interface Caller {
  /** `user:ann`, `service:etl`. */
  readonly subject: string
  /** The organisation the caller belongs to, where that was verified. Another one than the client's is refused. */
  readonly org?: string
}

export interface GuardOptions<R> {
  readonly kasbah: Pick<Kasbah, 'batch' | 'org'>
  /** Who is asking; undefined for nobody. What it answers is believed: verify a token, or read what your own sign-in verified. */
  readonly caller: (request: R) => Caller | undefined | Promise<Caller | undefined>
  /** The action that shows a resource, such as `view`: callers who may not do it are answered 404. */
  readonly see: string
}

interface Rule<R> {
  readonly action: string
  /** The resource of this request: `dataset:streets`; undefined for none, which is 404. */
  readonly resource: string | ((request: R) => string | undefined)
  /** No secret that it exists, as `org` or `datasets`: a refusal is always 403. */
  readonly known: boolean
}

/** A refusal, as every framework's own error handling understands it. */
export class Refused extends Error {
  override readonly name = 'Refused'
  readonly status: number
  readonly statusCode: number
  /** Its message may be shown. */
  readonly expose = true
  readonly headers: Readonly<Record<string, string>>

  constructor(status: keyof typeof MESSAGES, cause?: unknown) {
    super(MESSAGES[status], { cause })
    this.status = status
    this.statusCode = status
    this.headers = HEADERS[status] ?? {}
  }
}

const MESSAGES = {
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  503: 'Service Unavailable',
} as const
const HEADERS: Readonly<Record<number, Readonly<Record<string, string>>>> = {
  401: { 'WWW-Authenticate': 'Bearer' },
  503: { 'Retry-After': '1' },
}

/**
 * Who was admitted. Fails closed: without an answer of Kasbah nobody is.
 * @throws Refused 401, 403, 404, 503
 */
const admit = async <R>(options: GuardOptions<R>, rule: Rule<R>, request: R): Promise<Caller> => {
  const caller = await signedIn(options, request)
  const resource = typeof rule.resource === 'string' ? rule.resource : rule.resource(request)
  if (resource === undefined || !isResource(resource)) throw new Refused(404)
  const [done, seen] = await orUnavailable(() => allowed(options, rule, caller, resource))
  if (done && (seen || rule.known)) return caller
  throw new Refused(seen || rule.known ? 403 : 404)
}

/** Who is asking, whatever they may do. @throws Refused 401, 503 */
const signedIn = async <R>({ caller, kasbah }: GuardOptions<R>, request: R): Promise<Caller> => {
  const known = await orUnavailable(async () => caller(request))
  if (!known || (known.org !== undefined && known.org !== kasbah.org)) throw new Refused(401)
  return known
}

/** The longest id, in bytes of UTF-8. */
const MAX_ID_BYTES = 256

/** What no resource can be called exists no more than one that nobody registered. */
const isResource = (resource: string): boolean => {
  const [, type, id] = /^([a-z][a-z0-9_-]{0,62}:)?(.+)$/su.exec(resource) ?? []
  if (id === undefined || (type === undefined && !/^[a-z][a-z0-9_-]{0,62}$/.test(id))) return false
  const isName = id !== '.' && id !== '..' && !id.startsWith(type ?? ':') && !/\p{Surrogate}/u.test(id)
  return isName && new TextEncoder().encode(id).length <= MAX_ID_BYTES
}

/** Whether the caller may do it, and may see it, on one revision. */
const allowed = async <R>(
  { kasbah, see }: GuardOptions<R>,
  { action, known }: Rule<R>,
  { subject }: Caller,
  resource: string,
): Promise<readonly [boolean, boolean]> => {
  const actions = known || action === see ? [action] : [action, see]
  const outcomes = await kasbah.batch(actions.map(one => ({ subject, action: one, resource })))
  const answers = outcomes.map(outcome => {
    if ('error' in outcome) throw outcome.error
    return outcome.answer.allowed === true
  })
  return [answers[0] === true, answers.at(-1) === true && !known]
}

/** An action that the policy set does not have is a defect of the application, and stays the error that it is. */
const orUnavailable = async <T>(run: () => Promise<T>): Promise<T> => {
  try {
    return await run()
  } catch (error) {
    throw isUnavailable(error) ? new Refused(503, error) : error
  }
}

/** What every framework's request has. */
export interface WithHeaders {
  readonly headers: { readonly authorization?: string | undefined }
}

/** Reads the caller from `Authorization: Bearer TOKEN`. A missing or bad token is nobody. */
export const bearer =
  (verify: Verify) =>
  async ({ headers: { authorization = '' } }: WithHeaders): Promise<Caller | undefined> => {
    const token = /^bearer +([^ ]+)$/i.exec(authorization)?.[1]
    if (token === undefined) return undefined
    try {
      return await verify(token)
    } catch (error) {
      throw new Refused(503, error)
    }
  }

/** Admits the caller that it finds of a request, in the way of a framework. */
export type Admitting<R, Handler> = (find: (request: R) => Promise<Caller>) => Handler

/** A framework's guards: one for an action on a resource, and `signedIn` for everybody who is known. */
export const guards = <R, Handler>(options: GuardOptions<R>, admitting: Admitting<R, Handler>) => {
  const guard = (action: string, resource: Rule<R>['resource']): Handler =>
    admitting(request => admit(options, { action, resource, known: typeof resource === 'string' }, request))
  return Object.assign(guard, {
    signedIn: (): Handler => admitting(request => signedIn(options, request)),
  })
}
