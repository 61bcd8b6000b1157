/** Resources of any type that the policy set has, and the collections that they are in. */
import { z } from 'zod'
import { collectionsOf } from '../../directory/collections.ts'
import { decodeRef, idOf, ORG, RawId, type Resource, resource, typeOf } from '../../model/id.ts'
import { PageQuery } from '../../model/page.ts'
import { Problem } from '../../model/problems.ts'
import { Attributes, type RegisteredResource } from '../../model/resource.ts'
import { change, read } from '../builders.ts'
import { actingAs } from '../steps/authorise.ts'
import { InOrg, Name } from './ids.ts'
import { listOf, paged, pageOf } from './paging.ts'
import { Revised } from './written.ts'

const Type = z
  .string()
  .regex(/^[a-z][a-z0-9_-]{0,62}$/, 'a type is of a-z, 0-9, _ and -')
  .describe('A resource type of the policy set')
const OfType = InOrg.extend({ type: Type })
export const ResourcePath = OfType.extend({ id: RawId })
const Collection = RawId.transform(id => resource('collection', id)).describe('The id of a collection')

const named = ({ type, id }: { readonly type: string; readonly id: string }): Resource => resource(type, id)

const ResourceReply = z
  .object({
    id: z.string(),
    type: z.string(),
    resource: z.string().describe('The id with its type in front'),
    name: z.string(),
    attributes: z.record(z.string(), z.json()),
    created_at: z.iso.datetime(),
    updated_at: z.iso.datetime(),
  })
  .meta({ id: 'Resource' })

const printed = ({ id, name, attributes, created_at, updated_at }: RegisteredResource) => ({
  id: idOf(id),
  type: typeOf(id),
  resource: decodeRef(id),
  name,
  attributes,
  created_at,
  updated_at,
})

const Collections = z.object({ collections: z.array(z.string()).describe('The collections that it is in') })

const listResources = read({
  operation: 'listResources',
  path: '/v1/orgs/:org/resources/:type',
  tag: 'Resources',
  summary: 'List the resources of a type that you may see',
  params: OfType,
  query: PageQuery,
  reply: listOf(ResourceReply),
  may: 'caller',
  async handle({ directory }, { caller, org, view, params, query }) {
    const { operations, types } = view.catalogue
    const [subject, actions] = [actingAs(caller, view), [operations.listResources ?? '']]
    if (!Object.hasOwn(types, params.type)) throw new Problem('not_found')
    const seen = await view.resources({ subject, actions, type: params.type, ...pageOf(query) })
    const items = await directory.resources.several(org, seen.items)
    return paged({ items, ...(seen.next === undefined ? {} : { next: seen.next }) }, printed)
  },
})

const getResource = read({
  operation: 'getResource',
  path: '/v1/orgs/:org/resources/:type/:id',
  tag: 'Resources',
  summary: 'Get one resource, with the collections that it is in',
  params: ResourcePath,
  reply: ResourceReply.and(Revised).and(Collections),
  may: ({ params }) => ({ on: named(params) }),
  async handle({ directory }, { org, view, params }) {
    const found = await directory.resources.get(org, named(params))
    if (!found) throw new Problem('not_found')
    const collections = collectionsOf(view, found.id).map(decodeRef)
    return { ...printed(found), collections, revision: view.revision }
  },
})

const putResource = change({
  operation: 'putResource',
  method: 'PUT',
  path: '/v1/orgs/:org/resources/:type/:id',
  tag: 'Resources',
  summary: 'Register a resource, or change its name or attributes',
  description:
    'For the platform’s own services, which keep the list of what there is. Absent fields stay as they are.',
  params: ResourcePath,
  body: z.strictObject({ name: Name.optional(), attributes: Attributes.optional() }),
  reply: ResourceReply,
  problems: ['unknown_resource', 'invalid_attribute'],
  may: () => ({ on: ORG }),
  draft: ({ resources }, { params, body }) => resources.put(named(params), body),
  state: ({ answer }) => printed(answer),
})

const deleteResource = change({
  operation: 'deleteResource',
  method: 'DELETE',
  path: '/v1/orgs/:org/resources/:type/:id',
  tag: 'Resources',
  summary: 'Delete a resource, with everything that names it',
  description: 'What is in a collection stays when the collection goes.',
  params: ResourcePath,
  problems: ['change_too_large', 'role_too_strong'],
  may: () => ({ on: ORG }),
  draft: ({ resources }, { params }) => resources.remove(named(params)),
})

const needs = (on: Resource, collection: Resource, operation: string) => [
  { on, operation },
  { on: collection, operation },
]

const InCollection = ResourcePath.extend({ collection: Collection })

const addToCollection = change({
  operation: 'addToCollection',
  method: 'PUT',
  path: '/v1/orgs/:org/resources/:type/:id/collections/:collection',
  tag: 'Resources',
  summary: 'Put a resource into a collection',
  description:
    'What is granted or denied on the collection holds for it from now on. You need the right on both.',
  params: InCollection,
  problems: ['in_itself'],
  may: ({ params }) => needs(named(params), params.collection, 'addToCollection'),
  draft: ({ collections }, { params }) => collections.add(named(params), params.collection),
})

const removeFromCollection = change({
  operation: 'removeFromCollection',
  method: 'DELETE',
  path: '/v1/orgs/:org/resources/:type/:id/collections/:collection',
  tag: 'Resources',
  summary: 'Take a resource out of a collection',
  params: InCollection,
  may: ({ params }) => needs(named(params), params.collection, 'removeFromCollection'),
  draft: ({ collections }, { params }) => collections.remove(named(params), params.collection),
})

export const resourceRoutes = [
  listResources,
  getResource,
  putResource,
  deleteResource,
  addToCollection,
  removeFromCollection,
]
