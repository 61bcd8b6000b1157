import type { Document } from 'mongodb'
import type { RecordWrite } from '../../../src/model/change.ts'
import type { OrgId } from '../../../src/model/id.ts'
import { type Ended, printAccountId } from '../../../src/model/identity.ts'
import { whereOf } from '../../../src/model/record-row.ts'
import type { Batch } from '../connection/batch.ts'
import { type Collections, collectionOf, type Kept, type Named } from '../schema/collections.ts'
import { documentOf, idOf } from './documents.ts'
import { beginning, under } from './keys.ts'
import { denial, oidcKey } from './oidc-documents.ts'

/** Adds what a change writes beside its rules to the batch. The organisation's own record goes with the head. */
export const writeRecord = (batch: Batch, to: Collections, org: OrgId, write: RecordWrite): void => {
  if ('drop' in write) drop(batch, to, org, write)
  else if (write.put !== 'organisation') put(batch, collectionOf(to, write.put), org, write.value)
}

const put = (batch: Batch, { row, collection }: Kept, org: OrgId, value: object): void => {
  const document = documentOf(row, org, value)
  if (row.noted === undefined) {
    batch.put(collection, document)
    return
  }
  // A use is noted beside changes, and no change moves it back.
  const { _id, [row.noted]: noted, ...set } = document
  const absent = (row.optional ?? []).filter(name => set[name] === undefined)
  batch.update(
    {},
    {
      of: collection,
      filter: { _id },
      set,
      unset: Object.fromEntries(absent.map(name => [name, ''])),
      ...(noted === undefined ? {} : { max: { [row.noted]: noted } }),
      upsert: true,
    },
  )
}

type Drop = Extract<RecordWrite, { drop: string }>
type Deletion = readonly [from: Named, filter: Document]

const drop = (batch: Batch, to: Collections, org: OrgId, write: Drop): void => {
  if (write.drop === 'sign_in') {
    for (const filter of ended(org, write.of)) batch.remove(to.oidc, filter)
    if (write.of.by === 'token') batch.put(to.oidc, denial(write.of.token, write.of.expires_at))
    return
  }
  for (const [from, filter] of deletions(to, org, write)) batch.remove(from, filter)
}

/** The records that a drop names, and those that are a part of them. */
const deletions = (to: Collections, org: OrgId, write: Exclude<Drop, { drop: 'sign_in' }>): Deletion[] => {
  const { row, collection } = collectionOf(to, write.drop)
  if ('where' in write) {
    const found = whereOf(row, write.where)
    if (found.length === 0) throw new TypeError(`a drop of ${write.drop} names none of them`)
    return [[collection, { org, ...Object.fromEntries(found) }]]
  }
  const parts = Object.values(to.records).filter(kept => kept.row.partOf === write.drop)
  const id = Object(write)[row.key[0]]
  return [
    [collection, { _id: idOf(row, org, Object(write)) }],
    ...parts.map(part => [part.collection, { _id: beginning(under(org, id)) }] as const),
  ]
}

/** A filter is one document: it must stay far below what a document may be. */
const SLICE = 5_000

const slices = <T>(all: readonly T[], size: number): readonly (readonly T[])[] =>
  Array.from({ length: Math.ceil(all.length / size) }, (_, i) => all.slice(i * size, (i + 1) * size))

const ended = (org: OrgId, of: Ended): readonly Document[] => {
  switch (of.by) {
    case 'subject':
      return [{ account: printAccountId(org, of.subject) }]
    case 'subjects':
      return slices(of.subjects, SLICE).map(some => ({
        account: { $in: some.map(subject => printAccountId(org, subject)) },
      }))
    case 'client':
      return [{ client: of.client }]
    case 'session':
      return [{ kind: 'Session', uid: of.session }, ...(of.alone ? [] : [{ session: of.session }])]
    case 'grant':
      return [{ _id: oidcKey('Grant', of.grant) }, { grant: of.grant }]
    case 'token':
      return []
  }
}
