import { z } from 'zod'
import { EmailAddress } from '../../model/email.ts'
import { decodeRef, ORG } from '../../model/id.ts'
import { PageQuery } from '../../model/page.ts'
import { MAX_SUPPORT_DAYS, type SupportAccess, supportAccount } from '../../model/support-access.ts'
import { read, write } from '../builders.ts'
import { actorOf } from './actor.ts'
import { guarded, requireOpenable } from './giving-guards.ts'
import { InOrg, UserId } from './ids.ts'
import { knownTo } from './knowing.ts'
import { Moment } from './moments.ts'
import { listOf, paged, pageOf } from './paging.ts'
import { GivenByHand, givenTo } from './support-given.ts'

const SupportReply = z
  .object({
    subject: z.string().describe('The account that was made for them'),
    email: z.string().optional(),
    purpose: z.string(),
    level: z.string(),
    opened_by: z.string(),
    created_at: z.iso.datetime(),
    expires_at: z.iso.datetime(),
    disabled: z
      .boolean()
      .optional()
      .describe('True where the account was disabled: it is open to nobody until that is enabled again'),
    ...GivenByHand,
  })
  .meta({ id: 'SupportAccess' })

const printed = ({ id, opened_by, ...rest }: SupportAccess) => ({
  subject: decodeRef(id),
  ...rest,
  opened_by: decodeRef(opened_by),
})

const openSupportAccess = write({
  operation: 'openSupportAccess',
  method: 'POST',
  path: '/v1/orgs/:org/support-access',
  tag: 'Support access',
  summary: 'Open the organisation to somebody outside, for a while',
  description: `An account is made for them, with the role of a newcomer and the level on everything that is there. It ends with \`expires_at\`, at most ${MAX_SUPPORT_DAYS} days away: account, role, grants and keys go. Their first sign-in with the address, once that is believed, is recognised. Every use leaves a line \`useSupportAccess\` in the trail.`,
  params: InOrg,
  body: z
    .strictObject({
      email: EmailAddress.optional().describe('Their address'),
      account: z.string().min(1).max(200).optional().describe('What they are called elsewhere'),
      purpose: z.string().trim().min(3).max(500).describe('What for; the trail has it'),
      level: z.string().max(63).describe('The highest level that they have'),
      expires_at: Moment,
    })
    .refine(
      body => (body.email === undefined) !== (body.account === undefined),
      'exactly one of `email` and `account`',
    ),
  reply: SupportReply,
  status: 201,
  problems: ['unknown_level', 'role_too_strong', 'already_exists', 'change_too_large'],
  may: () => ({ on: ORG }),
  handle: ({ directory }, { org, caller, body: { account, email, ...wish }, by }) =>
    directory.support.open(
      org,
      {
        ...guarded(by, rules => requireOpenable(rules, caller, wish.level)),
        reason: by.reason ?? wish.purpose,
      },
      {
        ...wish,
        ...(email === undefined ? {} : { email }),
        id: supportAccount(account),
        opened_by: actorOf(caller),
      },
    ),
  state: ({ answer }) => printed(answer),
})

const listSupportAccess = read({
  operation: 'listSupportAccess',
  path: '/v1/orgs/:org/support-access',
  tag: 'Support access',
  summary: 'List to whom outside the organisation is open, with what they were given beside it',
  params: InOrg,
  query: PageQuery,
  reply: listOf(SupportReply),
  may: () => ({ on: ORG }),
  async handle({ directory }, { org, view, query, caller }) {
    const page = await directory.support.list(org, pageOf(query))
    const given = await givenTo(view, page.items, knownTo(view, caller))
    return paged(page, access => ({
      ...printed(access),
      ...(view.roleOf(access.id) === undefined ? { disabled: true } : {}),
      ...given.get(access.id),
    }))
  },
})

const endSupportAccess = write({
  operation: 'endSupportAccess',
  method: 'DELETE',
  path: '/v1/orgs/:org/support-access/:user',
  tag: 'Support access',
  summary: 'End support access before its time',
  description: 'The account goes, with role, grants, keys and sign-ins.',
  params: InOrg.extend({ user: UserId }),
  may: () => ({ on: ORG }),
  handle: ({ directory }, { org, params, by }) => directory.support.end(org, by, params.user),
})

export const supportRoutes = [openSupportAccess, listSupportAccess, endSupportAccess]
