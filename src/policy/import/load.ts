import { bareAccount, bareGroup, bareResource } from '../../change/bare.ts'
import type { Draft } from '../../change/commit.ts'
import { invitationsTo, isDisabled } from '../../change/people.ts'
import { registration, replacing } from '../../change/resources.ts'
import { memberRole, rolesHeld } from '../../change/roles.ts'
import type { RulesView } from '../../change/rules-view.ts'
import { type OrgId, type Resource, type Subject, typeOf } from '../../model/id.ts'
import { Problem } from '../../model/problems.ts'
import { grantRule, membershipRule, roleRule } from '../../model/rule-forms.ts'
import type { RecordStore } from '../../ports/record-store.ts'
import { Gathered } from './gathered.ts'
import type { Item } from './item.ts'

/** What one item can add at most: a role, a registration and a grant. */
const MOST_ADDS = 3

export interface LoadParts {
  readonly store: { readonly records: Pick<RecordStore, 'find'> }
  /** When the import began: the time of the records that it makes. */
  readonly at: Date
}

/** The drawing up of one change. */
interface Loading extends LoadParts {
  readonly view: RulesView
  readonly org: OrgId
  readonly gathered: Gathered
  /** The roles that accounts have after the change, as far as they were looked at. */
  readonly roles: Map<Subject, string>
  /** The groups that were looked at: they exist, or will. */
  readonly groups: Set<Subject>
}

/**
 * The change that makes the first of these items true, and how many of them it holds: as many as one change may add.
 * Items that are true already add nothing.
 * @throws Problem disabled, last_admin
 */
export async function loadItems(
  parts: LoadParts,
  view: RulesView,
  items: readonly Item[],
): Promise<{ readonly draft: Draft; readonly held: number }> {
  const gathered = new Gathered(view)
  const loading = {
    ...parts,
    view,
    org: view.organisation.id,
    gathered,
    roles: new Map(),
    groups: new Set<Subject>(),
  }
  let held = 0
  while (held < items.length && gathered.hasRoomFor(MOST_ADDS)) {
    await load(loading, items[held] as Item)
    held += 1
  }
  const { adds, removes, records } = gathered.draft
  return { draft: { adds, removes, records }, held }
}

async function load(loading: Loading, item: Item): Promise<void> {
  if (item.kind === 'role') return holdRole(loading, item.subject, item.role)
  await exist(loading, item.subject)
  if (item.kind === 'membership') {
    await exist(loading, item.group)
    return loading.gathered.add(membershipRule(loading.org, item.subject, item.group))
  }
  register(loading, item.resource)
  grant(loading, item)
}

/** An account has at least the newcomer's role, a group its record. */
const exist = (loading: Loading, subject: Subject): Promise<void> => {
  if (typeOf(subject) === 'group') return group(loading, subject)
  const role = roleNow(loading, subject)
  if (role !== undefined) return Promise.resolve()
  return holdRole(loading, subject, memberRole(loading.view))
}

const roleNow = ({ roles, view }: Loading, account: Subject): string | undefined =>
  roles.get(account) ?? view.roleOf(account)

async function holdRole(loading: Loading, account: Subject, role: string): Promise<void> {
  const { store, view, gathered, org, roles, at } = loading
  const before = roleNow(loading, account)
  if (before === role) return
  const known = await store.records.find('account', org, account)
  if (isDisabled(view, known)) throw new Problem('disabled', account)
  const made = { put: 'account', value: bareAccount(account, at) } as const
  gathered.write(account, ...(known ? invitationsTo(known) : [made]))
  for (const held of rolesHeld(view, account)) gathered.remove(held)
  if (before !== undefined) gathered.remove(roleRule(org, account, before))
  gathered.add(roleRule(org, account, role))
  roles.set(account, role)
}

async function group({ store, gathered, groups, org, at }: Loading, id: Subject): Promise<void> {
  if (groups.has(id)) return
  groups.add(id)
  if (await store.records.find('group', org, id)) return
  gathered.write(id, { put: 'group', value: bareGroup(id, at) })
}

function register({ gathered, view, at }: Loading, id: Resource): void {
  const rule = registration(view, id)
  if (gathered.has(rule)) return
  // What an earlier resource of this id may have left behind must not give anyone access to the new one.
  for (const stale of view.rulesOnResource(id)) gathered.remove(stale)
  gathered.add(rule)
  gathered.write(id, ...replacing(bareResource(id, at)))
}

/** The subject has at least the level: an import raises a grant and never lowers one. */
function grant(
  { gathered, org, view }: Loading,
  { subject, resource, level }: Item & { kind: 'grant' },
): void {
  const ladder = Object.keys(view.catalogue.levels)
  const rules = ladder.map(each => grantRule(org, subject, resource, each))
  const wanted = ladder.indexOf(level)
  if (rules.slice(wanted).some(rule => gathered.has(rule))) return
  for (const lower of rules.slice(0, wanted)) gathered.remove(lower)
  gathered.add(rules[wanted] as (typeof rules)[number])
}
