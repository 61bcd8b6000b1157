import { isDeepStrictEqual } from 'node:util'
import { bareGroup } from '../change/bare.ts'
import { requireNoCircle } from '../change/circles.ts'
import type { Answering, Draft, Drafting } from '../change/commit.ts'
import { ending, requireAhead } from '../change/ending.ts'
import { exactRules } from '../change/exact-rules.ts'
import { deleteGroup } from '../change/groups.ts'
import { requireHolder } from '../change/roles.ts'
import type { RulesView } from '../change/rules-view.ts'
import type { Group } from '../model/account.ts'
import { type OrgId, type Subject, typeOf } from '../model/id.ts'
import type { Page, PageRequest } from '../model/page.ts'
import { Problem } from '../model/problems.ts'
import { membershipRule } from '../model/rule-forms.ts'
import { requireVisible } from '../model/visible-id.ts'
import type { DirectoryParts, DraftParts } from './parts.ts'

/** Groups of people, service accounts and groups. The record names a group; the rules say who is in it. */
export const createGroups = ({ store: { records } }: DirectoryParts) => ({
  get: (org: OrgId, id: Subject): Promise<Group | undefined> => records.find('group', org, id),

  list: (org: OrgId, page: PageRequest): Promise<Page<Group>> => records.list('group', org, page),
})

export const groupDrafts = ({ records, now }: DraftParts) => {
  const existing = async ({ organisation }: RulesView, id: Subject): Promise<Group> => {
    const known = await records.find('group', organisation.id, id)
    if (!known) throw new Problem('not_found')
    return known
  }
  return {
    put:
      (id: Subject, name: string | undefined): Drafting<Answering<Group>> =>
      async ({ organisation }) => {
        const known = await records.find('group', organisation.id, id)
        if (!known) requireVisible(id)
        const value: Group = { ...(known ?? bareGroup(id, now())), ...named(name ?? known?.name) }
        return { records: isDeepStrictEqual(value, known) ? [] : [{ put: 'group', value }], answer: value }
      },

    /** Everything that names it goes in one change. @throws Problem not_found */
    remove:
      (id: Subject): Drafting<Draft> =>
      async view => {
        await existing(view, id)
        return deleteGroup(view, id, await records.all('identity_provider', view.organisation.id))
      },

    /** Until an end, if there is one. @throws Problem not_found for the group, invite_first for an account without a role, unknown_subject for a group, in_itself */
    addMember:
      (group: Subject, member: Subject, expires_at?: Date): Drafting<Answering<Group>> =>
      async view => {
        requireAhead(expires_at, now())
        const answer = await existing(view, group)
        const { id } = view.organisation
        if (typeOf(member) !== 'group') requireHolder(view, member)
        else if (!(await records.find('group', id, member))) throw new Problem('unknown_subject')
        const rule = membershipRule(id, member, group)
        requireNoCircle(view, rule)
        const present = view.has(rule) ? [rule, ...view.endsOf(rule)] : []
        return { ...exactRules(view, present, ending([rule], expires_at)), answer }
      },

    /** @throws Problem not_found for the group; removing who is not in it changes nothing */
    removeMember:
      (group: Subject, member: Subject): Drafting<Answering<Group>> =>
      async view => {
        const answer = await existing(view, group)
        const rule = membershipRule(view.organisation.id, member, group)
        return { removes: view.has(rule) ? [rule, ...view.endsOf(rule)] : [], answer }
      },
  }
}

const named = (name: string | undefined) => (name === undefined ? {} : { name })
