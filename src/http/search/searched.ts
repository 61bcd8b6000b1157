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

/** The most work of one page, about a second of the thread: beyond it the page ends, and the next one goes on. */
export const MOST_WORK = 1_000_000

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
  /** How many there are on all pages; absent where a further search would have to count them. */
  readonly total?: number
}

/**
 * An organisation that is not there for this caller has nothing to find.
 * @throws Problem malformed for a cursor of another question; search_expired
 */
export const searched = async <T>(rooms: Rooms, search: Search<T>): Promise<Found<T>> => {
  const { replica } = rooms
  const { org, caller, consistency, as_of: asOf } = search
  const question = { org, ...(asOf === undefined ? {} : { asOf }), ...search.question }
  const from = continued(rooms, search, question)
  if (asOf !== undefined && consistency !== undefined) throw new Problem('malformed', TWO_TIMES)
  const mode =
    from && asOf === undefined ? { at_least_as_fresh: replica.token(org, from.revision) } : consistency
  const now = await organisationFor(rooms, caller, org, mode)
  if (!now) return { revision: 0, token: replica.token(org, 0), items: [] }
  search.admit(now)
  const snapshot = await searchedIn(rooms, { now, caller, asOf, from })
  const limit = from?.limit ?? search.limit ?? USUAL
  const page = await search.page(snapshot, { limit, ...(from ? { after: from.after } : {}) })
  const found = foundOn(page, from)
  const { revision } = snapshot
  const at = { revision, token: replica.token(org, revision) }
  if (page.next === undefined) return { ...at, ...found }
  if (asOf === undefined) rooms.pinned.keep(snapshot)
  const { total } = found
  const begun = from?.begun ?? Date.now()
  const position = { revision, after: page.next, limit, begun, ...(total === undefined ? {} : { total }) }
  return { ...at, ...found, next: rooms.cursors.print(question, position) }
}

/** What is on a page, and how many there are on all. */
const foundOn = <T>({ items, next, total: counted }: Page<T>, from: Position | undefined) => {
  const total = from ? from.total : (counted ?? (next === undefined ? items.length : undefined))
  return total === undefined ? { items } : { items, total }
}

/** Where a page after the first goes on. @throws Problem malformed, search_expired */
const continued = (
  { cursors }: Rooms,
  { limit, page_token: cursor }: Pick<Search<unknown>, 'limit' | 'page_token'>,
  question: object,
): Position | undefined => {
  if (cursor === undefined) return undefined
  const from = cursors.read(question, cursor)
  if (limit !== undefined && limit !== from.limit)
    throw new Problem('malformed', 'the limit is that of the first page, or left out')
  return from
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
