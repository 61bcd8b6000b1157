/** The Groups endpoint: groups that an identity provider keeps here, and what its mapping makes of being in one. */

import type { Draft } from '../change/commit.ts'
import type { RulesView } from '../change/rules-view.ts'
import { idOf, type Subject, subject } from '../model/id.ts'
import type { ScimGroup } from '../model/idp.ts'
import { type Rule, ruleKey } from '../model/rule.ts'
import { membershipRule } from '../model/rule-forms.ts'
import { fresh } from '../model/unique.ts'
import { notFound, ScimFault } from './fault.ts'
import { type GroupWish, groupOf, groupResource, membersOf, printGroup, readGroup } from './group-resource.ts'
import { type Listed, type ListRequest, listed } from './listing.ts'
import { remapped } from './membership.ts'
import { patched } from './patch.ts'
import type { Json } from './path.ts'
import type { ScimCaller, ScimParts } from './scim.ts'

interface Writing {
  readonly caller: ScimCaller
  readonly view: RulesView
  readonly id: Subject
  readonly wish: GroupWish
}

/** Makes the group and its members what the resource says. */
const written = async (parts: ScimParts, { caller, view, id, wish }: Writing): Promise<Draft> => {
  const { org, provider } = caller
  const known = await parts.store.identity.scimGroup(org, id)
  const members = await membersOf(parts, caller, wish.members ?? [])
  const present = new Set(view.membersOf(id))
  const joining = [...members].filter(member => !present.has(member))
  const leaving = [...present].filter(member => !members.has(member))
  const group: ScimGroup = {
    id,
    idp: provider.id,
    display_name: wish.displayName,
    created_at: known?.created_at ?? parts.now(),
    updated_at: parts.now(),
    ...(wish.externalId ? { external_id: wish.externalId } : {}),
  }
  const renamed = known !== undefined && known.display_name !== group.display_name
  const affected = renamed ? [...members, ...leaving] : [...joining, ...leaving]
  const also = await remapped(parts, { view, caller, group, members, affected })
  return {
    adds: once([...joining.map(member => membershipRule(org, member, id)), ...also.adds]),
    removes: once([...leaving.map(member => membershipRule(org, member, id)), ...also.removes]),
    records: [
      { put: 'group', value: { id, name: group.display_name, created_at: group.created_at } },
      { put: 'scim_group', value: group },
      ...also.records,
    ],
  }
}

const removed = async (
  parts: ScimParts,
  caller: ScimCaller,
  view: RulesView,
  group: ScimGroup,
): Promise<Draft> => {
  const affected = view.membersOf(group.id)
  const also = await remapped(parts, { view, caller, group, members: new Set(), affected })
  return {
    adds: also.adds,
    removes: once([...view.rulesOfSubject(group.id), ...also.removes]),
    records: [{ drop: 'group', id: group.id }, { drop: 'scim_group', id: group.id }, ...also.records],
  }
}

const once = (rules: readonly Rule[]): readonly Rule[] => [
  ...new Map(rules.map(rule => [ruleKey(rule), rule])).values(),
]

/** A name stands for one group: providers look groups up by it. @throws ScimFault uniqueness */
const requireNewName = async (
  { store }: ScimParts,
  { org, provider }: ScimCaller,
  name: string,
): Promise<void> => {
  const { totalResults } = await listed(
    { filter: `displayName eq ${JSON.stringify(name)}`, startIndex: 1, count: 0 },
    page => store.identity.scimGroups(org, provider.id, page),
    group => ({ displayName: group.display_name }),
  )
  if (totalResults > 0) throw new ScimFault(409, 'There is such a group already.', 'uniqueness')
}

interface GroupChange {
  readonly operation: string
  next(now: Json): unknown
}

export const createGroups = (parts: ScimParts) => {
  const { identity } = parts.store

  const find = async ({ org, provider }: ScimCaller, id: string): Promise<ScimGroup> => {
    const known = await identity.scimGroup(org, groupOf(id))
    if (known?.idp !== provider.id) throw notFound()
    return known
  }
  const viewOf = async ({ org }: ScimCaller): Promise<RulesView> => {
    const view = await parts.view(org)
    if (!view) throw notFound()
    return view
  }
  const shown = async (caller: ScimCaller, id: string): Promise<Json> =>
    printGroup(await viewOf(caller), caller, await find(caller, id))

  const change = async (caller: ScimCaller, id: string, { operation, next }: GroupChange): Promise<Json> => {
    const { id: target } = await find(caller, id)
    await parts.commit(caller.org, { ...caller.by, operation, target }, async view => {
      const known = await find(caller, id)
      return written(parts, { caller, view, id: target, wish: readGroup(next(groupResource(view, known))) })
    })
    return shown(caller, id)
  }

  return {
    get: shown,

    async list(caller: ScimCaller, request: ListRequest): Promise<Listed> {
      const view = await viewOf(caller)
      return listed(
        request,
        page => identity.scimGroups(caller.org, caller.provider.id, page),
        group => printGroup(view, caller, group),
      )
    },

    async create(caller: ScimCaller, body: unknown): Promise<Json> {
      const wish = readGroup(body)
      const id = subject('group', fresh('grp'))
      await parts.commit(
        caller.org,
        { ...caller.by, operation: 'scimCreateGroup', target: id },
        async view => {
          await requireNewName(parts, caller, wish.displayName)
          return written(parts, { caller, view, id, wish })
        },
      )
      return shown(caller, idOf(id))
    },

    replace: (caller: ScimCaller, id: string, body: unknown): Promise<Json> =>
      change(caller, id, { operation: 'scimReplaceGroup', next: () => body }),

    patch: (caller: ScimCaller, id: string, body: unknown): Promise<Json> =>
      change(caller, id, { operation: 'scimPatchGroup', next: now => patched(now, body) }),

    async remove(caller: ScimCaller, id: string): Promise<void> {
      const { id: target } = await find(caller, id)
      await parts.commit(caller.org, { ...caller.by, operation: 'scimDeleteGroup', target }, async view =>
        removed(parts, caller, view, await find(caller, id)),
      )
    },
  }
}
