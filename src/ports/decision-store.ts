import type { BlockHead, DecisionBlock } from '../model/decision-block.ts'
import type { OrgId } from '../model/id.ts'

/** The decisions that were kept, in blocks. They are no part of an archive: a copy of a store begins without them. */
export interface DecisionStore {
  /** All of them or none. */
  append(blocks: readonly DecisionBlock[]): Promise<void>
  /** Those that end latest come first, those that end at once by their ids, backwards. */
  heads(org: OrgId, range: BlockRange, limit: number): Promise<readonly BlockHead[]>
  /** The rows of some blocks by their ids; of those that are still there. */
  rows(org: OrgId, ids: readonly string[]): Promise<ReadonlyMap<string, string>>
  /** Whether any block ended before. */
  hasOlder(org: OrgId, than: Date): Promise<boolean>
  /** Deletes blocks that ended before, of an organisation or of all; answers how many decisions those were. */
  prune(before: Date, org?: OrgId): Promise<number>
}

/** All of it is about when a block ends. */
export interface BlockRange {
  /** Then or later. */
  readonly since?: Date
  /** Then or sooner. */
  readonly until?: Date
  /** Behind this one in their order. */
  readonly after?: Pick<BlockHead, 'id' | 'until'>
}
