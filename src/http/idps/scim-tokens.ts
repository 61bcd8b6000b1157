import { z } from 'zod'
import { ORG } from '../../model/id.ts'
import type { ScimToken } from '../../model/scim.ts'
import { InOrg, Name } from '../admin/ids.ts'
import { listOf } from '../admin/paging.ts'
import { read, write } from '../builders.ts'
import { IdpId } from './forms.ts'

const tag = 'Identity providers'
const Reply = z
  .object({
    id: z.string(),
    idp: IdpId,
    provider: z.string().optional().describe('What the identity provider is called today; in the list'),
    name: z.string(),
    hint: z.string(),
    created_at: z.iso.datetime(),
    expires_at: z.iso.datetime().optional(),
  })
  .meta({ id: 'ScimToken' })

const printedToken = ({ hash, ...rest }: ScimToken) => rest

const listScimTokens = read({
  operation: 'listScimTokens',
  path: '/v1/orgs/:org/scim-tokens',
  tag,
  summary: 'List SCIM tokens',
  params: InOrg,
  reply: listOf(Reply),
  may: () => ({ on: ORG }),
  async handle({ scim, bridge }, { org }) {
    const names = new Map((await bridge.idps.list(org)).map(({ id, name }) => [id, name]))
    const items = (await scim.tokens.list(org)).map(token => {
      const provider = names.get(token.idp)
      return { ...printedToken(token), ...(provider === undefined ? {} : { provider }) }
    })
    return { items }
  },
})

const createScimToken = write({
  operation: 'createScimToken',
  method: 'POST',
  path: '/v1/orgs/:org/scim-tokens',
  tag,
  summary: 'Create a SCIM token for an identity provider',
  description: 'The token is in this answer and nowhere else.',
  params: InOrg,
  body: z.strictObject({
    idp: IdpId.describe('The identity provider whose people it keeps'),
    name: Name,
    expires_at: z.coerce.date().optional(),
  }),
  reply: Reply.and(
    z.object({
      scim_token: z.string().describe('Shown this once'),
      base_url: z.string().describe('Where the identity provider sends its people'),
    }),
  ),
  status: 201,
  problems: ['role_too_strong', 'change_too_large'],
  // Whoever has it says which id at the provider is which of its people, and so who signs in as them.
  may: () => [{ on: ORG }, { on: ORG, operation: 'setMemberRole', gives: 'anything' as const }],
  handle({ scim }, { org, body, by }) {
    const { expires_at, ...wish } = body
    return scim.tokens.create(org, by, { ...wish, ...(expires_at ? { expires_at } : {}) })
  },
  state: ({ made, secret }, { org }, { publicUrl }) => ({
    ...printedToken(made),
    scim_token: secret,
    base_url: `${publicUrl}/scim/v2/orgs/${org}`,
  }),
})

const revokeScimToken = write({
  operation: 'revokeScimToken',
  method: 'DELETE',
  path: '/v1/orgs/:org/scim-tokens/:id',
  tag,
  summary: 'Revoke a SCIM token',
  description: 'The people that it kept stay as they are.',
  params: InOrg.extend({ id: z.string().max(64) }),
  may: () => ({ on: ORG }),
  handle: ({ scim }, { org, params, by }) => scim.tokens.revoke(org, by, params.id),
})

export const scimTokenRoutes = [listScimTokens, createScimToken, revokeScimToken]
