import { z } from 'zod'
import { givenOn } from '../../access/grants.ts'
import type { Changed } from '../../change/commit.ts'
import type { RulesView } from '../../change/rules-view.ts'
import { decodeRef, HolderRef, type Resource } from '../../model/id.ts'
import { route } from '../route.ts'
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

const printed = (view: RulesView, id: Resource, page: { limit: number; after?: string }) => {
  const { default_access, grants } = givenOn(view, id)
  const effective = paged(view.access(id, page), ({ subject, level, via }) => ({
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
  handle: async ({ access }, { org, params, body, by }) =>
    afterwards(params.id, await access.grants.setDefault(org, by, params.id, body.level)),
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
  async handle({ access }, { org, params, body, by }) {
    const grant = { subject: params.subject, level: body.level }
    return afterwards(params.id, await access.grants.set(org, by, params.id, grant))
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
  handle: async ({ access }, { org, params, by }) =>
    afterwards(params.id, await access.grants.remove(org, by, params.id, params.subject)),
})

/** The access of the resource as a write leaves it, or would in a dry run, with the first page of effects. */
const afterwards = (id: Resource, made: Changed) => ({
  ...printed(made.after, id, { limit: 100 }),
  ...written(made),
})

export const grantRoutes = [getAccess, setDefaultAccess, setGrant, removeGrant]
