import { z } from 'zod'
import { encodeRef, ORG, OrgRef, RawId, type Subject } from '../../model/id.ts'
import type { Organisation } from '../../model/organisation.ts'
import { PageQuery } from '../../model/page.ts'
import { read, write } from '../builders.ts'
import { allowed } from '../steps/authorise.ts'
import { inside } from '../steps/inside.ts'
import { InOrg, Name } from './ids.ts'
import { listOf, paged, pageOf } from './paging.ts'
import { Revised } from './written.ts'

const OrganisationReply = z
  .object({
    id: z.string(),
    name: z.string(),
    policy_set: z.string(),
    created_at: z.iso.datetime(),
  })
  .meta({ id: 'Organisation' })

const printedOrganisation = ({ id, name, policy_set, created_at }: Organisation) => ({
  id,
  name,
  policy_set,
  created_at,
})

/** The first admin, as `user:ID`. */
const Person = z
  .string()
  .startsWith('user:')
  .transform(text => text.slice(5))
  .pipe(RawId)
  .transform(id => encodeRef(`user:${id}`) as Subject)

const createOrganisation = write({
  operation: 'createOrganisation',
  method: 'POST',
  path: '/v1/orgs',
  tag: 'Organisations',
  summary: 'Create an organisation',
  body: z.strictObject({
    id: OrgRef,
    name: Name,
    policy_set: z.string().max(63).default('datasets'),
    admin: Person.optional().describe('The first admin: `user:ID`'),
  }),
  reply: OrganisationReply,
  status: 201,
  conditions: ['dry_run', 'Kasbah-Reason', 'Idempotency-Key'],
  problems: ['already_exists', 'unknown_policy_set'],
  may: 'operator',
  async handle({ directory }, { body, by }) {
    const { admin, ...rest } = body
    return directory.organisations.create(by, { ...rest, ...(admin ? { admin } : {}) })
  },
  state: ({ organisation }) => printedOrganisation(organisation),
})

const listOrganisations = read({
  operation: 'listOrganisations',
  path: '/v1/orgs',
  tag: 'Organisations',
  summary: 'List organisations',
  description: 'All of them for the operator; your own for everyone else, if you may see it.',
  query: PageQuery,
  reply: listOf(OrganisationReply),
  may: 'caller',
  async handle(rooms, { caller, query }) {
    if (caller.kind === 'operator')
      return paged(await rooms.directory.organisations.list(pageOf(query)), printedOrganisation)
    const view = await inside(rooms, caller, caller.org)
    return {
      items: allowed(view, caller, ORG, 'getOrganisation') ? [printedOrganisation(view.organisation)] : [],
    }
  },
})

const getOrganisation = read({
  operation: 'getOrganisation',
  path: '/v1/orgs/:org',
  tag: 'Organisations',
  summary: 'Get one organisation',
  params: InOrg,
  reply: OrganisationReply.and(Revised).and(
    z.object({ token: z.string().describe('For `at_least_as_fresh`') }),
  ),
  may: () => ({ on: ORG }),
  async handle(rooms, { org, view }) {
    const { organisation, revision } = view
    return { ...printedOrganisation(organisation), revision, token: rooms.replica.token(org, revision) }
  },
})

const updateOrganisation = write({
  operation: 'updateOrganisation',
  method: 'PATCH',
  path: '/v1/orgs/:org',
  tag: 'Organisations',
  summary: 'Rename an organisation',
  params: InOrg,
  body: z.strictObject({ name: Name }),
  reply: OrganisationReply,
  may: () => ({ on: ORG }),
  handle: ({ directory }, { org, body, by }) => directory.organisations.update(org, by, body),
  state: ({ answer }) => printedOrganisation(answer),
})

const deleteOrganisation = write({
  operation: 'deleteOrganisation',
  method: 'DELETE',
  path: '/v1/orgs/:org',
  tag: 'Organisations',
  summary: 'Delete an organisation',
  description: 'Everything is denied from now on. The history stays, and the id stays taken.',
  params: InOrg,
  problems: ['not_found'],
  may: 'operator',
  handle: ({ directory }, { org, by }) => directory.organisations.remove(org, by),
})

export const organisationRoutes = [
  createOrganisation,
  listOrganisations,
  getOrganisation,
  updateOrganisation,
  deleteOrganisation,
]
