import type { ResourceStore } from '../../src/ports/resource-store.ts'
import type { Connection } from './connection/connection.ts'
import { beginning, partKey, recordKey, under } from './records/keys.ts'
import { asPage, pageOf } from './records/listing.ts'
import { recordReads } from './records/record-reads.ts'
import { records } from './records/records.ts'

/** Registered resources and their versions, read. */
export const createResourceStore = (c: Connection): ResourceStore => {
  const { resources, versions } = c.in
  return {
    resource: recordReads(c, records.resource).find,
    resources: (org, ids) =>
      c.ask(async () => {
        if (ids.length === 0) return []
        const found = await resources.find({ _id: { $in: ids.map(id => recordKey(org, id)) } }).toArray()
        const byKey = new Map(found.map(document => [document._id, document]))
        return ids.flatMap(id => {
          const document = byKey.get(recordKey(org, id))
          return document ? [records.resource.read(document)] : []
        })
      }),
    versions: (org, id, { limit, after }) =>
      c.ask(async () => {
        const _id = beginning(under(org, id), after === undefined ? undefined : partKey(org, id, after))
        return asPage(await pageOf(versions, { _id }, limit, records.version), item => item.id)
      }),
    version: (org, id, version) =>
      c.ask(async () => {
        const found = await versions.findOne({ _id: partKey(org, id, version) })
        return found ? records.version.read(found) : undefined
      }),
  }
}
