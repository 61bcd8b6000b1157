import { isDeepStrictEqual } from 'node:util'
import type { Group } from '../model/account.ts'
import { type OrgId, type Subject, typeOf } from '../model/id.ts'
import type { Page, PageRequest } from '../model/page.ts'
import { Problem } from '../model/problems.ts'
import { membershipRule } from '../model/rule-forms.ts'
import type { ChangeRequest, Committed } from '../ports/committer.ts'
import type { RulesView } from '../ports/rules-view.ts'
import type { DirectoryParts } from './parts.ts'

/** Groups of people, service accounts and groups. The record names a group; the rules say who is in it. */
export const createGroups = ({ store, commit, now }: DirectoryParts) => ({
  get: (org: OrgId, id: Subject): Promise<Group | undefined> => store.directory.group(org, id),

  list: (org: OrgId, page: PageRequest): Promise<Page<Group>> => store.directory.groups(org, page),

  async put(org: OrgId, by: ChangeRequest, id: Subject, name: string | undefined): Promise<Committed> {
    return commit(org, { ...by, target: id }, async () => {
      const known = await store.directory.group(org, id)
      const value: Group = { id, created_at: known?.created_at ?? now(), ...named(name ?? known?.name) }
      return isDeepStrictEqual(value, known) ? {} : { records: [{ put: 'group', value }] }
    })
  },

  /** Its memberships and grants go with it. @throws Problem not_found */
  async remove(org: OrgId, by: ChangeRequest, id: Subject): Promise<Committed> {
    return commit(org, { ...by, target: id }, async view => {
      if (!(await store.directory.group(org, id))) throw new Problem('not_found')
      return { removes: view.rulesOfSubject(id), records: [{ drop: 'group', id }] }
    })
  },

  /** @throws Problem not_found for the group, invite_first for an account without a role, unknown_subject for a group */
  async addMember(org: OrgId, by: ChangeRequest, group: Subject, member: Subject): Promise<Committed> {
    return commit(org, { ...by, target: group }, async view => {
      if (!(await store.directory.group(org, group))) throw new Problem('not_found')
      if (typeOf(member) !== 'group') requireHolder(view, member)
      else if (!(await store.directory.group(org, member))) throw new Problem('unknown_subject')
      const rule = membershipRule(org, member, group)
      return view.has(rule) ? {} : { adds: [rule] }
    })
  },

  /** @throws Problem not_found for the group; removing who is not in it changes nothing */
  async removeMember(org: OrgId, by: ChangeRequest, group: Subject, member: Subject): Promise<Committed> {
    return commit(org, { ...by, target: group }, async view => {
      if (!(await store.directory.group(org, group))) throw new Problem('not_found')
      const rule = membershipRule(org, member, group)
      return view.has(rule) ? { removes: [rule] } : {}
    })
  },
})

const named = (name: string | undefined) => (name === undefined ? {} : { name })

const requireHolder = (view: RulesView, account: Subject): void => {
  if (view.roleOf(account) === undefined) throw new Problem('invite_first')
}
