/** Walks the blocks of decisions that a store keeps, from the newest decision to the oldest. */
import { BLOCK_MS, type BlockHead, type Row } from '../model/decision-block.ts'
import type { OrgId } from '../model/id.ts'
import type { DecisionStore } from '../ports/decision-store.ts'
import type { Turns } from '../ports/turns.ts'

export interface WalkParts {
  readonly store: Pick<DecisionStore, 'heads' | 'rows'>
  readonly turns: Turns
}

/** What is walked, and what is looked at. */
export interface Walk {
  readonly org: OrgId
  readonly since?: Date | undefined
  readonly until?: Date | undefined
  /** Only what stands behind it. */
  readonly after?: Place | undefined
  /** Whether a block may hold what is looked for. */
  needs(head: BlockHead): boolean
  takes(row: Row): boolean
  /** Whether nothing further need be read. */
  isEnough?(): boolean
}

/** Where a decision stands among all: those of one moment in the order of their blocks. */
export interface Place {
  readonly at: number
  readonly block: string
  readonly nth: number
}

export interface Placed extends Place {
  readonly row: Row
}

const newestFirst = (a: Place, b: Place): number => {
  if (a.at !== b.at) return b.at - a.at
  if (a.block !== b.block) return a.block < b.block ? 1 : -1
  return b.nth - a.nth
}

/** How many heads are read at once, and how many blocks of rows at most. */
const HEADS = 100
const BLOCKS = 8

/** Every head of a walk, in their order. */
async function* headsOf({ store, turns }: WalkParts, walk: Walk): AsyncGenerator<BlockHead> {
  const { org, since, until } = rangeOf(walk)
  const range = { ...(since ? { since } : {}), ...(until ? { until } : {}) }
  let after: BlockHead | undefined
  do {
    const heads = await store.heads(org, after ? { ...range, after } : range, HEADS)
    for (const head of heads) {
      yield head
      if (turns.isOver()) await turns.nextTurn()
    }
    after = heads.length < HEADS ? undefined : heads.at(-1)
  } while (after)
}

interface Read {
  readonly head: BlockHead
  /** Absent where they are not needed, or went meanwhile. */
  readonly rows: string | undefined
}

/** Blocks in the order of their ends. Rows are read for several at once, the first ones soon: mostly few are wanted. */
async function* blocks(parts: WalkParts, walk: Walk): AsyncGenerator<Read> {
  const read = async (some: readonly BlockHead[], needed: readonly string[]): Promise<readonly Read[]> => {
    const rows = needed.length === 0 ? new Map<string, string>() : await parts.store.rows(walk.org, needed)
    return some.map(head => ({ head, rows: rows.get(head.id) }))
  }
  let some: BlockHead[] = []
  let needed: string[] = []
  let many = 1
  for await (const head of headsOf(parts, walk)) {
    some.push(head)
    if (walk.needs(head)) needed.push(head.id)
    if (needed.length < many && some.length < HEADS) continue
    yield* await read(some, needed)
    if (walk.isEnough?.()) return
    many = Math.min(BLOCKS, many * 2)
    some = []
    needed = []
  }
  yield* await read(some, needed)
}

/** A block ends at most a minute after any of its decisions. */
const rangeOf = ({ org, since, until, after }: Walk) => {
  const ends = [until?.getTime(), after?.at].filter(end => end !== undefined)
  return { org, since, until: ends.length === 0 ? undefined : new Date(Math.min(...ends) + BLOCK_MS) }
}

/**
 * What is taken, the newest first, a block or less at a time. Blocks of several processes overlap, so of what was read only that goes on
 * which is newer than all that is still to come.
 */
export async function* walked(parts: WalkParts, walk: Walk): AsyncGenerator<readonly Placed[]> {
  const { after, takes } = walk
  let waiting: Placed[] = []
  for await (const { head, rows } of blocks(parts, walk)) {
    const open = waiting.findIndex(({ at }) => at <= head.until.getTime())
    const ready = waiting.splice(0, open < 0 ? waiting.length : open)
    if (ready.length > 0) yield ready
    if (rows === undefined) continue
    const found = (JSON.parse(rows) as Row[])
      .map((row, nth): Placed => ({ at: row[0], block: head.id, nth, row }))
      .filter(one => takes(one.row) && (!after || newestFirst(one, after) > 0))
    waiting = [...waiting, ...found].sort(newestFirst)
    if (parts.turns.isOver()) await parts.turns.nextTurn()
  }
  if (waiting.length > 0) yield waiting
}
