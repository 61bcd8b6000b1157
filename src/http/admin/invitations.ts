import { z } from 'zod'
import { decodeRef, encodeRef, ORG, RawId, ResourceRef, type Subject } from '../../model/id.ts'
import type { Invitation } from '../../model/invitation.ts'
import { Problem } from '../../model/problems.ts'
import { route } from '../route.ts'
import { actorOf } from './actor.ts'
import { Email, InOrg, listOf, OptionalQuery, PageQuery, paged, pageOf, Write, written } from './forms.ts'

const InvitationReply = z.object({
  id: z.string(),
  email: z.string(),
  role: z.string(),
  grants: z.array(z.object({ resource: z.string(), level: z.string() })),
  invited_by: z.string(),
  created_at: z.iso.datetime(),
  expires_at: z.iso.datetime(),
})

const printed = ({ id, email, role, grants, invited_by, created_at, expires_at }: Invitation) => ({
  id,
  email,
  role,
  grants: grants.map(grant => ({ resource: decodeRef(grant.resource), level: grant.level })),
  invited_by: decodeRef(invited_by),
  created_at,
  expires_at,
})

const createInvitation = route({
  operation: 'createInvitation',
  method: 'POST',
  path: '/v1/orgs/:org/invitations',
  tag: 'Invitations',
  summary: 'Invite someone by e-mail; the token is shown here once, and delivered',
  params: InOrg,
  query: OptionalQuery,
  body: z.strictObject({
    email: Email,
    role: z.string().max(63),
    grants: z
      .array(z.strictObject({ resource: ResourceRef, level: z.string().max(63) }))
      .max(100)
      .default([]),
  }),
  reply: InvitationReply.extend({ accept_token: z.string().describe('Shown this once') }).extend(Write.shape),
  status: 201,
  problems: ['unknown_role', 'unknown_level', 'unknown_resource', 'revision_mismatch'],
  may: () => ({ on: ORG }),
  async handle({ directory }, { org, caller, body, by }) {
    const made = await directory.invitations.create(org, by, actorOf(caller), body)
    if (made.dryRun) return written(made)
    const { invitation, secret } = made.answer
    return { ...printed(invitation), accept_token: secret, ...written(made) }
  },
})

const listInvitations = route({
  operation: 'listInvitations',
  method: 'GET',
  path: '/v1/orgs/:org/invitations',
  tag: 'Invitations',
  summary: 'Invitations that were not accepted yet, expired ones included; by id',
  params: InOrg,
  query: PageQuery,
  reply: listOf(InvitationReply),
  may: () => ({ on: ORG }),
  handle: async ({ directory }, { org, query }) =>
    paged(await directory.invitations.list(org, pageOf(query)), printed),
})

const revokeInvitation = route({
  operation: 'revokeInvitation',
  method: 'DELETE',
  path: '/v1/orgs/:org/invitations/:id',
  tag: 'Invitations',
  summary: 'Take an invitation back',
  params: InOrg.extend({ id: RawId }),
  query: OptionalQuery,
  reply: Write,
  problems: ['revision_mismatch'],
  may: () => ({ on: ORG }),
  handle: async ({ directory }, { org, params, by }) =>
    written(await directory.invitations.revoke(org, by, params.id)),
})

const acceptInvitation = route({
  operation: 'acceptInvitation',
  method: 'POST',
  path: '/v1/invitations/accept',
  tag: 'Invitations',
  summary: 'Accept an invitation with its token: once, before it expires',
  query: OptionalQuery,
  body: z.strictObject({
    token: z.string().min(1).max(256),
    user: RawId.optional().describe('The person’s id; only the operator may choose it, others get a new one'),
  }),
  reply: z.object({ org: z.string(), subject: z.string(), role: z.string() }).extend(Write.shape),
  status: 201,
  problems: ['invitation_invalid', 'already_exists'],
  may: 'anyone or caller',
  async handle({ directory }, { caller, body, by }) {
    if (body.user !== undefined && caller.kind !== 'operator') {
      throw new Problem('forbidden', 'only the operator chooses the id of a person')
    }
    const { org, invitation } = await directory.invitations.of(body.token)
    const person = body.user === undefined ? undefined : (encodeRef(`user:${body.user}`) as Subject)
    const made = await directory.invitations.accept(org, by, invitation, person)
    const { person: subject, role } = made.answer
    return { org, subject: decodeRef(subject), role, ...written(made) }
  },
})

export const invitationRoutes = [createInvitation, listInvitations, revokeInvitation, acceptInvitation]
