import { didYouMean } from '../../model/nearest.ts'
import { Problem } from '../../model/problems.ts'
import type { Step } from '../pipeline.ts'

/** Headers that say one thing: sent twice, two readers could take different ones. */
const ONCE: ReadonlySet<string> = new Set([
  'host',
  'authorization',
  'dpop',
  'content-type',
  'if-match',
  'idempotency-key',
  'kasbah-reason',
])

/** Our own request headers. */
const OURS = ['Kasbah-Reason', 'Idempotency-Key', 'If-Match', 'X-Request-ID'] as const

/** How other services call what ours do. They are refused with the right name: passed over, the wish would be lost. */
const THEIRS: Readonly<Record<string, string>> = {
  'x-change-reason': 'Kasbah-Reason',
  'x-reason': 'Kasbah-Reason',
  'x-idempotency-key': 'Idempotency-Key',
  'dry-run': '?dry_run=true',
  'x-dry-run': '?dry_run=true',
  'x-http-method-override': 'the method itself',
}
const OURS_LOWER: ReadonlySet<string> = new Set(OURS.map(name => name.toLowerCase()))

/** Headers that must come once do, and those that are meant for us are ours. @throws Problem malformed */
export const headersKnown: Step = ({ ctx }) => {
  const { rawHeaders } = ctx.req
  const seen = new Set<string>()
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const name = (rawHeaders[at] ?? '').toLowerCase()
    if (ONCE.has(name) && seen.has(name)) throw new Problem('malformed', `the header ${name} was sent twice`)
    seen.add(name)
    requireOurs(name)
  }
}

const requireOurs = (name: string): void => {
  const meant = Object.hasOwn(THEIRS, name) ? THEIRS[name] : undefined
  if (meant !== undefined)
    throw new Problem('malformed', `the header ${name} has no meaning here. Did you mean ${meant}?`)
  if ((name.startsWith('kasbah-') || name.startsWith('x-kasbah-')) && !OURS_LOWER.has(name))
    throw new Problem('malformed', `there is no header ${name}.${didYouMean(name.replace(/^x-/, ''), OURS)}`)
}
