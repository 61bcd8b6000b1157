/** Whether a trail is as it was written: each line is looked at after the one before it. */
import type { AuditEvent } from '../model/audit.ts'
import { type AuditChain, type ChainLink, hashAfter, PRUNED, printedLink } from '../model/audit-chain.ts'
import type { OrgId } from '../model/id.ts'
import type { AuditStore } from '../ports/audit-store.ts'

export interface VerifyParts {
  readonly store: Pick<AuditStore, 'chain' | 'chained' | 'unchained' | 'query'>
  /** Whether the thread was held long enough, and a way to give it back. */
  readonly turns: { isOver(): boolean; nextTurn(): Promise<void> }
}

export interface VerifyWish {
  /** Where an earlier call ended; absent: at the beginning. */
  readonly after?: ChainLink | undefined
  /** A link that somebody kept: it must be in the chain. */
  readonly known?: ChainLink | undefined
  /** The most lines of this call. */
  readonly limit: number
}

/** The first line that does not fit, and why. */
export interface Misfit {
  readonly n: number
  readonly id?: string
  readonly at?: Date
  readonly why: string
}

export interface Verification {
  /** How many lines were looked at. */
  readonly lines: number
  /** The last line that fits. */
  readonly last: ChainLink
  readonly whole: boolean
  readonly misfit?: Misfit
  readonly chain: AuditChain
  /** Lines of no chain: how many (no more than 10,000 are counted), the newest, and whether one is younger than the first line of the chain. */
  readonly unchained: { readonly lines: number; readonly newest?: Date; readonly late: boolean }
  /** Whether the link that was kept is in the chain; absent when none was named, this call did not come to it, or it was deleted for its age. */
  readonly known?: boolean
}

const PAGE = 500
/** The most lines of no chain that a call counts. */
const MOST_UNCHAINED = 10_000

interface Walk {
  last: ChainLink
  lines: number
  known?: boolean
  misfit?: Misfit
}

/** Looks at a bounded number of lines; undefined for an organisation that is not there. */
export const verifyTrail = async (
  parts: VerifyParts,
  org: OrgId,
  wish: VerifyWish,
): Promise<Verification | undefined> => {
  const { store } = parts
  const chain = await store.chain(org)
  if (!chain) return undefined
  const walk = await walked(parts, org, { ...wish, chain })
  const misfit = walk.misfit ?? endMisfit(wish, chain) ?? (await beginningMisfit(store, org, chain))
  // What was deleted meanwhile for its age is not missing.
  if (misfit && (await store.chain(org))?.pruned.n !== chain.pruned.n) return verifyTrail(parts, org, wish)
  const { lines, newest } = await store.unchained(org, MOST_UNCHAINED)
  const [first] = await store.chained(org, chain.pruned.n, 1)
  const late = newest !== undefined && first !== undefined && newest > first.at
  return {
    lines: walk.lines,
    last: walk.last,
    whole: !misfit && walk.last.n >= chain.head.n,
    ...(misfit ? { misfit } : {}),
    ...(walk.known === undefined ? {} : { known: walk.known }),
    chain,
    unchained: { lines, ...(newest ? { newest } : {}), late },
  }
}

interface Walking extends VerifyWish {
  readonly chain: AuditChain
}

const walked = async ({ store, turns }: VerifyParts, org: OrgId, wish: Walking): Promise<Walk> => {
  const { after, limit, chain } = wish
  const last = after && after.n > chain.pruned.n ? after : chain.pruned
  const walk: Walk = { last, lines: 0, ...knownAt(wish, last) }
  while (!walk.misfit && walk.lines < limit && walk.last.n < chain.head.n) {
    const page = await store.chained(org, walk.last.n, Math.min(PAGE, limit - walk.lines))
    if (page.length === 0)
      walk.misfit = { n: walk.last.n + 1, why: `${range(walk.last.n + 1, chain.head.n)} missing` }
    for (const line of page) {
      if (!take(walk, line, wish)) break
      if (turns.isOver()) await turns.nextTurn()
    }
  }
  return walk
}

const knownAt = ({ known, chain }: Walking, { n, hash }: ChainLink): Pick<Walk, 'known'> => {
  if (known?.n === n) return { known: known.hash === hash }
  // A chain never becomes shorter.
  return known && known.n > chain.head.n ? { known: false } : {}
}

/** Whether the line fits. */
const take = (walk: Walk, line: AuditEvent, { known, chain: { head } }: Walking): boolean => {
  const link = line.chain ?? { n: 0, hash: '' }
  const why = reasonAgainst(walk.last, line, head)
  if (why !== undefined) {
    walk.misfit = { n: link.n, id: line.id, at: line.at, why }
    return false
  }
  walk.last = link
  walk.lines += 1
  if (known?.n === link.n) walk.known = known.hash === link.hash
  return true
}

const reasonAgainst = (last: ChainLink, line: AuditEvent, head: ChainLink): string | undefined => {
  const { n, hash } = line.chain ?? { n: 0, hash: '' }
  if (n !== last.n + 1) return `${range(last.n + 1, n - 1)} missing`
  if (hashAfter(last, line) !== hash) return 'it is not what was written after the line before it'
  return n === head.n && hash !== head.hash ? 'the chain ended with another line' : undefined
}

const range = (first: number, last: number): string =>
  first === last ? `line ${first} is` : `lines ${first} to ${last} are`

/** A call that goes on where the chain has ended meanwhile has no line to look at: that link must be its end. */
const endMisfit = ({ after }: VerifyWish, { head }: AuditChain): Misfit | undefined => {
  if (!after || after.n < head.n || (after.n === head.n && after.hash === head.hash)) return undefined
  return { n: after.n, why: `the chain ends with line ${head.n}, and this is not it` }
}

/** Lines that were deleted for their age are on record. */
const beginningMisfit = async (
  store: VerifyParts['store'],
  org: OrgId,
  { pruned }: AuditChain,
): Promise<Misfit | undefined> => {
  if (pruned.n === 0) return undefined
  const [line] = (await store.query(org, { operation: PRUNED }, { limit: 1 })).items
  if (line?.effects?.[0]?.to === printedLink(pruned)) return undefined
  return { n: pruned.n, why: 'it and those before it are gone, and no line says that they were deleted' }
}
