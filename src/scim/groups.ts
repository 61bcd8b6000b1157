/** The Groups endpoint: groups that an identity provider keeps here. */

import { type Subject, subject } from '../model/id.ts'
import type { ScimGroup } from '../model/scim.ts'
import { fresh } from '../model/unique.ts'
import { adoptable } from './adopting.ts'
import { rulesOf, type ScimCaller, type ScimParts } from './caller.ts'
import { notFound } from './fault.ts'
import { adoptedGroup, removedGroup, writtenGroup } from './group-drafts.ts'
import { groupOf, groupResource, printGroup, readGroup } from './group-resource.ts'
import type { Json } from './json.ts'
import { demanded, type Listed, type ListRequest, listed } from './listing.ts'
import { patched } from './patch.ts'

interface GroupChange {
  readonly operation: string
  next(now: Json): unknown
}

export const createGroups = (parts: ScimParts) => {
  const { records } = parts.store

  const find = async ({ org, idp }: ScimCaller, id: string): Promise<ScimGroup> => {
    const known = await records.find('scim_group', org, groupOf(id))
    if (known?.idp !== idp.id) throw notFound()
    return known
  }
  const change = async (caller: ScimCaller, id: string, { operation, next }: GroupChange): Promise<Json> => {
    const { id: target } = await find(caller, id)
    const made = await parts.commit(caller.org, { ...caller.by, operation, target }, async view => {
      const known = await find(caller, id)
      const wish = readGroup(next(groupResource(view, known)))
      return writtenGroup(parts, { caller, view, id: target, known, wish })
    })
    return printGroup(made.after, caller, made.answer)
  }

  /** The one group that a filter demands, for directories that ask after each by its id. */
  const pointedAt = async (caller: ScimCaller, filter: string | undefined) => {
    const demand = demanded(filter, ['id'])
    if (!demand) return undefined
    const found = await find(caller, demand.value).catch(() => undefined)
    return { items: found ? [found] : [] }
  }

  return {
    get: async (caller: ScimCaller, id: string): Promise<Json> =>
      printGroup(await rulesOf(parts, caller), caller, await find(caller, id)),

    async list(caller: ScimCaller, request: ListRequest): Promise<Listed> {
      const view = await rulesOf(parts, caller)
      const pointed = await pointedAt(caller, request.filter)
      return listed(request, {
        turns: parts.turns,
        read: async page =>
          pointed ?? records.list('scim_group', caller.org, { ...page, where: { idp: caller.idp.id } }),
        print: group => printGroup(view, caller, group),
        weigh: group => view.linkedTo(group.id),
      })
    },

    async create(caller: ScimCaller, body: unknown): Promise<Json> {
      const wish = readGroup(body)
      const id: Subject = subject('group', fresh('grp'))
      const by = { ...caller.by, operation: 'scimCreateGroup', target: id }
      const made = await parts.commit(caller.org, by, async view => {
        const adopted = await adoptable(parts, caller, wish)
        return adopted
          ? { ...(await adoptedGroup(parts, { caller, view, adopted, wish })), target: adopted.id }
          : writtenGroup(parts, { caller, view, id, known: undefined, wish })
      })
      return printGroup(made.after, caller, made.answer)
    },

    replace: (caller: ScimCaller, id: string, body: unknown): Promise<Json> =>
      change(caller, id, { operation: 'scimReplaceGroup', next: () => body }),

    patch: (caller: ScimCaller, id: string, body: unknown): Promise<Json> =>
      change(caller, id, { operation: 'scimPatchGroup', next: now => patched(now, body) }),

    async remove(caller: ScimCaller, id: string): Promise<void> {
      const { id: target } = await find(caller, id)
      await parts.commit(caller.org, { ...caller.by, operation: 'scimDeleteGroup', target }, async view =>
        removedGroup(parts, caller, view, await find(caller, id)),
      )
    },
  }
}
