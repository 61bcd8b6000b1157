/** Grants on resources of any type, collections among them: a grant on a collection holds for all that is in it. */
import { HolderRef, resource } from '../../model/id.ts'
import { change } from '../builders.ts'
import { LimitedLevel } from './grants.ts'
import { ResourcePath } from './resources.ts'

const Path = ResourcePath.extend({ subject: HolderRef })

const setResourceGrant = change({
  operation: 'setResourceGrant',
  method: 'PUT',
  path: '/v1/orgs/:org/resources/:type/:id/access/grants/:subject',
  tag: 'Resources',
  summary: 'Grant a person, a service account or a group a level on a resource',
  params: Path,
  body: LimitedLevel,
  problems: ['invite_first', 'unknown_subject', 'unknown_level'],
  may: ({ params }) => ({ on: resource(params.type, params.id), operation: 'setGrant' }),
  draft: ({ grants }, { params, body }) =>
    grants.set(resource(params.type, params.id), { subject: params.subject, ...body }),
})

const removeResourceGrant = change({
  operation: 'removeResourceGrant',
  method: 'DELETE',
  path: '/v1/orgs/:org/resources/:type/:id/access/grants/:subject',
  tag: 'Resources',
  summary: 'Remove a grant on a resource',
  params: Path,
  may: ({ params }) => ({ on: resource(params.type, params.id), operation: 'removeGrant' }),
  draft: ({ grants }, { params }) => grants.remove(resource(params.type, params.id), params.subject),
})

export const resourceGrantRoutes = [setResourceGrant, removeResourceGrant]
