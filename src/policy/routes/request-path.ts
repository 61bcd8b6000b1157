/**
 * The path of a request as everybody reads it, or nothing. A proxy, the application behind it and this service may each decode, join
 * and fold a path in their own way; what two of them could read differently is refused, so that nothing is decided about
 * one path and done to another.
 */

export interface RequestPath {
  /** Decoded. */
  readonly segments: readonly string[]
  /** Whether it ends in a slash; the root does. */
  readonly slash: boolean
}

/** Of a path without its query. */
const MAX_LENGTH = 4_096

/** What may stand in a path (RFC 3986), but for `;`, behind which some servers find parameters. */
const PLAIN = /^(?:[A-Za-z0-9._~!$&'()*+,=:@/-]|%[0-9A-F]{2})*$/i
/** Encoded though it need not be: a letter, a digit, or one of `-._~`. */
const NEEDLESS = /%(?:2[DE]|3\d|4[1-9A-F]|5[\dAF]|6[1-9A-F]|7[\dAE])/i
/** Encoded control characters, `#`, `%`, `/`, `;`, `?` and `\`: who decodes twice, or first, reads another path. */
const HIDDEN = /%(?:[01][0-9A-F]|7F|23|25|2F|3B|3F|5C)/i

/** @param target path and query, as the client sent them. Undefined for what could be read in two ways. */
export const requestPath = (target: string): RequestPath | undefined => {
  const [path = ''] = target.split('?', 1)
  if (path.length > MAX_LENGTH || !path.startsWith('/')) return undefined
  if (!PLAIN.test(path) || NEEDLESS.test(path) || HIDDEN.test(path)) return undefined
  if (path === '/') return { segments: [], slash: true }
  const slash = path.endsWith('/')
  const segments = path
    .slice(1, slash ? -1 : undefined)
    .split('/')
    .map(decoded)
  return segments.every(segment => segment !== undefined && isOneReading(segment))
    ? { segments: segments as string[], slash }
    : undefined
}

const decoded = (segment: string): string | undefined => {
  try {
    return decodeURIComponent(segment)
  } catch {
    return undefined
  }
}

/** Empty and dot segments are taken out by some, and so are dots and spaces at an end; other forms of a letter are folded. */
const isOneReading = (segment: string): boolean =>
  segment !== '' &&
  !/[.\s]$|^\s/u.test(segment) &&
  segment.normalize('NFKC') === segment &&
  !/\p{C}/u.test(segment)
