import type { Collection, Filter } from 'mongodb'
import type { Page } from '../../../src/model/page.ts'
import type { RecordDocument } from '../schema/collections.ts'
import type { RecordKind } from './records.ts'

/** A page of documents in byte order of `_id`: one more than asked is read, to know whether there is a next. */
export const pageOf = async <T>(
  from: Collection<RecordDocument>,
  filter: Filter<RecordDocument>,
  limit: number,
  kind: Pick<RecordKind<T>, 'read'>,
): Promise<{ items: T[]; more: boolean }> => {
  const found = await from
    .find(filter)
    .sort({ _id: 1 })
    .limit(limit + 1)
    .toArray()
  return { items: found.slice(0, limit).map(kind.read), more: found.length > limit }
}

/** The page with the key of its last item as the place of the next. */
export const asPage = <T>(
  { items, more }: { items: T[]; more: boolean },
  placeOf: (item: T) => string,
): Page<T> => {
  const last = items.at(-1)
  return more && last ? { items, next: placeOf(last) } : { items }
}
