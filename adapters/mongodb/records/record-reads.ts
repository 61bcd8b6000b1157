import type { Filter } from 'mongodb'
import type { OrgId } from '../../../src/model/id.ts'
import type { Page, PageRequest } from '../../../src/model/page.ts'
import { type Connection, inSession } from '../connection/connection.ts'
import type { RecordDocument } from '../schema/collections.ts'
import { beginning, recordKey } from './keys.ts'
import { asPage, pageOf } from './listing.ts'
import type { RecordKind } from './records.ts'

/** The reads that every kind of record has. */
export interface RecordReads<T> {
  find(org: OrgId, id: string): Promise<T | undefined>
  /** What a majority holds at this moment: credentials are found by it. */
  first(filter: Filter<RecordDocument>): Promise<{ org: OrgId; value: T } | undefined>
  /** In byte order of id. `filter` narrows; `prefix` is what the ids begin with. */
  page(
    org: OrgId,
    page: PageRequest,
    narrowed?: { filter?: Filter<RecordDocument>; prefix?: string },
  ): Promise<Page<T>>
  /** All of an organisation, in byte order of id, for kinds of which it has few. */
  all(org: OrgId): Promise<readonly T[]>
}

export const recordReads = <T extends { readonly id: string }>(
  c: Connection,
  kind: RecordKind<T>,
): RecordReads<T> => {
  const from = c.in[kind.in]
  return {
    find: (org, id) =>
      c.ask(async () => {
        const found = await from.findOne({ _id: recordKey(org, id) })
        return found ? kind.read(found) : undefined
      }),
    first: filter =>
      c.prompt(async () => {
        const found = await from.findOne(filter, inSession())
        return found ? { org: found.org as OrgId, value: kind.read(found) } : undefined
      }),
    page: (org, { limit, after }, { filter = {}, prefix = '' } = {}) =>
      c.ask(async () => {
        const place = after === undefined ? undefined : recordKey(org, after)
        const _id = beginning(recordKey(org, prefix), place)
        return asPage(await pageOf(from, { ...filter, _id }, limit, kind), ({ id }) => id)
      }),
    all: org =>
      c.ask(async () => {
        const found = await from
          .find({ _id: beginning(recordKey(org, '')) })
          .sort({ _id: 1 })
          .toArray()
        return found.map(kind.read)
      }),
  }
}
