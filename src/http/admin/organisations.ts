import { z } from 'zod'
import { encodeRef, ORG, OrgRef, RawId, type Subject } from '../../model/id.ts'
import type { Organisation } from '../../model/organisation.ts'
import { route } from '../route.ts'
import { allowed, requireScope, visible } from '../steps/authorise.ts'
import { InOrg, listOf, Name, OptionalQuery, PageQuery, paged, pageOf, Write, written } from './forms.ts'

const OrganisationReply = z.object({
  id: z.string(),
  name: z.string(),
  policy_set: z.string(),
  created_at: z.iso.datetime(),
})

const printed = ({ id, name, policy_set, created_at }: Organisation) => ({ id, name, policy_set, created_at })

/** The first admin, as `user:ID`. */
const Person = z
  .string()
  .startsWith('user:')
  .transform(text => text.slice(5))
  .pipe(RawId)
  .transform(id => encodeRef(`user:${id}`) as Subject)

const createOrganisation = route({
  operation: 'createOrganisation',
  method: 'POST',
  path: '/v1/orgs',
  tag: 'Organisations',
  summary: 'Create an organisation (platform operator)',
  query: OptionalQuery,
  body: z.strictObject({
    id: OrgRef,
    name: Name,
    policy_set: z.string().max(63).default('datasets'),
    admin: Person.optional().describe('The first admin: `user:ID`'),
  }),
  reply: OrganisationReply.extend(Write.shape),
  status: 201,
  problems: ['already_exists', 'unknown_policy_set'],
  may: 'operator',
  async handle({ directory }, { body, by }) {
    const { admin, ...rest } = body
    const made = await directory.organisations.create(by, { ...rest, ...(admin ? { admin } : {}) })
    return { ...printed(made.organisation), ...written(made) }
  },
})

const listOrganisations = route({
  operation: 'listOrganisations',
  method: 'GET',
  path: '/v1/orgs',
  tag: 'Organisations',
  summary: 'Organisations: all of them for the operator, else the caller’s own if they may see it',
  query: PageQuery,
  reply: listOf(OrganisationReply),
  may: 'caller',
  async handle(rooms, { caller, query }) {
    if (caller.kind === 'operator')
      return paged(await rooms.directory.organisations.list(pageOf(query)), printed)
    const view = await visible(rooms, caller, caller.org)
    requireScope(caller, 'read')
    return { items: allowed(view, caller, ORG, 'getOrganisation') ? [printed(view.organisation)] : [] }
  },
})

const getOrganisation = route({
  operation: 'getOrganisation',
  method: 'GET',
  path: '/v1/orgs/:org',
  tag: 'Organisations',
  summary: 'One organisation',
  params: InOrg,
  reply: OrganisationReply.extend({ revision: z.number().int(), token: z.string() }),
  may: () => ({ on: ORG }),
  async handle(rooms, { caller, org }) {
    const { organisation, revision } = await visible(rooms, caller, org)
    return { ...printed(organisation), revision, token: rooms.replica.token(org, revision) }
  },
})

const updateOrganisation = route({
  operation: 'updateOrganisation',
  method: 'PATCH',
  path: '/v1/orgs/:org',
  tag: 'Organisations',
  summary: 'Rename an organisation',
  params: InOrg,
  query: OptionalQuery,
  body: z.strictObject({ name: Name }),
  reply: OrganisationReply.extend(Write.shape),
  problems: ['revision_mismatch'],
  may: () => ({ on: ORG }),
  async handle({ directory }, { org, body, by }) {
    const made = await directory.organisations.update(org, by, body)
    return { ...printed(made.answer), ...written(made) }
  },
})

const deleteOrganisation = route({
  operation: 'deleteOrganisation',
  method: 'DELETE',
  path: '/v1/orgs/:org',
  tag: 'Organisations',
  summary:
    'End an organisation (platform operator): everything is denied from then on, the history stays, the id stays taken',
  params: InOrg,
  query: OptionalQuery,
  reply: Write,
  problems: ['not_found', 'revision_mismatch'],
  may: 'operator',
  handle: async ({ directory }, { org, by }) => written(await directory.organisations.remove(org, by)),
})

export const organisationRoutes = [
  createOrganisation,
  listOrganisations,
  getOrganisation,
  updateOrganisation,
  deleteOrganisation,
]
