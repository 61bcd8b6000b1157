/**
 * The chain of an organisation's trail: each line holds a hash of itself and of the line before it, so that a line that is changed,
 * taken out or slipped in later does not fit.
 */
import { createHash } from 'node:crypto'
import type { AuditEvent } from './audit.ts'
import { canonical } from './canonical.ts'
import type { OrgId } from './id.ts'
import { freshInOrder } from './unique.ts'

/** A line's number, counted from 1 without gaps, and its hash. */
export interface ChainLink {
  readonly n: number
  /** SHA-256, hex. */
  readonly hash: string
}

/** Where the chain of an organisation ends, and the last line that was deleted for its age: what is kept begins after it. */
export interface AuditChain {
  readonly head: ChainLink
  readonly pruned: ChainLink
}

/** Before the first line. */
export const BEGINNING: ChainLink = { n: 0, hash: '' }
export const NEW_CHAIN: AuditChain = { head: BEGINNING, pruned: BEGINNING }

/** The hash of a line that stands after another. */
export const hashAfter = (before: ChainLink, { chain: _, ...event }: AuditEvent): string =>
  createHash('sha256')
    .update(`${before.n + 1}\n${before.hash}\n${canonical(event)}`)
    .digest('hex')

/** The event as the line after `before`. */
export const linked = (before: ChainLink, event: AuditEvent): AuditEvent & { readonly chain: ChainLink } => ({
  ...event,
  chain: { n: before.n + 1, hash: hashAfter(before, event) },
})

/** The events as the lines after `before`, and where the chain ends then. */
export const linkedAll = (before: ChainLink, events: readonly AuditEvent[]) => {
  let head = before
  const lines = events.map(event => {
    const line = linked(head, event)
    head = line.chain
    return line
  })
  return { lines, head }
}

/** The operation of the line that says that older ones were deleted. */
export const PRUNED = 'pruneAudit'

export interface Pruned {
  readonly org: OrgId
  readonly at: Date
  /** Older lines were deleted. */
  readonly before: Date
  readonly lines: number
  /** The last line of the chain that was deleted. */
  readonly last: ChainLink
}

/** How the last deleted line is written in the line that says so. */
export const printedLink = ({ n, hash }: ChainLink): string => `${n} ${hash}`

/** The line that says that older ones were deleted. */
export const pruningLine = ({ org, at, before, lines, last }: Pruned): AuditEvent => ({
  id: freshInOrder(),
  org,
  at,
  outcome: 'done',
  actor: 'operator',
  operation: PRUNED,
  target: 'org',
  reason: `${lines} lines older than ${before.toISOString()} were deleted`,
  effects: [{ what: 'audit', id: String(lines), to: printedLink(last) }],
  subjects: ['operator', 'org'],
})
