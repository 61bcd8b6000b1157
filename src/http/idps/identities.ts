import { z } from 'zod'
import { decodeRef, ORG } from '../../model/id.ts'
import { identityId } from '../../model/identity.ts'
import type { Identity } from '../../model/idp.ts'
import { statedId } from '../../model/stated.ts'
import { InOrg, UserId } from '../admin/ids.ts'
import { listOf } from '../admin/paging.ts'
import { read, write } from '../builders.ts'
import { IdpId } from './forms.ts'

const tag = 'People'
const Path = InOrg.extend({ user: UserId })

const IdentityReply = z
  .object({
    id: z.string(),
    idp: z.string(),
    subject: z.string().describe('Their id at the identity provider'),
    email: z.string().optional(),
    email_verified: z.boolean().describe('Whether the address was believed'),
    name: z.string().optional(),
    provisioned: z.boolean().describe('Whether the identity provider keeps them by SCIM'),
    joined: z
      .object({
        by: z.enum(['external_id', 'email', 'invitation', 'hand']),
        at: z.iso.datetime(),
        role: z.string().optional().describe('The role that they held then'),
      })
      .optional()
      .describe('Present where the account was there before this identity'),
    first_signed_in_at: z.iso.datetime().optional(),
    created_at: z.iso.datetime(),
  })
  .meta({ id: 'Identity' })

const printedIdentity = ({ account: _a, groups: _g, mapped: _m, scim, ...rest }: Identity) => ({
  id: identityId(rest),
  ...rest,
  provisioned: scim !== undefined,
})

const Person = z.object({
  subject: z.string(),
  name: z.string().optional(),
  email: z.string().optional(),
})

/** Whom an identity makes somebody: it gives all their rights away, so it needs the right to give roles by hand. */
const mayLink = () => [
  { on: ORG, operation: 'updateIdentityProvider' },
  { on: ORG, operation: 'setMemberRole' },
]

const listIdentities = read({
  operation: 'listIdentities',
  path: '/v1/orgs/:org/members/:user/identities',
  tag,
  summary: 'List by what a person is recognised at sign-in',
  params: Path,
  reply: listOf(IdentityReply),
  may: () => ({ on: ORG, operation: 'getMember' }),
  handle: async ({ bridge }, { org, view, params }) => ({
    items: (await bridge.identities.list(org, view, params.user)).map(printedIdentity),
  }),
})

const linkIdentity = write({
  operation: 'linkIdentity',
  method: 'POST',
  path: '/v1/orgs/:org/members/:user/identities',
  tag,
  summary: 'Recognise a person by an identity',
  description:
    'Their next sign-in with it is a sign-in of this person. It ends nobody’s sign-ins. With `dry_run` the answer says who would be joined, and nothing is changed.',
  params: Path,
  body: z.strictObject({
    idp: IdpId,
    subject: z
      .string()
      .refine(text => statedId(text, 1_024) !== undefined, 'an id without white space around it')
      .describe('The id that the identity provider states, such as `sub`'),
  }),
  reply: z.object({ identity: IdentityReply, person: Person }),
  status: 201,
  problems: ['identity_taken', 'role_too_strong', 'change_too_large'],
  may: mayLink,
  mayAlso: ({ params }) => ({ on: ORG, operation: 'setMemberRole', gives: [params.user] }),
  handle: ({ bridge }, { org, params, body, by }) => bridge.identities.link(org, by, params.user, body),
  state: ({ answer: { identity, account } }, { params }) => ({
    identity: printedIdentity(identity),
    person: {
      subject: decodeRef(params.user),
      ...(account?.name === undefined ? {} : { name: account.name }),
      ...(account?.email === undefined ? {} : { email: account.email }),
    },
  }),
})

const unlinkIdentity = write({
  operation: 'unlinkIdentity',
  method: 'DELETE',
  path: '/v1/orgs/:org/members/:user/identities/:id',
  tag,
  summary: 'Stop recognising a person by an identity',
  description:
    'Undoes a joining: the next sign-in with it is a stranger’s. What its groups gave goes, the role from before comes back, and the person is signed out everywhere.',
  params: Path.extend({ id: z.string().max(64) }),
  problems: ['last_admin', 'role_too_strong'],
  may: mayLink,
  handle: ({ bridge }, { org, params, by }) => bridge.identities.unlink(org, by, params.user, params.id),
})

export const identityRoutes = [listIdentities, linkIdentity, unlinkIdentity]
