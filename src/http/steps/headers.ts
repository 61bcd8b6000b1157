import { didYouMean } from '../../model/nearest.ts'
import { Problem } from '../../model/problems.ts'
import type { Step } from '../pipeline.ts'

/** Headers with one value: if one is sent twice, two readers could take different ones. */
const ONCE: readonly string[] = [
  'host',
  'authorization',
  'dpop',
  'content-type',
  'if-match',
  'idempotency-key',
  'kasbah-reason',
]

/** Our own request headers. */
const OURS = ['Kasbah-Reason', 'Idempotency-Key', 'If-Match', 'X-Request-ID'] as const

/**
 * Names that other services use for our headers. They are refused with the right name: if ignored, the condition would be lost.
 */
const THEIRS: Readonly<Record<string, string>> = {
  'x-change-reason': 'Kasbah-Reason',
  'x-reason': 'Kasbah-Reason',
  'x-idempotency-key': 'Idempotency-Key',
  'dry-run': '?dry_run=true',
  'x-dry-run': '?dry_run=true',
  'x-http-method-override': 'the method itself',
}
const OURS_LOWER: ReadonlySet<string> = new Set(OURS.map(name => name.toLowerCase()))

/**
 * Refuses a single-valued header that is sent twice, and unknown headers that are meant for this service. @throws Problem
 * malformed
 */
export const headersKnown: Step = ({ ctx }) => {
  const { rawHeaders } = ctx.req
  let seen = 0
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const bit = bitOf(rawHeaders[at] ?? '')
    if ((seen & bit) !== 0)
      throw new Problem('malformed', `the header ${rawHeaders[at]?.toLowerCase()} was sent twice`)
    seen |= bit
  }
}

/** Every spelling of a name seen so far, with its bit: 0 if it may be sent twice. */
const known = new Map<string, number>()
/** No more are kept: a caller could send a new name each time. */
const MAX_KNOWN = 500

const bitOf = (spelling: string): number => {
  const found = known.get(spelling)
  if (found !== undefined) return found
  const name = spelling.toLowerCase()
  requireOurs(name)
  const place = ONCE.indexOf(name)
  const bit = place < 0 ? 0 : 1 << place
  if (known.size < MAX_KNOWN) known.set(spelling, bit)
  return bit
}

const requireOurs = (name: string): void => {
  const meant = Object.hasOwn(THEIRS, name) ? THEIRS[name] : undefined
  if (meant !== undefined)
    throw new Problem('malformed', `the header ${name} has no meaning here. Did you mean ${meant}?`)
  if ((name.startsWith('kasbah-') || name.startsWith('x-kasbah-')) && !OURS_LOWER.has(name))
    throw new Problem('malformed', `there is no header ${name}.${didYouMean(name.replace(/^x-/, ''), OURS)}`)
}
