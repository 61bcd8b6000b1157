/** The cookies of a browser on the host of an application, as a proxy passes them on. */
import type { Context } from 'koa'

/** `__Host-`: for this host alone, over TLS alone. In development, where there is none, without. */
const nameOf = (name: string, secure: boolean): string =>
  secure ? `__Host-kasbah_${name}` : `kasbah_${name}`

/** Its value; undefined when it is not there, or there twice. */
export const cookieOf = (ctx: Context, name: string, secure: boolean): string | undefined => {
  const wanted = `${nameOf(name, secure)}=`
  const found = (ctx.req.headers.cookie ?? '').split(/;\s*/).filter(pair => pair.startsWith(wanted))
  return found.length === 1 ? found[0]?.slice(wanted.length) : undefined
}

/** A `Set-Cookie`; without a value it forgets. The value must be one of ours: it is written as it is. */
export const cookieText = (name: string, value: string, secure: boolean): string =>
  [
    `${nameOf(name, secure)}=${value}`,
    'Path=/; HttpOnly; SameSite=Lax',
    ...(value === '' ? ['Max-Age=0; Expires=Thu, 01 Jan 1970 00:00:00 GMT'] : []),
    ...(secure ? ['Secure'] : []),
  ].join('; ')

const READS: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS'])

/**
 * Whether a request that a cookie came with was sent by the application's own page. What another site makes a browser send names
 * that site; what changes something, and a page that is asked for across sites by a script, must name our own.
 */
export const isOwnPage = ({ req: { headers } }: Context, method: string, origin: string): boolean =>
  headers.origin === undefined ? READS.has(method) : headers.origin === origin
