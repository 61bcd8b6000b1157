import { z } from 'zod'
import { givenOn } from '../../access/grants.ts'
import type { Snapshot } from '../../engine/snapshot.ts'
import { decodeRef, HolderRef, type Resource } from '../../model/id.ts'
import type { Committed } from '../../ports/committer.ts'
import type { Rooms } from '../rooms.ts'
import { type AnyInput, route } from '../route.ts'
import { visible } from '../steps/authorise.ts'
import { DatasetPath } from './datasets.ts'
import { OptionalQuery, PageQuery, paged, pageOf, Write, written } from './forms.ts'

const Level = z.strictObject({
  level: z.string().min(1).max(63).describe('An access level of the policy set; `none` takes it away'),
})
const GrantPath = DatasetPath.extend({ subject: HolderRef })

const EffectiveReply = z.object({
  items: z.array(
    z.object({
      subject: z.string(),
      level: z.string(),
      via: z
        .array(z.array(z.string()))
        .describe('Each way it has access: from the subject to the rule’s subject'),
    }),
  ),
  next_token: z.string().optional(),
})

const AccessReply = z.object({
  default_access: z.string(),
  grants: z.array(z.object({ subject: z.string(), level: z.string() })),
  effective: EffectiveReply,
})

const printed = (snapshot: Snapshot, id: Resource, page: { limit: number; after?: string }) => {
  const { default_access, grants } = givenOn(snapshot, id)
  const effective = paged(snapshot.access(id, page), ({ subject, level, via }) => ({
    subject: decodeRef(subject),
    level,
    via: via.map(path => path.map(decodeRef)),
  }))
  return {
    default_access,
    grants: grants.map(({ subject, level }) => ({ subject: decodeRef(subject), level })),
    effective,
  }
}

const getAccess = route({
  operation: 'getAccess',
  method: 'GET',
  path: '/v1/orgs/:org/datasets/:id/access',
  tag: 'Access',
  summary: 'Default access, grants, and who may do what in effect, and why; `effective` is paged',
  params: DatasetPath,
  query: PageQuery,
  reply: AccessReply.extend({ revision: z.number().int() }),
  may: ({ params }) => ({ on: params.id }),
  async handle(rooms, { caller, org, params, query }) {
    const snapshot = await visible(rooms, caller, org)
    return { ...printed(snapshot, params.id, pageOf(query)), revision: snapshot.revision }
  },
})

const setDefaultAccess = route({
  operation: 'setDefaultAccess',
  method: 'PUT',
  path: '/v1/orgs/:org/datasets/:id/access/default',
  tag: 'Access',
  summary: 'Set the default access; `none` removes it',
  params: DatasetPath,
  query: OptionalQuery,
  body: Level,
  reply: AccessReply.extend(Write.shape),
  problems: ['unknown_level', 'revision_mismatch'],
  may: ({ params }) => ({ on: params.id }),
  async handle(rooms, input) {
    const { org, params, body, by } = input
    return state(
      rooms,
      input,
      params.id,
      await rooms.access.grants.setDefault(org, by, params.id, body.level),
    )
  },
})

const setGrant = route({
  operation: 'setGrant',
  method: 'PUT',
  path: '/v1/orgs/:org/datasets/:id/access/grants/:subject',
  tag: 'Access',
  summary: 'Give a person, a service account or a group a level of its own',
  params: GrantPath,
  query: OptionalQuery,
  body: Level,
  reply: AccessReply.extend(Write.shape),
  problems: ['invite_first', 'unknown_subject', 'unknown_level', 'revision_mismatch'],
  may: ({ params }) => ({ on: params.id }),
  async handle(rooms, input) {
    const { org, params, body, by } = input
    const grant = { subject: params.subject, level: body.level }
    return state(rooms, input, params.id, await rooms.access.grants.set(org, by, params.id, grant))
  },
})

const removeGrant = route({
  operation: 'removeGrant',
  method: 'DELETE',
  path: '/v1/orgs/:org/datasets/:id/access/grants/:subject',
  tag: 'Access',
  summary: 'Take a grant away; what is left comes from groups and default access',
  params: GrantPath,
  query: OptionalQuery,
  reply: AccessReply.extend(Write.shape),
  problems: ['revision_mismatch'],
  may: ({ params }) => ({ on: params.id }),
  async handle(rooms, input) {
    const { org, params, by } = input
    return state(
      rooms,
      input,
      params.id,
      await rooms.access.grants.remove(org, by, params.id, params.subject),
    )
  },
})

/** The access of the resource after a write, its first page of effects with it. */
const state = async (
  rooms: Rooms,
  { caller, org }: Pick<AnyInput, 'caller' | 'org'>,
  id: Resource,
  committed: Committed,
) => {
  if (committed.dryRun) return written(committed)
  const snapshot = await visible(rooms, caller, org)
  return { ...printed(snapshot, id, { limit: 100 }), ...written(committed) }
}

export const grantRoutes = [getAccess, setDefaultAccess, setGrant, removeGrant]
