import { amongOf, changedAt, keyOf, lookupsOf, type RecordRow } from '../../../src/model/record-row.ts'
import { parsed } from '../documents.ts'

type Fields = Readonly<Record<string, unknown>>

/** A record as it is read: its JSON, and its noted time where the kind has one. */
export interface Stored {
  readonly doc: string
  readonly noted?: number | null
}

/** The columns that {@link Stored} is read from. */
export const storedColumns = ({ noted }: RecordRow<never>, table = ''): string =>
  `${table}doc AS doc${noted === undefined ? '' : `, ${table}${noted} AS noted`}`

/** @throws RecordDamaged */
export const recordFrom = (row: RecordRow<never>, { doc, noted }: Stored): Fields => {
  const record = row.dates.reduce<unknown>(
    (value, path) => changedAt(value, path, at => new Date(String(at))),
    parsed(doc, row.table),
  ) as Fields
  return row.noted === undefined || typeof noted !== 'number'
    ? record
    : { ...record, [row.noted]: new Date(noted) }
}

/** The columns of a record beside its organisation's number: its key, its look-ups, its note and its JSON. */
export const columnsOf = (row: RecordRow<never>, value: object): Record<string, string | number | null> => {
  const fields: Fields = Object.fromEntries(Object.entries(value))
  const key = keyOf(row, fields)
  const { [row.noted ?? '']: noted, ...kept } = fields
  return {
    ...Object.fromEntries(row.key.map((name, n) => [name, key[n] ?? ''])),
    ...Object.fromEntries(
      Object.entries(lookupsOf(row, fields)).map(([name, found]) => [name, found ?? null]),
    ),
    ...Object.fromEntries(
      Object.entries(amongOf(row, fields)).map(([name, values]) => [name, valuesIn(values)]),
    ),
    ...(row.noted === undefined ? {} : { [row.noted]: noted instanceof Date ? noted.getTime() : null }),
    doc: JSON.stringify(kept),
  }
}

/** As the triggers of the table read them. */
export const valuesIn = (values: readonly string[]): string | null =>
  values.length === 0 ? null : JSON.stringify(values)
