import { z } from 'zod'
import type { Drafting } from '../../change/commit.ts'
import { requireHolder } from '../../change/roles.ts'
import type { Caller } from '../../model/caller.ts'
import { AccountRef, decodeRef, encodeRef, idOf, ORG, type Resource, type Subject } from '../../model/id.ts'
import { PageQuery, type PageRequest } from '../../model/page.ts'
import { Problem } from '../../model/problems.ts'
import { Attributes, type RegisteredResource } from '../../model/resource.ts'
import { fresh } from '../../model/unique.ts'
import { change, read } from '../builders.ts'
import type { Question } from '../route.ts'
import { actingAs } from '../steps/authorise.ts'
import { actsForOthers } from './actor.ts'
import { AttributeIs, Beginning } from './filters.ts'
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
  description:
    'In the order of their ids, exactly those that the policy set lets you view; with `name` in the order of names. A page of a list that is narrowed may be short, or even empty, with a `next_token`.',
  params: InOrg,
  query: PageQuery.extend({
    name: Beginning.optional().describe('Those whose name begins with this, whatever the case'),
    attribute: AttributeIs.optional().describe('Those with this attribute, such as `city=Fez`'),
  }),
  reply: listOf(DatasetReply),
  may: 'caller',
  async handle(rooms, { caller, org, view, query }) {
    const subject = actingAs(caller, view)
    const action = view.catalogue.operations.listDatasets ?? ''
    const seeing = {
      org,
      type: TYPE,
      all: (page: PageRequest) => view.resources({ subject, actions: [action], type: TYPE, ...page }),
      among: async (ids: readonly Resource[]) => {
        const answers = await view.answerAll(ids.map(resource => ({ subject, action, resource })))
        return new Set(ids.filter((_, at) => answers[at]?.allowed))
      },
    }
    const { name, attribute } = query
    return paged(
      await rooms.directory.resources.list(seeing, { name, attribute }, pageOf(query)),
      printedDataset,
    )
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

const createDataset = change({
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
  draft({ resources }, { caller, body }) {
    const creator = creatorOf(caller, body.creator)
    const drafted = resources.create({ ...body, id: body.id ?? freshId(), creator })
    return provided(creator, { on: ORG, operation: 'createDataset' }, drafted)
  },
  state: ({ answer }) => printedDataset(answer),
})

const cloneDataset = change({
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
  draft({ resources }, { caller, params, body }) {
    const creator = creatorOf(caller, body.creator)
    const id = body.id ?? freshId()
    const drafted = resources.clone(params.id, { id, name: body.name ?? idOf(id), creator })
    return provided(creator, { on: params.id, operation: 'cloneDataset' }, drafted)
  },
  state: ({ answer }) => printedDataset(answer),
})

const updateDataset = change({
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
  draft: ({ resources }, { params, body }) => resources.update(params.id, body),
  state: ({ answer }) => printedDataset(answer),
})

const deleteDataset = change({
  operation: 'deleteDataset',
  method: 'DELETE',
  path: '/v1/orgs/:org/datasets/:id',
  tag: 'Datasets',
  summary: 'Delete a dataset',
  description: 'Its grants and snapshots go with it, in one change.',
  params: DatasetPath,
  problems: ['change_too_large'],
  may: ({ params }) => ({ on: params.id }),
  draft: ({ resources }, { params }) => resources.remove(params.id),
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

/** The draft, if the creator may do this themselves: they become the manager. @throws Problem invite_first, forbidden */
const provided =
  <D>(creator: Subject | undefined, { on, operation }: Question, draft: Drafting<D>): Drafting<D> =>
  view => {
    if (creator !== undefined) {
      requireHolder(view, creator)
      const action = view.catalogue.operations[operation] ?? ''
      if (!view.check({ subject: creator, action, resource: on }))
        throw new Problem('forbidden', 'the creator may not do this')
    }
    return draft(view)
  }

export const datasetRoutes = [
  listDatasets,
  getDataset,
  createDataset,
  cloneDataset,
  updateDataset,
  deleteDataset,
]
