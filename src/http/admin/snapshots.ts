import { z } from 'zod'
import { decodeRef, RawId } from '../../model/id.ts'
import { PageQuery } from '../../model/page.ts'
import type { ResourceVersion } from '../../model/resource.ts'
import { fresh } from '../../model/unique.ts'
import { read, write } from '../builders.ts'
import { actorOf } from './actor.ts'
import { DatasetPath } from './datasets.ts'
import { Name } from './ids.ts'
import { listOf, paged, pageOf } from './paging.ts'

const VersionPath = DatasetPath.extend({ snapshot: RawId })
const VersionReply = z
  .object({
    id: z.string(),
    name: z.string(),
    created_by: z.string(),
    created_at: z.iso.datetime(),
    reverted_at: z.iso.datetime().optional(),
  })
  .meta({ id: 'DatasetSnapshot' })

const printedSnapshot = ({ id, name, created_by, created_at, reverted_at }: ResourceVersion) => ({
  id,
  name,
  created_by: decodeRef(created_by),
  created_at,
  ...(reverted_at ? { reverted_at } : {}),
})

const listSnapshots = read({
  operation: 'listSnapshots',
  path: '/v1/orgs/:org/datasets/:id/snapshots',
  tag: 'Snapshots',
  summary: 'List the snapshots of a dataset',
  params: DatasetPath,
  query: PageQuery,
  reply: listOf(VersionReply),
  may: ({ params }) => ({ on: params.id }),
  handle: async ({ directory }, { org, params, query }) =>
    paged(await directory.versions.list(org, params.id, pageOf(query)), printedSnapshot),
})

const createSnapshot = write({
  operation: 'createSnapshot',
  method: 'POST',
  path: '/v1/orgs/:org/datasets/:id/snapshots',
  tag: 'Snapshots',
  summary: 'Record a snapshot',
  params: DatasetPath,
  body: z.strictObject({ id: RawId.optional(), name: Name }),
  reply: VersionReply,
  status: 201,
  problems: ['already_exists'],
  may: ({ params }) => ({ on: params.id }),
  async handle({ directory }, { org, caller, params, body, by }) {
    const wish = { id: body.id ?? fresh('snap'), name: body.name, created_by: actorOf(caller) }
    return directory.versions.create(org, by, params.id, wish)
  },
  state: ({ answer }) => printedSnapshot(answer),
})

const deleteSnapshot = write({
  operation: 'deleteSnapshot',
  method: 'DELETE',
  path: '/v1/orgs/:org/datasets/:id/snapshots/:snapshot',
  tag: 'Snapshots',
  summary: 'Delete a snapshot’s record',
  params: VersionPath,
  may: ({ params }) => ({ on: params.id }),
  handle: ({ directory }, { org, params, by }) =>
    directory.versions.remove(org, by, params.id, params.snapshot),
})

const revertSnapshot = write({
  operation: 'revertSnapshot',
  method: 'POST',
  path: '/v1/orgs/:org/datasets/:id/snapshots/:snapshot/revert',
  tag: 'Snapshots',
  summary: 'Record that the dataset went back to a snapshot',
  params: VersionPath,
  reply: VersionReply,
  may: ({ params }) => ({ on: params.id }),
  handle: ({ directory }, { org, params, by }) =>
    directory.versions.revert(org, by, params.id, params.snapshot),
  state: ({ answer }) => printedSnapshot(answer),
})

export const snapshotRoutes = [listSnapshots, createSnapshot, deleteSnapshot, revertSnapshot]
