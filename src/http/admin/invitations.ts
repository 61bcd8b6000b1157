import { z } from 'zod'
import { invitationLink } from '../../directory/invitation-mail.ts'
import { invitedPeople, MAX_INVITED } from '../../directory/invited-people.ts'
import type { Invited } from '../../directory/inviting.ts'
import type { Caller } from '../../model/caller.ts'
import { EmailAddress } from '../../model/email.ts'
import { decodeRef, encodeRef, ORG, type OrgId, RawId, ResourceRef, type Subject } from '../../model/id.ts'
import type { Invitation } from '../../model/invitation.ts'
import { LanguageTag } from '../../model/language.ts'
import { PageQuery } from '../../model/page.ts'
import { Problem } from '../../model/problems.ts'
import { read, write } from '../builders.ts'
import { actorOf } from './actor.ts'
import { guarded, requireOffered } from './giving-guards.ts'
import { InOrg } from './ids.ts'
import { Moment } from './moments.ts'
import { listOf, paged, pageOf } from './paging.ts'

const InvitationReply = z
  .object({
    id: z.string(),
    email: z.string(),
    role: z.string(),
    grants: z.array(z.object({ resource: z.string(), level: z.string() })),
    invited_by: z.string(),
    created_at: z.iso.datetime(),
    expires_at: z.iso.datetime().describe('Until when it can be accepted'),
    access_expires_at: z.iso.datetime().optional().describe('When the role and the grants end'),
    language: z.string().optional(),
  })
  .meta({ id: 'Invitation' })

const printedInvitation = (invitation: Invitation) => {
  const { id, email, role, grants, invited_by, created_at, expires_at, access_expires_at, language } =
    invitation
  return {
    id,
    email,
    role,
    grants: grants.map(grant => ({ resource: decodeRef(grant.resource), level: grant.level })),
    invited_by: decodeRef(invited_by),
    created_at,
    expires_at,
    ...(access_expires_at === undefined ? {} : { access_expires_at }),
    ...(language === undefined ? {} : { language }),
  }
}

const Grants = z
  .array(z.strictObject({ resource: ResourceRef, level: z.string().max(63) }))
  .max(100)
  .default([])

const AccessExpiresAt = Moment.optional().describe('When the role and the grants end; absent: they last')

const Language = LanguageTag.optional().describe(
  'What the person is written to in, such as `de`; absent: what the settings of the organisation say',
)

const InvitedReply = InvitationReply.and(
  z.object({
    accept_token: z.string().describe('Shown this once'),
    link: z.string().describe('Where the person accepts; it holds the token, and is shown this once'),
  }),
)

const printedInvited = (publicUrl: string, { invitation, secret }: Invited) => ({
  ...printedInvitation(invitation),
  accept_token: secret,
  link: invitationLink(publicUrl, secret),
})

const createInvitation = write({
  operation: 'createInvitation',
  method: 'POST',
  path: '/v1/orgs/:org/invitations',
  tag: 'Invitations',
  summary: 'Invite someone by e-mail',
  description:
    'A mail with a link is sent. The link and its token are also in this answer, and nowhere else. An open invitation to the same address is replaced.',
  params: InOrg,
  body: z.strictObject({
    email: EmailAddress,
    role: z.string().max(63),
    grants: Grants,
    access_expires_at: AccessExpiresAt,
    language: Language,
  }),
  reply: InvitedReply,
  status: 201,
  problems: ['unknown_role', 'role_too_strong', 'forbidden', 'unknown_level', 'unknown_resource'],
  may: () => ({ on: ORG }),
  handle: ({ directory }, { org, caller, body, by }) => {
    const offering = guarded(by, rules => requireOffered(rules, caller, body))
    return directory.invitations.create(org, offering, actorOf(caller), body)
  },
  state: (made, _input, { publicUrl }) => (made.dryRun ? {} : printedInvited(publicUrl, made.answer)),
})

const createInvitations = write({
  operation: 'createInvitations',
  method: 'POST',
  path: '/v1/orgs/:org/invitations/bulk',
  tag: 'Invitations',
  summary: 'Invite many people at once',
  description: `Up to ${MAX_INVITED} people, all or none. \`text\` is pasted addresses, or CSV whose header names \`email\` and, if lines name roles, \`role\`. People who have a role already are passed over. With \`dry_run\` the answer says who would be invited. Letters go out after the answer.`,
  params: InOrg,
  body: z.strictObject({
    text: z.string().min(1).max(262_144),
    role: z.string().max(63).optional().describe('For lines without a role of their own'),
    grants: Grants,
    access_expires_at: AccessExpiresAt,
    language: Language,
  }),
  limits: { bytes: 300_000, values: 1_000 },
  reply: z.object({
    invited: z.array(
      z.object({
        email: z.string(),
        role: z.string(),
        id: z.string().optional(),
        link: z.string().optional(),
      }),
    ),
    already: z.array(z.object({ email: z.string(), subject: z.string() })).describe('They have a role here'),
  }),
  status: 201,
  problems: [
    'unknown_role',
    'role_too_strong',
    'forbidden',
    'unknown_level',
    'unknown_resource',
    'change_too_large',
  ],
  may: () => ({ on: ORG, operation: 'createInvitation' }),
  handle: ({ directory }, { org, caller, body: { text, role, ...given }, by }) => {
    const wishes = invitedPeople(text).map((person, at) => {
      const own = person.role ?? role
      if (own === undefined)
        throw new Problem('malformed', `\`role\` is needed: address ${at + 1} names none`)
      return { email: person.email, role: own, ...given }
    })
    const offered = new Set(wishes.map(wish => wish.role))
    const offering = guarded(by, async rules => {
      for (const each of offered) await requireOffered(rules, caller, { role: each, grants: given.grants })
    })
    return directory.invitations.createMany(org, offering, actorOf(caller), wishes)
  },
  state: ({ dryRun, answer: { invited, already } }, _input, { publicUrl }) => ({
    invited: invited.map(({ invitation: { id, email, role }, secret }) =>
      dryRun ? { email, role } : { email, role, id, link: invitationLink(publicUrl, secret) },
    ),
    already: already.map(({ email, subject }) => ({ email, subject: decodeRef(subject) })),
  }),
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
    'With a person’s own key or token it is theirs. Without a credential, and for platforms that keep accounts of their own, it makes an account, and the first sign-in with the invited address, once that is believed, is recognised as this person. People accept by the link of the letter. The token works once, before it expires, while the person who invited may still do so.',
  body: z.strictObject({
    token: z.string().min(1).max(256),
    user: RawId.optional().describe('The person’s id; only the operator may choose it, others get a new one'),
  }),
  reply: z.object({ org: z.string(), subject: z.string(), role: z.string() }),
  status: 201,
  problems: ['invitation_invalid', 'already_exists', 'wrong_account', 'disabled', 'scope_missing'],
  scope: 'none', // the invitation's token
  may: 'anyone or caller',
  async handle({ directory }, { caller, body, by }) {
    if (body.user !== undefined && caller.kind !== 'operator') {
      throw new Problem('forbidden', 'only the operator chooses the id of a person')
    }
    const { acceptance } = directory
    const open = await acceptance.of(body.token)
    const signedIn = personOf(caller)
    if (signedIn)
      return { ...(await acceptance.acceptAs(open, by, ownIn(signedIn, open.org))), org: open.org }
    const person = body.user === undefined ? undefined : (encodeRef(`user:${body.user}`) as Subject)
    return { ...(await acceptance.accept(open, by, person)), org: open.org }
  },
  state: ({ org, answer }) => ({ org, subject: decodeRef(answer.person), role: answer.role }),
})

/** The person behind the credential; undefined for programs, the operator, and nobody. */
const personOf = (caller: Caller) =>
  caller.kind === 'account' && caller.subject.startsWith('user:') ? caller : undefined

/** @throws Problem scope_missing, wrong_account for a person of another organisation: accounts there know nothing of this one */
const ownIn = (
  { org, subject, scopes }: NonNullable<ReturnType<typeof personOf>>,
  invited: OrgId,
): Subject => {
  if (!scopes.has('write')) throw new Problem('scope_missing', 'write')
  if (org === invited) return subject
  throw new Problem('wrong_account', `sign in to ${invited}, or accept it without a credential`)
}

export const invitationRoutes = [
  createInvitation,
  createInvitations,
  listInvitations,
  revokeInvitation,
  acceptInvitation,
]
