import { z } from 'zod'
import { decodeRef, ORG } from '../../model/id.ts'
import { identityId } from '../../model/identity.ts'
import { ruleKey } from '../../model/rule.ts'
import { endedRule, isEnd } from '../../model/rule-ends.ts'
import { asGrant } from '../../model/rule-forms.ts'
import { write } from '../builders.ts'
import { AccountReply, printedAccount } from './account-replies.ts'
import { InOrg, UserId } from './ids.ts'

const Named = z.object({ id: z.string(), name: z.string() })

const mergeMembers = write({
  operation: 'mergeMembers',
  method: 'POST',
  path: '/v1/orgs/:org/members/:user/merge',
  tag: 'People',
  summary: 'Merge two accounts of one person',
  description:
    'The account in `from` goes, and what it holds is the other’s: groups, grants and denies, keys, identities, invitations that it sent. Its sign-ins end; those of the account that stays do not. With `dry_run` the answer is the plan, and nothing is changed.',
  params: InOrg.extend({ user: UserId }),
  body: z.strictObject({
    from: UserId.describe('The id of the account that goes'),
    role: z
      .string()
      .max(63)
      .optional()
      .describe('One of the two roles; absent: the role of the account that stays'),
  }),
  reply: z.object({
    person: AccountReply,
    role: z.string(),
    gone: z.string(),
    role_lost: z.string().optional().describe('The role of the account that goes'),
    groups: z.array(z.string()).describe('Groups that the person comes into'),
    grants: z.array(
      z.object({ resource: z.string(), level: z.string(), expires_at: z.iso.datetime().optional() }),
    ),
    denies: z.array(z.array(z.string())).describe('Every other rule that moves'),
    identities: z.array(z.object({ id: z.string(), idp: z.string(), subject: z.string() })),
    api_keys: z.array(Named),
    invitations: z.array(z.object({ id: z.string(), email: z.string() })),
  }),
  problems: [
    'not_mergeable',
    'disabled',
    'unknown_role',
    'role_too_strong',
    'last_admin',
    'change_too_large',
  ],
  may: () => [
    { on: ORG, operation: 'setMemberRole' },
    { on: ORG, operation: 'removeMember' },
    { on: ORG, operation: 'updateIdentityProvider' },
  ],
  // What the account that goes holds is the other's.
  mayAlso: ({ params, body }) => ({
    on: ORG,
    operation: 'setMemberRole',
    gives: [params.user, body.from],
  }),
  handle: ({ directory }, { org, params, body, by }) => directory.merge(org, by, params.user, body),
  state: ({ after, answer }) => {
    const { account, role, gone, role_lost, rules, identities, keys, invitations } = answer
    const ends = new Map(rules.filter(isEnd).map(end => [ruleKey(endedRule(end)), end[1]]))
    const grants = rules.flatMap(rule => {
      const [grant, expires_at] = [asGrant(rule), ends.get(ruleKey(rule))]
      return grant ? [{ ...grant, ...(expires_at === undefined ? {} : { expires_at }) }] : []
    })
    return {
      person: printedAccount(after, account),
      role,
      gone: decodeRef(gone),
      ...(role_lost === undefined ? {} : { role_lost }),
      groups: rules.flatMap(([section, , group = '']) => (section === 'g' ? [decodeRef(group)] : [])),
      grants: grants.map(({ subject: _, resource, ...rest }) => ({ resource: decodeRef(resource), ...rest })),
      denies: rules.filter(rule => rule[0] !== 'g' && !isEnd(rule) && !asGrant(rule)).map(rule => [...rule]),
      identities: identities.map(one => ({ id: identityId(one), idp: one.idp, subject: one.subject })),
      api_keys: keys.map(({ id, name }) => ({ id, name })),
      invitations: invitations.map(({ id, email }) => ({ id, email })),
    }
  },
})

export const mergeRoutes = [mergeMembers]
