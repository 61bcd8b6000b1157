/** One page of a search, for our own routes and for AuthZEN: which snapshot it is of, and where the next page begins. */
import type { Snapshot } from '../../engine/snapshot.ts'
import type { Caller } from '../../model/caller.ts'
import type { ConsistencyMode } from '../../model/consistency.ts'
import type { OrgId } from '../../model/id.ts'
import type { Page, PageRequest } from '../../model/page.ts'
import { Problem } from '../../model/problems.ts'
import { type AsOf, asItWas, TWO_TIMES } from '../as-of.ts'
import type { Rooms } from '../rooms.ts'
import { organisationFor } from '../steps/inside.ts'
import type { Position } from './cursor.ts'

/** The size of a page when nothing is said, and the largest. */
const USUAL = 100
export const MAX_PAGE = 1_000

export interface Search<T> {
  readonly org: OrgId
  readonly caller: Caller
  /** What is searched, whole: a cursor is good for this and for nothing else. */
  readonly question: object
  readonly limit?: number | undefined
  /** Where a page after the first begins. */
  readonly page_token?: string | undefined
  readonly consistency?: ConsistencyMode | undefined
  /** A moment in the past, for all pages. */
  readonly as_of?: AsOf | undefined
  /** Whether the caller may ask, by the newest rules. @throws Problem */
  admit(now: Snapshot): void
  page(snapshot: Snapshot, page: PageRequest): Promise<Page<T>>
}

export interface Found<T> {
  readonly revision: number
  readonly token: string
  readonly items: readonly T[]
  readonly next?: string
}

/**
 * An organisation that is not there for this caller has nothing to find.
 * @throws Problem malformed for a cursor of another question; search_expired
 */
export const searched = async <T>(rooms: Rooms, search: Search<T>): Promise<Found<T>> => {
  const { replica, cursors, pinned } = rooms
  const { org, caller, page_token: cursor, consistency } = search
  const { as_of: asOf } = search
  const question = { org, ...(asOf === undefined ? {} : { asOf }), ...search.question }
  const from = cursor === undefined ? undefined : cursors.read(question, cursor)
  if (from && search.limit !== undefined && search.limit !== from.limit)
    throw new Problem('malformed', 'the limit is that of the first page, or left out')
  if (asOf !== undefined && consistency !== undefined) throw new Problem('malformed', TWO_TIMES)
  const mode =
    from && asOf === undefined ? { at_least_as_fresh: replica.token(org, from.revision) } : consistency
  const now = await organisationFor(rooms, caller, org, mode)
  if (!now) return { revision: 0, token: replica.token(org, 0), items: [] }
  search.admit(now)
  const snapshot = await searchedIn(rooms, { now, caller, asOf, from })
  const { revision } = snapshot
  const limit = from?.limit ?? search.limit ?? USUAL
  const { items, next } = await search.page(snapshot, { limit, ...(from ? { after: from.after } : {}) })
  const token = replica.token(org, revision)
  if (next === undefined) return { revision, token, items }
  if (asOf === undefined) pinned.keep(snapshot)
  const position = { revision, after: next, limit, begun: from?.begun ?? Date.now() }
  return { revision, token, items, next: cursors.print(question, position) }
}

interface Moment {
  readonly now: Snapshot
  readonly caller: Caller
  readonly asOf: AsOf | undefined
  readonly from: Position | undefined
}

/** What a page is of. The past does not change, so a search in it does not expire. @throws Problem search_expired */
const searchedIn = (rooms: Rooms, { now, caller, asOf, from }: Moment): Snapshot | Promise<Snapshot> => {
  if (asOf !== undefined) return asItWas(rooms, { now, caller, asOf: from?.revision ?? asOf })
  return from ? ofTheFirstPage(rooms, now, from) : now
}

/** The snapshot of the first page. @throws Problem search_expired */
const ofTheFirstPage = ({ pinned }: Rooms, now: Snapshot, { revision }: Position): Snapshot => {
  const found = now.revision === revision ? now : pinned.find(now.organisation.id, revision)
  if (!found) throw new Problem('search_expired')
  return found
}
