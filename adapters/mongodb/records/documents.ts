import type { OrgId } from '../../../src/model/id.ts'
import { amongOf, changedAt, keyOf, lookupsOf, type RecordRow } from '../../../src/model/record-row.ts'
import { RecordDamaged } from '../../../src/ports/errors.ts'
import type { RecordDocument } from '../schema/collections.ts'
import { partKey, recordKey } from './keys.ts'

type Fields = Readonly<Record<string, unknown>>

/** `_id` of the record with these key fields. */
export const idOf = (row: RecordRow<never>, org: OrgId, fields: Fields): string => {
  const [first = '', second] = keyOf(row, fields)
  return second === undefined ? recordKey(org, first) : partKey(org, first, second)
}

/** A record as it is kept: its own fields, JSON of callers as text, and what it is found by beside them. */
export const documentOf = (row: RecordRow<never>, org: OrgId, value: object): RecordDocument => {
  const fields: Fields = Object.fromEntries(Object.entries(value))
  const kept = (row.opaque ?? []).reduce<unknown>(
    (record, path) => changedAt(record, path, JSON.stringify),
    fields,
  ) as Fields
  const found = Object.entries(lookupsOf(row, fields)).filter(([, text]) => text !== undefined)
  const among = Object.entries(amongOf(row, fields)).filter(([, values]) => values.length > 0)
  return { ...kept, ...Object.fromEntries([...found, ...among]), _id: idOf(row, org, fields), org }
}

/** What a record is found by, beside its own fields. */
const isBeside = ({ lookups, among = {} }: RecordRow<never>, name: string): boolean =>
  lookups[name]?.of !== undefined || Object.hasOwn(among, name)

/** @throws RecordDamaged */
export const recordFrom = (row: RecordRow<never>, { _id, org, ...stored }: RecordDocument): Fields => {
  const fields = Object.fromEntries(Object.entries(stored).filter(([name]) => !isBeside(row, name)))
  const record = (row.opaque ?? []).reduce<unknown>(
    (value, path) => changedAt(value, path, text => parsed(text, row.table)),
    fields,
  ) as Fields
  return row.namesOrg ? { ...record, org } : record
}

const parsed = (text: unknown, of: string): unknown => {
  try {
    return JSON.parse(String(text))
  } catch (error) {
    throw new RecordDamaged(`one of the ${of} cannot be read`, { cause: error })
  }
}
