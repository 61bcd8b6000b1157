/** What a proxy asks about: the request that it holds back, as it was sent. */
import type { Context } from 'koa'
import { type OrgId, OrgRef } from '../../model/id.ts'
import { Problem } from '../../model/problems.ts'
import type { ForwardedRequest } from '../../policy/routes/match.ts'
import { requestPath } from '../../policy/routes/request-path.ts'
import type { Exchange } from '../exchange.ts'

/** Where a proxy asks: for the organisation in the path, or else that of the credential. */
interface Entry {
  readonly org?: OrgId
  /** nginx passes on 401 and 403 alone, so that every other refusal is a 403 to it. */
  readonly forNginx: boolean
  /** What stands behind the entry: Envoy puts the path of the request there, Caddy its query, which is in the headers too. */
  readonly rest: string
}

const ENTRY = /^(?:\/orgs\/([a-z0-9-]{1,63}))?\/auth(?=[/?]|$)/

/** Undefined for a request that is no such question. */
export const entryOf = (url: string): Entry | undefined => {
  const found = ENTRY.exec(url)
  if (!found) return undefined
  const rest = url.slice(found[0].length)
  const org = found[1] === undefined ? {} : { org: OrgRef.parse(found[1]) }
  return { ...org, forNginx: rest === '?for=nginx', rest }
}

/** A request that is asked about, with what a sign-in returns to. */
export interface Forwarded extends ForwardedRequest {
  readonly url: string
  /** The application as its browsers call it: `https://tiles.example.com`. */
  readonly origin: string
  /** Path and query, as they were sent. */
  readonly target: string
  readonly secure: boolean
}

/**
 * The host and origin that a browser has in front of it; undefined for a host that is none. Without TLS there is a session in development
 * alone, where we have none either.
 */
export const originOf = ({ ctx }: Exchange, publicUrl: string) => {
  const [, host] = /^([a-z0-9.-]+)(?::\d{1,5})?$/.exec(ctx.req.headers.host ?? '') ?? []
  const scheme = headersOf(ctx).get('x-forwarded-proto')?.[0] === 'http' ? 'http' : 'https'
  const secure = scheme === 'https' || publicUrl.startsWith('https:')
  return host === undefined ? undefined : { host, secure, origin: `${scheme}://${ctx.req.headers.host}` }
}

/** By these an application may take a request for another one than its method and path say. */
const OTHERWISE: ReadonlySet<string> = new Set([
  'x-http-method-override',
  'x-http-method',
  'x-method-override',
  'x-original-url',
  'x-rewrite-url',
])

/**
 * The request that is asked about. Its method, host and address come in `X-Forwarded-Method`, `-Host` and `-Uri`, or, when a path
 * stands behind the entry, as Envoy sends them: in the request itself.
 * @throws Problem malformed for what could be read in two ways
 */
export const forwardedOf = (exchange: Exchange, { rest }: Entry, publicUrl: string): Forwarded => {
  const { ctx } = exchange
  const sent = headersOf(ctx)
  if ([...sent.keys()].some(name => OTHERWISE.has(name)))
    throw new Problem('malformed', 'a header asks for another method or path than those of the request')
  if ((sent.get('authorization')?.length ?? 0) > 1)
    throw new Problem('malformed', 'two credentials were sent')
  const behind = rest.startsWith('/')
  if (behind && (sent.has('x-forwarded-uri') || sent.has('x-forwarded-method')))
    throw new Problem('malformed', 'the request is named twice')
  // Which host was forwarded was read already; here it must have been said once.
  if (!behind) once(sent, 'x-forwarded-host')
  const method = behind ? ctx.method : once(sent, 'x-forwarded-method')
  const target = behind ? rest : once(sent, 'x-forwarded-uri')
  const at = originOf(exchange, publicUrl)
  const path = requestPath(target)
  if (!path || !at || !/^[A-Z]{1,20}$/.test(method))
    throw new Problem('malformed', 'the method, host or path of the request could be read in two ways')
  return { ...at, method, path, target, url: at.origin + target }
}

type Sent = ReadonlyMap<string, readonly string[]>

const headersOf = ({ req: { rawHeaders } }: Context): Sent => {
  const found = new Map<string, string[]>()
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const name = rawHeaders[at]?.toLowerCase() ?? ''
    found.set(name, [...(found.get(name) ?? []), rawHeaders[at + 1] ?? ''])
  }
  return found
}

/** @throws Problem malformed unless the header was sent once, with one value */
const once = (sent: Sent, name: string): string => {
  const values = sent.get(name) ?? []
  const [value] = values
  if (values.length !== 1 || value === undefined || (name !== 'x-forwarded-uri' && value.includes(',')))
    throw new Problem('malformed', `the proxy must send ${name} once`)
  return value
}
