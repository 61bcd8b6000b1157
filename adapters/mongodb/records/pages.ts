import type { Filter } from 'mongodb'
import type { OrgId } from '../../../src/model/id.ts'
import type { Page } from '../../../src/model/page.ts'
import { amongIn, keyOf, lookupIn, placesIn, whereOf } from '../../../src/model/record-row.ts'
import { type Among, endOf, type ListRequest, type Starts } from '../../../src/ports/record-store.ts'
import type { Kept, RecordDocument } from '../schema/collections.ts'
import { recordFrom } from './documents.ts'
import { beginning, partKey, recordKey, under } from './keys.ts'

/**
 * A page in byte order of `_id`, which is the order of the key's open part: one more than asked is read, to know whether there is
 * a next. The cursor is what the last record's key has in its open part; with two parts open, the end of its `_id`.
 */
export const pageOf = async (
  { row, collection }: Kept,
  org: OrgId,
  request: ListRequest<never>,
): Promise<Page<Readonly<Record<string, unknown>>>> => {
  if (request.starts !== undefined)
    return startingWith({ row, collection }, org, { ...request, starts: request.starts })
  if (request.among !== undefined)
    return amongPage({ row, collection }, org, { ...request, among: request.among })
  const { limit, after, where = {}, begins = '' } = request
  const wanted = Object.fromEntries(whereOf(row, where))
  const { [row.key[0]]: first, ...others } = wanted
  const ofPart = row.key.length === 2 && first !== undefined
  // The index of a look-up begins with the organisation, and with what the record is kept under.
  const byLookup = Object.keys(others).length > 0 || (row.key.length === 2 && !ofPart)
  const filter = byLookup ? { org, ...wanted } : ofPart ? {} : wanted
  const prefix = ofPart ? under(org, first) : recordKey(org, '')
  const placeOf = (place: string): string => (ofPart ? partKey(org, first, place) : recordKey(org, place))
  const _id = beginning(prefix + begins, after === undefined ? undefined : placeOf(after))
  const found = await collection
    .find({ ...filter, _id })
    .sort({ _id: 1 })
    .limit(limit + 1)
    .toArray()
  const items = found.slice(0, limit).map(document => recordFrom(row, document))
  const last = found[limit - 1]
  if (found.length <= limit || !last) return { items }
  const next = ofPart || row.key.length === 1 ? keyOf(row, last).at(-1) : last._id.slice(prefix.length)
  return { items, next: next ?? '' }
}

/** Those with the value, in order of id. */
const amongPage = async (
  { row, collection }: Kept,
  org: OrgId,
  { limit, after, begins = '', among }: ListRequest<never> & { among: Among },
): Promise<Page<Readonly<Record<string, unknown>>>> => {
  const name = amongIn(row, among.name)
  const _id = beginning(recordKey(org, begins), after === undefined ? undefined : recordKey(org, after))
  const found = await collection
    .find({ org, [name]: among.value, _id })
    .hint(`by_${name}`)
    .sort({ _id: 1 })
    .limit(limit + 1)
    .toArray()
  const items = found.slice(0, limit).map(document => recordFrom(row, document))
  const last = found[limit - 1]
  return found.length > limit && last ? { items, next: keyOf(row, last).at(-1) ?? '' } : { items }
}

/** A page in byte order of a lookup, and of the key where that is the same. The cursor is both of the last record. */
const startingWith = async (
  { row, collection }: Kept,
  org: OrgId,
  { limit, after, where = {}, begins = '', starts }: ListRequest<never> & { starts: Starts<never> },
): Promise<Page<Readonly<Record<string, unknown>>>> => {
  const by = lookupIn(row, starts.lookup)
  const found = await collection
    .find({
      $and: [
        Object.fromEntries(whereOf(row, where)),
        { org, [by]: { $gte: starts.text, $lt: endOf(starts.text) }, _id: beginning(recordKey(org, begins)) },
        ...beyond(by, org, after),
      ],
    })
    .sort({ [by]: 1, _id: 1 })
    .limit(limit + 1)
    .toArray()
  const items = found.slice(0, limit).map(document => recordFrom(row, document))
  const last = found[limit - 1]
  if (found.length <= limit || !last) return { items }
  const at: Readonly<Record<string, unknown>> = last
  return { items, next: JSON.stringify([at[by], keyOf(row, last)[0]]) }
}

const beyond = (by: string, org: OrgId, after: string | undefined): Filter<RecordDocument>[] => {
  const [value, key] = after === undefined ? [] : placesIn(after)
  if (value === undefined || key === undefined) return []
  return [{ $or: [{ [by]: { $gt: value } }, { [by]: value, _id: { $gt: recordKey(org, key) } }] }]
}
