import { z } from 'zod'
import { decodeRef, ORG } from '../../model/id.ts'
import { IdpTerms } from '../../model/idp.ts'
import { PageQuery } from '../../model/page.ts'
import { InOrg } from '../admin/ids.ts'
import { listOf, paged, pageOf } from '../admin/paging.ts'
import { read, write } from '../builders.ts'
import { LARGE, route } from '../route.ts'
import {
  decoded,
  Finding,
  IdpBody,
  IdpReply,
  InIdp,
  MappingPreviewReply,
  MetadataReply,
  PreviewBody,
  printedIdp,
  printedReading,
} from './forms.ts'
import { wishOf } from './wish.ts'

const tag = 'Identity providers'

/** An identity provider says who somebody is, whatever they hold here, and its mappings give roles and groups away. */
const mayConnect = () => [{ on: ORG }, { on: ORG, operation: 'setMemberRole', gives: 'anything' as const }]

const listIdentityProviders = read({
  operation: 'listIdentityProviders',
  path: '/v1/orgs/:org/identity-providers',
  tag,
  summary: 'List identity providers',
  params: InOrg,
  reply: listOf(IdpReply),
  may: () => ({ on: ORG }),
  async handle({ bridge }, { org }) {
    const idps = await bridge.idps.list(org)
    return { items: idps.map(one => printedIdp(one, bridge.addresses(org, one.id))) }
  },
})

const createIdentityProvider = write({
  operation: 'createIdentityProvider',
  method: 'POST',
  path: '/v1/orgs/:org/identity-providers',
  tag,
  summary: 'Connect an OpenID or SAML identity provider',
  params: InOrg,
  body: IdpBody,
  limits: LARGE,
  reply: IdpReply,
  status: 201,
  problems: ['unknown_role', 'role_too_strong', 'unknown_group', 'metadata_unusable', 'change_too_large'],
  may: mayConnect,
  handle: async (rooms, { org, body, by }) => {
    const wish = await wishOf(rooms, body)
    return rooms.bridge.idps.create(org, by, wish())
  },
  state: ({ idp }, { org }, { bridge }) => printedIdp(idp, bridge.addresses(org, idp.id)),
})

const beginIdentityProvider = write({
  operation: 'beginIdentityProvider',
  method: 'POST',
  path: '/v1/orgs/:org/identity-providers/drafts',
  tag,
  summary: 'Begin an identity provider that wants our addresses before it tells its own settings',
  description:
    'The answer has `addresses` to register there. Nobody signs in through it until `PUT` gives it settings, which also enables it.',
  params: InOrg,
  body: z.strictObject({ name: IdpTerms.shape.name, protocol: z.enum(['oidc', 'saml']) }),
  reply: IdpReply,
  status: 201,
  problems: ['change_too_large'],
  may: () => ({ on: ORG, operation: 'createIdentityProvider' }),
  handle: ({ bridge }, { org, body, by }) => bridge.idps.begin(org, by, body),
  state: ({ idp }, { org }, { bridge }) => printedIdp(idp, bridge.addresses(org, idp.id)),
})

const getIdentityProvider = read({
  operation: 'getIdentityProvider',
  path: '/v1/orgs/:org/identity-providers/:idp',
  tag,
  summary: 'Get one identity provider',
  params: InIdp,
  reply: IdpReply,
  may: () => ({ on: ORG }),
  handle: async ({ bridge }, { org, params }) =>
    printedIdp(await bridge.idps.get(org, params.idp), bridge.addresses(org, params.idp)),
})

const updateIdentityProvider = write({
  operation: 'updateIdentityProvider',
  method: 'PUT',
  path: '/v1/orgs/:org/identity-providers/:idp',
  tag,
  summary: 'Replace an identity provider’s settings',
  description: 'Secrets that are not sent stay as they are.',
  params: InIdp,
  body: IdpBody,
  limits: LARGE,
  reply: IdpReply,
  problems: [
    'unknown_role',
    'role_too_strong',
    'unknown_group',
    'metadata_unusable',
    'other_identity_provider',
  ],
  may: mayConnect,
  handle: async (rooms, { org, params, body, by }) =>
    rooms.bridge.idps.update(
      org,
      by,
      params.idp,
      await wishOf(rooms, body, await rooms.bridge.idps.get(org, params.idp)),
    ),
  state: ({ idp }, { org }, { bridge }) => printedIdp(idp, bridge.addresses(org, idp.id)),
})

const deleteIdentityProvider = write({
  operation: 'deleteIdentityProvider',
  method: 'DELETE',
  path: '/v1/orgs/:org/identity-providers/:idp',
  tag,
  summary: 'Disconnect an identity provider',
  description:
    'Its people keep their accounts and cannot sign in through it any more. With `take=mapped`, roles and memberships that only its mappings gave go as well, also of one that was disconnected before; with `dry_run` the answer says which.',
  params: InIdp,
  query: z.object({ take: z.enum(['mapped']).optional().describe('What only its mappings gave') }),
  problems: ['change_too_large', 'role_too_strong'],
  may: () => ({ on: ORG }),
  handle: ({ bridge }, { org, params, query, by }) => bridge.idps.remove(org, by, params.idp, query.take),
})

const testIdentityProvider = route({
  scope: 'write',
  operation: 'testIdentityProvider',
  method: 'POST',
  path: '/v1/orgs/:org/identity-providers/:idp/test',
  tag,
  summary: 'Test the settings of an identity provider',
  params: InIdp,
  reply: z.object({ ok: z.boolean(), findings: z.array(Finding) }),
  may: () => ({ on: ORG }),
  async handle({ bridge }, { org, view, params }) {
    const findings = await bridge.test(view, await bridge.idps.get(org, params.idp))
    return { ok: findings.every(({ ok }) => ok), findings }
  },
})

const readIdentityProviderMetadata = route({
  scope: 'write',
  operation: 'readIdentityProviderMetadata',
  method: 'POST',
  path: '/v1/orgs/:org/identity-providers/:idp/metadata',
  tag,
  summary: 'Read the metadata of a SAML identity provider again, now',
  description:
    'It is read on schedule, too. What is new becomes its settings; where it cannot be read, the answer has `fault` and the settings stay.',
  params: InIdp,
  reply: MetadataReply,
  may: () => ({ on: ORG, operation: 'updateIdentityProvider' }),
  handle: async ({ bridge }, { org, params, by }) =>
    printedReading(await bridge.readings.read(org, await bridge.idps.get(org, params.idp), by)),
})

const previewMapping = route({
  scope: 'write',
  operation: 'previewMapping',
  method: 'POST',
  path: '/v1/orgs/:org/identity-providers/:idp/preview',
  tag,
  summary: 'Preview what a group mapping would do',
  description: 'Nothing is changed. It answers for the people who have signed in or were provisioned so far.',
  params: InIdp,
  query: PageQuery,
  body: PreviewBody,
  limits: LARGE,
  reply: listOf(MappingPreviewReply),
  problems: ['unknown_role', 'unknown_group'],
  may: () => ({ on: ORG }),
  async handle(rooms, { org, view, params, query, body }) {
    const idp = await rooms.bridge.idps.get(org, params.idp)
    const page = await rooms.bridge.preview(view, idp, body.mappings ?? idp.mappings, pageOf(query))
    return paged(page, ({ subject, joins, leaves, ...rest }) => ({
      ...rest,
      subject: decoded([subject])[0],
      joins: decoded(joins),
      leaves: decoded(leaves),
    }))
  },
})

const previewJoining = route({
  scope: 'write',
  operation: 'previewJoining',
  method: 'POST',
  path: '/v1/orgs/:org/identity-providers/:idp/join-preview',
  tag,
  summary: 'Preview whom a rule for joining would find',
  description:
    'Nothing is changed. `joins` says whether somebody new at this identity provider, with the id or the believed address of the person, would be joined to them.',
  params: InIdp,
  query: PageQuery,
  body: z.strictObject({
    join_by: IdpTerms.shape.join_by.removeDefault().optional().describe('The saved one when absent'),
    join_linked: IdpTerms.shape.join_linked.removeDefault().optional(),
  }),
  reply: listOf(
    z.object({
      subject: z.string(),
      name: z.string().optional(),
      email: z.string().optional(),
      external_id: z.string().optional(),
      joins: z.boolean(),
    }),
  ),
  may: () => ({ on: ORG, operation: 'previewMapping' }),
  async handle({ bridge }, { org, params, query, body }) {
    const idp = await bridge.idps.get(org, params.idp)
    const { join_by = idp.join_by, join_linked = idp.join_linked } = body
    const page = await bridge.previewJoining(org, idp, { join_by, join_linked }, pageOf(query))
    return paged(page, ({ account: { id, name, email, external_id }, joins }) => ({
      subject: decodeRef(id),
      ...(name === undefined ? {} : { name }),
      ...(email === undefined ? {} : { email }),
      ...(external_id === undefined ? {} : { external_id }),
      joins,
    }))
  },
})

export const identityProviderRoutes = [
  listIdentityProviders,
  createIdentityProvider,
  beginIdentityProvider,
  getIdentityProvider,
  updateIdentityProvider,
  deleteIdentityProvider,
  testIdentityProvider,
  readIdentityProviderMetadata,
  previewMapping,
  previewJoining,
]
