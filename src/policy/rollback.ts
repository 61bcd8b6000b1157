/**
 * Brings an organisation's rules back to what they were at an earlier revision, as a new revision: history only grows.
 * Rules come back exactly, and so does every decision. Records follow as far as the rules need them: who holds a role
 * again is there again and enabled; who holds none any more is disabled, so that nothing about them is lost. What a
 * record said beside its id (a name, attributes) is not part of the rules and does not go back in time.
 */

import type { ChangeRequest, Commit, Committed } from '../change/commit.ts'
import type { Account } from '../model/account.ts'
import type { RecordWrite, Revision } from '../model/change.ts'
import { idOf, type OrgId, type Resource, type Subject, typeOf } from '../model/id.ts'
import { Problem } from '../model/problems.ts'
import type { Rule } from '../model/rule.ts'
import type { DirectoryStore } from '../ports/directory-store.ts'
import type { PolicyStore } from '../ports/policy-store.ts'
import type { ResourceStore } from '../ports/resource-store.ts'
import { keepAdministrators } from './administrators.ts'
import type { RulesDiff } from './diff.ts'

export interface RollbackParts {
  readonly commit: Commit
  readonly policy: Pick<PolicyStore, 'diff'>
  readonly directory: Pick<DirectoryStore, 'account' | 'group'>
  readonly resources: Pick<ResourceStore, 'resource'>
  readonly now: () => Date
}

/**
 * @param to the revision whose rules are to hold again
 * @throws Problem unknown_revision; last_admin when nobody would administer the organisation; change_too_large when more
 * lies between than one change holds: go back in steps. Problems of {@link Commit} as they are
 */
export const rollBack = (
  parts: RollbackParts,
  org: OrgId,
  by: ChangeRequest,
  to: Revision,
): Promise<Committed> =>
  parts.commit(org, by, async view => {
    if (!(Number.isSafeInteger(to) && to >= 1 && to <= view.revision))
      throw new Problem('unknown_revision', `the revisions are 1 to ${view.revision}`)
    const diff = await parts.policy.diff(org, view.revision, to)
    keepAdministrators(view, diff.adds, diff.removes)
    return { ...diff, records: await recordsFor(parts, org, diff) }
  })

/** What is asked when records are to follow the rules. */
type Records = Omit<RollbackParts, 'policy'>

const ROLE = 'role:'

/** The role rules among these: account -> role. */
const rolesIn = (rules: readonly Rule[]): Map<Subject, string> =>
  new Map(
    rules
      .filter(([section, , role]) => section === 'g' && role?.startsWith(ROLE))
      .map(([, account, role]) => [account as Subject, (role as string).slice(ROLE.length)]),
  )

const groupsIn = (rules: readonly Rule[]): Set<Subject> =>
  new Set(rules.flatMap(rule => rule.filter(field => typeOf(field) === 'group') as string[] as Subject[]))

const registeredIn = (rules: readonly Rule[]): Set<Resource> =>
  new Set(rules.filter(([section]) => section === 'g2').map(([, resource]) => resource as Resource))

/** What must be written so that those whom the rules name again are there again. */
export async function recordsFor(
  parts: Records,
  org: OrgId,
  { adds, removes }: RulesDiff,
): Promise<RecordWrite[]> {
  const back = rolesIn(adds)
  const lost = new Map([...rolesIn(removes)].filter(([account]) => !back.has(account)))
  const found = await Promise.all([
    ...[...back.keys()].map(account => enabled(parts, org, account)),
    ...[...lost].map(([account, role]) => disabled(parts, org, account, role)),
    ...[...groupsIn(adds)].map(group => existing(parts, org, group)),
    ...[...registeredIn(adds)].map(resource => registered(parts, org, resource)),
  ])
  return found.flat()
}

async function enabled({ directory, now }: Records, org: OrgId, id: Subject): Promise<RecordWrite[]> {
  const known = await directory.account(org, id)
  if (known && !known.disabled) return []
  const value: Account = known ? withoutDisabled(known) : { id, attributes: {}, created_at: now() }
  return [{ put: 'account', value }]
}

const withoutDisabled = ({ disabled: _, ...account }: Account): Account => account

async function disabled(
  { directory, now }: Records,
  org: OrgId,
  id: Subject,
  role: string,
): Promise<RecordWrite[]> {
  const known = await directory.account(org, id)
  if (!known) return []
  return [
    { put: 'account', value: { ...known, disabled: { role, at: now() } } },
    { drop: 'api_keys_of', subject: id },
    { drop: 'sign_ins', of: { by: 'subject', subject: id } },
  ]
}

async function existing({ directory, now }: Records, org: OrgId, id: Subject): Promise<RecordWrite[]> {
  if (await directory.group(org, id)) return []
  return [{ put: 'group', value: { id, created_at: now() } }]
}

async function registered({ resources, now }: Records, org: OrgId, id: Resource): Promise<RecordWrite[]> {
  if (await resources.resource(org, id)) return []
  const at = now()
  return [{ put: 'resource', value: { id, name: idOf(id), attributes: {}, created_at: at, updated_at: at } }]
}
