import { z } from 'zod'
import { EmailAddress } from '../../model/email.ts'
import { decodeRef, encodeRef, ORG, RawId, ResourceRef, type Subject } from '../../model/id.ts'
import type { Invitation } from '../../model/invitation.ts'
import { PageQuery } from '../../model/page.ts'
import { Problem } from '../../model/problems.ts'
import { read, write } from '../builders.ts'
import { actorOf } from './actor.ts'
import { InOrg } from './ids.ts'
import { listOf, paged, pageOf } from './paging.ts'

const InvitationReply = z
  .object({
    id: z.string(),
    email: z.string(),
    role: z.string(),
    grants: z.array(z.object({ resource: z.string(), level: z.string() })),
    invited_by: z.string(),
    created_at: z.iso.datetime(),
    expires_at: z.iso.datetime(),
  })
  .meta({ id: 'Invitation' })

const printedInvitation = ({ id, email, role, grants, invited_by, created_at, expires_at }: Invitation) => ({
  id,
  email,
  role,
  grants: grants.map(grant => ({ resource: decodeRef(grant.resource), level: grant.level })),
  invited_by: decodeRef(invited_by),
  created_at,
  expires_at,
})

const createInvitation = write({
  operation: 'createInvitation',
  method: 'POST',
  path: '/v1/orgs/:org/invitations',
  tag: 'Invitations',
  summary: 'Invite someone by e-mail',
  description: 'A mail with the token is sent. The token is also in this answer, and nowhere else.',
  params: InOrg,
  body: z.strictObject({
    email: EmailAddress,
    role: z.string().max(63),
    grants: z
      .array(z.strictObject({ resource: ResourceRef, level: z.string().max(63) }))
      .max(100)
      .default([]),
  }),
  reply: InvitationReply.and(z.object({ accept_token: z.string().describe('Shown this once') })),
  status: 201,
  problems: ['unknown_role', 'unknown_level', 'unknown_resource'],
  may: () => ({ on: ORG }),
  handle: ({ directory }, { org, caller, body, by }) =>
    directory.invitations.create(org, by, actorOf(caller), body),
  state: made =>
    made.dryRun ? {} : { ...printedInvitation(made.answer.invitation), accept_token: made.answer.secret },
})

const listInvitations = read({
  operation: 'listInvitations',
  path: '/v1/orgs/:org/invitations',
  tag: 'Invitations',
  summary: 'List open invitations',
  description: 'Expired invitations are listed until they are revoked.',
  params: InOrg,
  query: PageQuery,
  reply: listOf(InvitationReply),
  may: () => ({ on: ORG }),
  handle: async ({ directory }, { org, query }) =>
    paged(await directory.invitations.list(org, pageOf(query)), printedInvitation),
})

const revokeInvitation = write({
  operation: 'revokeInvitation',
  method: 'DELETE',
  path: '/v1/orgs/:org/invitations/:id',
  tag: 'Invitations',
  summary: 'Revoke an invitation',
  params: InOrg.extend({ id: RawId }),
  may: () => ({ on: ORG }),
  handle: ({ directory }, { org, params, by }) => directory.invitations.revoke(org, by, params.id),
})

const acceptInvitation = write({
  operation: 'acceptInvitation',
  method: 'POST',
  path: '/v1/invitations/accept',
  tag: 'Invitations',
  summary: 'Accept an invitation',
  description:
    'For platforms that keep accounts of their own: it makes an account that no sign-in leads to. People accept by signing in with the address that was invited. The token works once, before it expires, while the person who invited may still do so.',
  body: z.strictObject({
    token: z.string().min(1).max(256),
    user: RawId.optional().describe('The person’s id; only the operator may choose it, others get a new one'),
  }),
  reply: z.object({ org: z.string(), subject: z.string(), role: z.string() }),
  status: 201,
  problems: ['invitation_invalid', 'already_exists'],
  scope: 'none', // the invitation's token
  may: 'anyone or caller',
  async handle({ directory }, { caller, body, by }) {
    if (body.user !== undefined && caller.kind !== 'operator') {
      throw new Problem('forbidden', 'only the operator chooses the id of a person')
    }
    const { org, invitation } = await directory.invitations.of(body.token)
    const person = body.user === undefined ? undefined : (encodeRef(`user:${body.user}`) as Subject)
    return { ...(await directory.invitations.accept(org, by, invitation, person)), org }
  },
  state: ({ org, answer }) => ({ org, subject: decodeRef(answer.person), role: answer.role }),
})

export const invitationRoutes = [createInvitation, listInvitations, revokeInvitation, acceptInvitation]
