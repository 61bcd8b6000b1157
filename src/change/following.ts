/**
 * The records that follow when rules are changed as text, by a published policy or a rollback. An account that holds a role
 * again is active again, one that holds none any more is disabled, and a group or resource that rules name again has a
 * record. The rules are the one source. No record is lost, so that the way back is open.
 */
import type { Account } from '../model/account.ts'
import type { RecordWrite } from '../model/change.ts'
import { type OrgId, type Resource, type Subject, typeOf } from '../model/id.ts'
import { madeBy } from '../model/own-roles.ts'
import { type Rule, ruleKey } from '../model/rule.ts'
import { isEnd } from '../model/rule-ends.ts'
import { isRegistration } from '../model/rule-forms.ts'
import { requireVisible } from '../model/visible-id.ts'
import type { Store } from '../ports/store.ts'
import { bareAccount, bareGroup, bareResource } from './bare.ts'
import { disable, enabled, invitationsTo } from './people.ts'
import { promisesEnd } from './promises.ts'
import { requireNoneLeft } from './role-uses.ts'
import { rolesHeld } from './roles.ts'
import type { RulesView } from './rules-view.ts'
import { someAtATime } from './some-at-a-time.ts'

export interface Diff {
  readonly adds: readonly Rule[]
  readonly removes: readonly Rule[]
}

export interface FollowingParts {
  readonly store: Pick<Store, 'records'>
  readonly now: () => Date
}

/** What must be written beside these rules. @throws Problem role_in_use for a role that goes while records name it */
export async function recordsFollowing(
  parts: FollowingParts,
  view: RulesView,
  diff: Diff,
): Promise<readonly RecordWrite[]> {
  const org = view.organisation.id
  await requireNoneLeft(parts.store.records, view, diff)
  const holds = holdersAfter(view, diff)
  return [
    ...(await promisesEnd(parts.store, org, goneFrom(diff))),
    ...(await someAtATime(accountsIn(diff), account => accountRecords(parts, { view, holds }, account))),
    ...(await someAtATime(groupsIn(diff.adds), group => groupRecords(parts, org, group))),
    ...(await someAtATime(registeredIn(diff.adds), resource => resourceRecords(parts, org, resource))),
  ]
}

interface Following {
  readonly view: RulesView
  /** Whether the account holds any role after the change. */
  readonly holds: (account: Subject) => boolean
}

/** One of two roles that goes leaves the other. */
const holdersAfter = (view: RulesView, { adds, removes }: Diff): Following['holds'] => {
  const gone = new Set(removes.filter(rule => isEnd(rule) || isRoleRule(rule)).map(ruleKey))
  const come = new Set(adds.filter(isRoleRule).map(([, account]) => account))
  return account => come.has(account) || rolesHeld(view, account).some(rule => !gone.has(ruleKey(rule)))
}

const isRoleRule = (rule: Rule): boolean =>
  rule[0] === 'g' && typeOf(rule[2] ?? '') === 'role' && madeBy(rule) === undefined

/** The accounts whose roles the rules touch. */
const accountsIn = ({ adds, removes }: Diff): Set<Subject> =>
  new Set([...adds, ...removes].filter(isRoleRule).map(([, account]) => account as Subject))

const groupsIn = (rules: readonly Rule[]): Set<Subject> =>
  new Set(rules.flatMap(rule => rule.filter(isGroup)))

const isGroup = (field: string): field is Subject => field.includes(':') && typeOf(field) === 'group'

const registeredIn = (rules: readonly Rule[]): Set<Resource> =>
  new Set(rules.filter(isRegistration).map(([, resource]) => resource as Resource))

/** Resources that are not registered any more: promises on them end, even if a rollback brings them back. */
const goneFrom = ({ adds, removes }: Diff): Set<Resource> =>
  registeredIn(removes).difference(registeredIn(adds))

async function accountRecords(
  { store, now }: FollowingParts,
  { view, holds }: Following,
  id: Subject,
): Promise<readonly RecordWrite[]> {
  const account = await store.records.find('account', view.organisation.id, id)
  if (holds(id)) {
    if (!account) requireVisible(id)
    return [
      ...invitationsTo(account),
      ...(account && !account.disabled ? [] : present(account ?? bareAccount(id, now()))),
    ]
  }
  if (view.roleOf(id) === undefined) return []
  return disable(view, { id, account }, now()).records ?? []
}

const present = (account: Account): readonly RecordWrite[] => [{ put: 'account', value: enabled(account) }]

async function groupRecords(
  { store, now }: FollowingParts,
  org: OrgId,
  id: Subject,
): Promise<readonly RecordWrite[]> {
  if (await store.records.find('group', org, id)) return []
  requireVisible(id)
  return [{ put: 'group', value: bareGroup(id, now()) }]
}

async function resourceRecords(
  { store, now }: FollowingParts,
  org: OrgId,
  id: Resource,
): Promise<readonly RecordWrite[]> {
  if (await store.records.find('resource', org, id)) return []
  requireVisible(id)
  return [{ put: 'resource', value: bareResource(id, now()) }]
}
