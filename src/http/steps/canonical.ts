import { Problem } from '../../model/problems.ts'
import type { Step } from '../pipeline.ts'

/** A path of plain names, of which there is only one spelling. */
const PLAIN = /^(?:\/[A-Za-z0-9_-]+)+$/
/** What may stand in a path (RFC 3986): unreserved characters, sub-delimiters, `:`, `@`, and the rest percent-encoded. */
const WELL_FORMED = /^(?:[A-Za-z0-9._~!$&'()*+,;=:@/-]|%[0-9A-Fa-f]{2})*$/
/** A letter, a digit, or one of `-._~`, percent-encoded: another spelling of what would be plain. */
const NEEDLESS = /%(?:2[DE]|3\d|4[1-9A-F]|5[\dAF]|6[1-9A-F]|7[\dAE])/i
/** A segment that is empty or that a URL's reader takes out; a slash at the end. */
const ELSEWHERE = /\/\/|\/$|\/\.{1,2}(?:\/|$)/

/**
 * A path is read in one spelling, before anybody reads it: case counts, no slash is too many, and nothing is encoded that need
 * not be. A proxy that guards a path therefore guards every spelling of it.
 *
 * One exception: directories join the base address of SCIM and the name of an endpoint with a slash too many, and ask for a
 * collection with a slash behind. Under `/scim/` those slashes are left out.
 * @throws Problem not_found for any other spelling
 */
export const canonicalPath: Step = exchange => {
  const { ctx } = exchange
  const { url = '' } = ctx.req
  if (PLAIN.test(url)) {
    exchange.path = url
    return
  }
  // An absolute address in the request line names a host of its own, and `*` names nothing.
  if (!url.startsWith('/')) throw new Problem('not_found')
  const end = url.indexOf('?')
  const path = end < 0 ? url : url.slice(0, end)
  if (!WELL_FORMED.test(path) || !isDecodable(path)) throw new Problem('not_found')
  const given = path.startsWith('/scim/') ? withoutSpareSlashes(path) : path
  if (NEEDLESS.test(given) || (ELSEWHERE.test(given) && given !== '/')) throw new Problem('not_found')
  if (given !== path) ctx.req.url = given + url.slice(path.length)
  exchange.path = given
}

const withoutSpareSlashes = (path: string): string => path.replaceAll(/\/{2,}/g, '/').replace(/\/$/, '')

const isDecodable = (path: string): boolean => {
  if (!path.includes('%')) return true
  try {
    decodeURIComponent(path)
    return true
  } catch {
    return false
  }
}
