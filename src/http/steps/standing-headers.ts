import type { ServerResponse } from 'node:http'

/** Of every answer, for an API that serves no active content: nothing may be sniffed, framed, cached or sent along. */
const STANDING = [
  ['X-Content-Type-Options', 'nosniff'],
  ['Cache-Control', 'no-store'],
  ['Content-Security-Policy', "default-src 'none'; frame-ancestors 'none'"],
  ['Referrer-Policy', 'no-referrer'],
] as const

/** The same as a flat list of names and values, which `writeHead` takes unchecked. */
export const STANDING_FLAT: readonly string[] = STANDING.flat()

/** Sets them for an answer that is written elsewhere: a page, a stream, a problem. It may override them. */
export const setStandingHeaders = (res: ServerResponse, requestId: string): void => {
  res.setHeader('X-Request-ID', requestId)
  for (const [name, value] of STANDING) res.setHeader(name, value)
}
