import { type OrgId, type Resource, type Subject, typeOf } from './id.ts'
import type { Rule } from './rule.ts'

/** The rules that an organisation's own records are written as. Their fields are those of every set's model. */

/** The account holds the role. */
export const roleRule = (org: OrgId, account: Subject, role: string): Rule => [
  'g',
  account,
  `role:${role}`,
  org,
]

/** Whether the rule gives the account a role. */
export const isRoleOf = ([section, holder, role = '']: Rule, account: Subject): boolean =>
  section === 'g' && holder === account && typeOf(role) === 'role'

/** The account (or group) is in the group. */
export const membershipRule = (org: OrgId, member: Subject, group: Subject): Rule => ['g', member, group, org]

/** The resource exists, as one of its type's collection. */
export const registrationRule = (org: OrgId, resource: Resource, collection: string): Rule => [
  'g2',
  resource,
  collection,
  org,
]

/** The resource is in a collection, which is a resource itself. */
export const collectionRule = (org: OrgId, resource: Resource, collection: Resource): Rule => [
  'g2',
  resource,
  collection,
  org,
]

/** Whether the rule registers a resource: what stands for all of a type has no colon, a collection has one. */
export const isRegistration = ([section, , within = '']: Rule): boolean =>
  section === 'g2' && !within.includes(':')

/** The subject may do to the resource what the level includes. */
export const grantRule = (org: OrgId, subject: Subject, resource: Resource, level: string): Rule => [
  'p',
  subject,
  org,
  resource,
  level,
  'allow',
]

/** The grant that a rule is; undefined for any other rule. */
export const asGrant = (rule: Rule): { subject: Subject; resource: Resource; level: string } | undefined => {
  const [ptype, subject, , resource, level, effect] = rule
  if (ptype !== 'p' || effect !== 'allow' || !subject || !resource || !level) return undefined
  return { subject: subject as Subject, resource: resource as Resource, level }
}

/** Whether the rule gives its holder something: a role, a membership or a grant. A deny gives nothing. */
export const isGiven = ([section, ...fields]: Rule): boolean =>
  section === 'g' || (section === 'p' && !fields.includes('deny'))
