/** The changes that make a group what its provider says, with what its mapping gives for being in it. */
import { namesOf } from '../bridge/scim-groups.ts'
import type { Answering, Draft } from '../change/commit.ts'
import { deleteGroup } from '../change/groups.ts'
import type { RulesView } from '../change/rules-view.ts'
import type { Subject } from '../model/id.ts'
import { type Rule, ruleKey } from '../model/rule.ts'
import { membershipRule } from '../model/rule-forms.ts'
import type { ScimGroup } from '../model/scim.ts'
import type { ScimCaller, ScimParts } from './caller.ts'
import { ScimFault } from './fault.ts'
import { type GroupWish, membersOf } from './group-resource.ts'
import { everyOne } from './listing.ts'
import { remapped } from './membership.ts'

export interface GroupWriting {
  readonly caller: ScimCaller
  readonly view: RulesView
  readonly id: Subject
  /** Absent when it is made. */
  readonly known: ScimGroup | undefined
  readonly wish: GroupWish
}

/** Makes the group and its members what the resource says. @throws ScimFault uniqueness, invalidValue, tooMany */
export const writtenGroup = async (
  parts: ScimParts,
  writing: GroupWriting,
): Promise<Answering<ScimGroup>> => {
  const { caller, view, id, known, wish } = writing
  const { org } = caller
  await requireOwnNames(parts, writing)
  const present = new Set(view.membersOf(id))
  const members = await membersOf(parts, caller, { wish, present })
  const joining = [...members].filter(member => !present.has(member))
  const leaving = [...present].filter(member => !members.has(member))
  const group = groupOf(writing, parts.now())
  const renamed = known !== undefined && namesOf(known).join('\n') !== namesOf(group).join('\n')
  const affected = renamed ? [...members, ...leaving] : [...joining, ...leaving]
  const also = await remapped(parts, { view, caller, id, before: known, after: group, members, affected })
  return {
    adds: once([...joining.map(member => membershipRule(org, member, id)), ...also.adds]),
    removes: once([...leaving.map(member => membershipRule(org, member, id)), ...also.removes]),
    records: [
      { put: 'group', value: { id, name: group.display_name, created_at: group.created_at } },
      { put: 'scim_group', value: group },
      ...also.records,
    ],
    answer: group,
  }
}

const groupOf = ({ caller, id, known, wish }: GroupWriting, now: Date): ScimGroup => ({
  id,
  idp: caller.idp.id,
  display_name: wish.displayName,
  created_at: known?.created_at ?? now,
  updated_at: now,
  ...(wish.externalId ? { external_id: wish.externalId } : {}),
})

/** Takes the group away, with all that being in it gave. */
export const removedGroup = async (
  parts: ScimParts,
  caller: ScimCaller,
  view: RulesView,
  group: ScimGroup,
): Promise<Draft> => {
  const { id } = group
  const also = await remapped(parts, {
    view,
    caller,
    id,
    before: group,
    after: undefined,
    members: new Set(),
    affected: view.membersOf(id),
  })
  const gone = deleteGroup(view, id, await parts.store.records.all('identity_provider', caller.org))
  return {
    adds: also.adds,
    removes: once([...gone.removes, ...also.removes]),
    records: [...gone.records, ...also.records],
    narrows: true,
  }
}

const once = (rules: readonly Rule[]): readonly Rule[] => [
  ...new Map(rules.map(rule => [ruleKey(rule), rule])).values(),
]

/**
 * A name stands for one group: providers look groups up by it, and mappings name them so. An external id is such a name, too, and may
 * not be the display name of another. Asked when a group is made and when its names change; twins that are there already stay
 * until one of them is renamed.
 * @throws ScimFault uniqueness
 */
const requireOwnNames = async (
  { store, turns }: ScimParts,
  { caller, id, known, wish }: GroupWriting,
): Promise<void> => {
  const names = keysOf(wish.displayName, wish.externalId)
  if (known && keysOf(known.display_name, known.external_id).join('\n') === names.join('\n')) return
  const where = { idp: caller.idp.id }
  const groups = everyOne({
    turns,
    read: page => store.records.list('scim_group', caller.org, { ...page, where }),
  })
  for await (const group of groups)
    if (group.id !== id && keysOf(group.display_name, group.external_id).some(key => names.includes(key)))
      throw new ScimFault(409, 'Another group has this displayName or externalId.', 'uniqueness')
}

/** The names of a group as they are compared. */
const keysOf = (displayName: string, externalId: string | null | undefined): readonly string[] =>
  [displayName, ...(externalId ? [externalId] : [])].map(name => name.normalize('NFC').toLowerCase())
