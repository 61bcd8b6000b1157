/** The changes that make a group what its provider says, with what its mapping gives for being in it. */
import { namesOf } from '../bridge/scim-groups.ts'
import type { Answering, Draft } from '../change/commit.ts'
import { deleteGroup } from '../change/groups.ts'
import type { RulesView } from '../change/rules-view.ts'
import { idOf, type Subject } from '../model/id.ts'
import { type Rule, ruleKey } from '../model/rule.ts'
import { membershipRule } from '../model/rule-forms.ts'
import type { ScimGroup } from '../model/scim.ts'
import type { ScimCaller, ScimParts } from './caller.ts'
import { ScimFault } from './fault.ts'
import { type GroupWish, keyOf, membersOf } from './group-resource.ts'
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
  const namesake = await isNamesake(parts, writing)
  const present = new Set(view.membersOf(id))
  const members = await membersOf(parts, caller, { wish, present })
  const joining = [...members].filter(member => !present.has(member))
  const leaving = [...present].filter(member => !members.has(member))
  const group = { ...groupOf(writing, parts.now()), ...(namesake ? { namesake } : {}) }
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

/** Makes the group of another IdP this one's. Its members stay until their new IdP takes them out: it often adds them one by one. */
export const adoptedGroup = async (
  parts: ScimParts,
  { caller, view, adopted, wish }: Omit<GroupWriting, 'id' | 'known'> & { readonly adopted: ScimGroup },
): Promise<Answering<ScimGroup>> => {
  const { id } = adopted
  const present = view.membersOf(id).map(member => ({ value: idOf(member) }))
  const known = { ...adopted, idp: caller.idp.id, display_name: '', external_id: '' }
  const members = [...(wish.members ?? []), ...present]
  return writtenGroup(parts, { caller, view, id, known, wish: { ...wish, members } })
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
 * Providers look groups up by their name and by their external id, and mappings name them by either. So no two have one external id, and
 * none is called like another's. Two may have one display name if the later one has an external id to tell it by: it is then
 * no group that the name means. Asked when a group is made and when its names change.
 * @throws ScimFault uniqueness
 */
const isNamesake = async (
  { store, turns }: ScimParts,
  { caller, id, known, wish }: GroupWriting,
): Promise<true | undefined> => {
  const wished = keysOf(wish.displayName, wish.externalId)
  const before = known && keysOf(known.display_name, known.external_id)
  if (before?.name === wished.name && before.id === wished.id) return known?.namesake
  let namesake: true | undefined
  const where = { idp: caller.idp.id }
  const groups = everyOne({
    turns,
    read: page => store.records.list('scim_group', caller.org, { ...page, where }),
  })
  for await (const group of groups) {
    if (group.id === id) continue
    const other = keysOf(group.display_name, group.external_id)
    if (areConfused(wished, other))
      throw new ScimFault(409, 'Another group has this displayName or externalId.', 'uniqueness')
    if (wished.name === other.name) namesake = true
  }
  // Whoever had a name first keeps it.
  return before?.name === wished.name ? known?.namesake : namesake
}

/** Whether nobody could tell the two apart, or one is called like the other's id. */
const areConfused = (wished: Names, other: Names): boolean =>
  wished.name === other.id ||
  (wished.id === undefined ? wished.name === other.name : [other.id, other.name].includes(wished.id))

type Names = ReturnType<typeof keysOf>

/** The names of a group as they are compared. */
const keysOf = (displayName: string, externalId: string | null | undefined) => ({
  name: keyOf(displayName),
  id: externalId ? keyOf(externalId) : undefined,
})
