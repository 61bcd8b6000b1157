import { z } from 'zod'
import { requireHolder } from '../../change/roles.ts'
import type { RulesView } from '../../change/rules-view.ts'
import type { Caller } from '../../model/caller.ts'
import { AccountRef, decodeRef, encodeRef, idOf, ORG, type Resource, type Subject } from '../../model/id.ts'
import { PageQuery } from '../../model/page.ts'
import { Problem } from '../../model/problems.ts'
import { Attributes, type RegisteredResource } from '../../model/resource.ts'
import { fresh } from '../../model/unique.ts'
import { read, write } from '../builders.ts'
import type { AnyInput } from '../route.ts'
import { actingAs } from '../steps/authorise.ts'
import { actsForOthers } from './actor.ts'
import { DatasetId, InOrg, Name } from './ids.ts'
import { listOf, paged, pageOf } from './paging.ts'
import { Revised } from './written.ts'

const TYPE = 'dataset'
export const DatasetPath = InOrg.extend({ id: DatasetId })

const DatasetReply = z
  .object({
    id: z.string(),
    resource: z.string().describe('The id with its type in front'),
    name: z.string(),
    attributes: z.record(z.string(), z.json()),
    creator: z.string().optional(),
    created_at: z.iso.datetime(),
    updated_at: z.iso.datetime(),
  })
  .meta({ id: 'Dataset' })

const printedDataset = ({ id, name, attributes, creator, created_at, updated_at }: RegisteredResource) => ({
  id: idOf(id),
  resource: decodeRef(id),
  name,
  attributes,
  ...(creator === undefined ? {} : { creator: decodeRef(creator) }),
  created_at,
  updated_at,
})

const Creator = AccountRef.optional().describe(
  'Who becomes its manager: the caller when absent; only for the operator and service accounts, which act for others',
)

const listDatasets = read({
  operation: 'listDatasets',
  path: '/v1/orgs/:org/datasets',
  tag: 'Datasets',
  summary: 'List the datasets that you may view',
  description: 'In the order of their ids, exactly those that the policy set lets you view.',
  params: InOrg,
  query: PageQuery,
  reply: listOf(DatasetReply),
  may: 'caller',
  async handle(rooms, { caller, org, view, query }) {
    const action = view.catalogue.operations.listDatasets ?? ''
    const seen = await view.resources({
      subject: actingAs(caller, view),
      actions: [action],
      type: TYPE,
      ...pageOf(query),
    })
    const items = await rooms.directory.resources.list(org, seen.items)
    return paged({ items, ...(seen.next === undefined ? {} : { next: seen.next }) }, printedDataset)
  },
})

const getDataset = read({
  operation: 'getDataset',
  path: '/v1/orgs/:org/datasets/:id',
  tag: 'Datasets',
  summary: 'Get one dataset, with your own level on it',
  params: DatasetPath,
  reply: DatasetReply.and(Revised).and(
    z.object({ level: z.string().describe('The caller’s own level on it') }),
  ),
  may: ({ params }) => ({ on: params.id }),
  async handle(rooms, { caller, org, view, params }) {
    const found = await rooms.directory.resources.get(org, params.id)
    if (!found) throw new Problem('not_found')
    const level = view.level(actingAs(caller, view), params.id)
    return { ...printedDataset(found), level, revision: view.revision }
  },
})

const createDataset = write({
  operation: 'createDataset',
  method: 'POST',
  path: '/v1/orgs/:org/datasets',
  tag: 'Datasets',
  summary: 'Register a dataset',
  description:
    'Its creator becomes its manager. An id that is taken is `already_exists`, also where you may not see what has it.',
  params: InOrg,
  body: z.strictObject({
    id: DatasetId.optional().describe('Made by the service when absent: `ds_...`'),
    name: Name,
    attributes: Attributes.default({}),
    default_access: z
      .string()
      .max(63)
      .optional()
      .describe('A level or `none`; the organisation’s setting when absent'),
    creator: Creator,
  }),
  reply: DatasetReply,
  status: 201,
  problems: ['already_exists', 'unknown_level', 'invite_first'],
  may: () => ({ on: ORG }),
  async handle({ directory }, { org, caller, body, by }) {
    const creator = creatorOf(caller, body.creator)
    const guarded = { ...by, guard: also(by.guard, creator, 'createDataset', ORG) }
    return directory.resources.create(org, guarded, { ...body, id: body.id ?? freshId(), creator })
  },
  state: ({ answer }) => printedDataset(answer),
})

const cloneDataset = write({
  operation: 'cloneDataset',
  method: 'POST',
  path: '/v1/orgs/:org/datasets/:id/clone',
  tag: 'Datasets',
  summary: 'Clone a dataset’s record',
  description: 'Attributes are copied; access is not. The person who clones becomes the manager of the copy.',
  params: DatasetPath,
  body: z.strictObject({ id: DatasetId.optional(), name: Name.optional(), creator: Creator }),
  reply: DatasetReply,
  status: 201,
  problems: ['already_exists', 'invite_first'],
  may: ({ params }) => ({ on: params.id }),
  async handle({ directory }, { org, caller, params, body, by }) {
    const creator = creatorOf(caller, body.creator)
    const guarded = { ...by, guard: also(by.guard, creator, 'cloneDataset', params.id) }
    const id = body.id ?? freshId()
    return directory.resources.clone(org, guarded, params.id, { id, name: body.name ?? idOf(id), creator })
  },
  state: ({ answer }) => printedDataset(answer),
})

const updateDataset = write({
  operation: 'updateDataset',
  method: 'PATCH',
  path: '/v1/orgs/:org/datasets/:id',
  tag: 'Datasets',
  summary: 'Rename a dataset, or replace its attributes',
  params: DatasetPath,
  body: z
    .strictObject({ name: Name.optional(), attributes: Attributes.optional() })
    .refine(body => body.name !== undefined || body.attributes !== undefined, 'nothing to change'),
  reply: DatasetReply,
  may: () => [],
  mayAlso: ({ params, body }) => [
    ...(body.name === undefined ? [] : [{ on: params.id, operation: 'renameDataset' }]),
    ...(body.attributes === undefined ? [] : [{ on: params.id, operation: 'describeDataset' }]),
  ],
  handle: ({ directory }, { org, params, body, by }) => directory.resources.update(org, by, params.id, body),
  state: ({ answer }) => printedDataset(answer),
})

const deleteDataset = write({
  operation: 'deleteDataset',
  method: 'DELETE',
  path: '/v1/orgs/:org/datasets/:id',
  tag: 'Datasets',
  summary: 'Delete a dataset',
  description: 'Its grants and snapshots go with it, in one change.',
  params: DatasetPath,
  problems: ['change_too_large'],
  may: ({ params }) => ({ on: params.id }),
  handle: ({ directory }, { org, params, by }) => directory.resources.remove(org, by, params.id),
})

const freshId = (): Resource => encodeRef(`${TYPE}:${fresh('ds')}`) as Resource

const creatorOf = (caller: Caller, named: Subject | undefined): Subject | undefined => {
  if (named !== undefined) {
    if (!actsForOthers(caller) && !(caller.kind === 'account' && caller.subject === named)) {
      throw new Problem('forbidden', 'only those who act for others name a creator')
    }
    return named
  }
  return caller.kind === 'operator' ? undefined : caller.subject
}

/** The creator becomes the manager, and so must be allowed to do this themselves. */
const also =
  (guard: AnyInput['by']['guard'], creator: Subject | undefined, operation: string, on: Resource) =>
  (view: RulesView): void => {
    guard?.(view)
    if (creator === undefined) return
    requireHolder(view, creator)
    const action = view.catalogue.operations[operation] ?? ''
    if (!view.check({ subject: creator, action, resource: on })) {
      throw new Problem('forbidden', 'the creator may not do this')
    }
  }

export const datasetRoutes = [
  listDatasets,
  getDataset,
  createDataset,
  cloneDataset,
  updateDataset,
  deleteDataset,
]
