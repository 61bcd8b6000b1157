import { isDeepStrictEqual } from 'node:util'
import { bareGroup } from '../change/bare.ts'
import type { Answered, ChangeRequest, Committed } from '../change/commit.ts'
import { deleteGroup } from '../change/groups.ts'
import { requireHolder } from '../change/roles.ts'
import type { Group } from '../model/account.ts'
import { type OrgId, type Subject, typeOf } from '../model/id.ts'
import type { Page, PageRequest } from '../model/page.ts'
import { Problem } from '../model/problems.ts'
import { membershipRule } from '../model/rule-forms.ts'
import type { DirectoryParts } from './parts.ts'

/** Groups of people, service accounts and groups. The record names a group; the rules say who is in it. */
export const createGroups = ({ store, commit, now }: DirectoryParts) => {
  const existing = async (org: OrgId, id: Subject): Promise<Group> => {
    const known = await store.records.find('group', org, id)
    if (!known) throw new Problem('not_found')
    return known
  }
  return {
    get: (org: OrgId, id: Subject): Promise<Group | undefined> => store.records.find('group', org, id),

    list: (org: OrgId, page: PageRequest): Promise<Page<Group>> => store.records.list('group', org, page),

    async put(
      org: OrgId,
      by: ChangeRequest,
      id: Subject,
      name: string | undefined,
    ): Promise<Answered<Group>> {
      return commit(org, { ...by, target: id }, async () => {
        const known = await store.records.find('group', org, id)
        const value: Group = { ...(known ?? bareGroup(id, now())), ...named(name ?? known?.name) }
        return { records: isDeepStrictEqual(value, known) ? [] : [{ put: 'group', value }], answer: value }
      })
    },

    /** Everything that names it goes in one change. @throws Problem not_found */
    async remove(org: OrgId, by: ChangeRequest, id: Subject): Promise<Committed> {
      return commit(org, { ...by, target: id }, async view => {
        await existing(org, id)
        return deleteGroup(view, id, await store.records.all('identity_provider', org))
      })
    },

    /** @throws Problem not_found for the group, invite_first for an account without a role, unknown_subject for a group */
    async addMember(
      org: OrgId,
      by: ChangeRequest,
      group: Subject,
      member: Subject,
    ): Promise<Answered<Group>> {
      return commit(org, { ...by, target: group }, async view => {
        const answer = await existing(org, group)
        if (typeOf(member) !== 'group') requireHolder(view, member)
        else if (!(await store.records.find('group', org, member))) throw new Problem('unknown_subject')
        const rule = membershipRule(org, member, group)
        return { adds: view.has(rule) ? [] : [rule], answer }
      })
    },

    /** @throws Problem not_found for the group; removing who is not in it changes nothing */
    async removeMember(
      org: OrgId,
      by: ChangeRequest,
      group: Subject,
      member: Subject,
    ): Promise<Answered<Group>> {
      return commit(org, { ...by, target: group }, async view => {
        const answer = await existing(org, group)
        const rule = membershipRule(org, member, group)
        return { removes: view.has(rule) ? [rule] : [], answer }
      })
    },
  }
}

const named = (name: string | undefined) => (name === undefined ? {} : { name })
