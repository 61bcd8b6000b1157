import { isDeepStrictEqual } from 'node:util'
import type { Answered, ChangeRequest, Committed, Draft } from '../change/commit.ts'
import type { RulesView } from '../change/rules-view.ts'
import type { Account } from '../model/account.ts'
import { requireRole } from '../model/catalogue-terms.ts'
import type { RecordWrite } from '../model/change.ts'
import type { OrgId, Subject } from '../model/id.ts'
import type { Page, PageRequest } from '../model/page.ts'
import { Problem } from '../model/problems.ts'
import type { Attributes } from '../model/resource.ts'
import { type Rule, ruleKey } from '../model/rule.ts'
import { isRoleOf, roleRule } from '../model/rule-forms.ts'
import { keepAdministrator } from './administrators.ts'
import type { DirectoryParts } from './parts.ts'

/** What may be said of a person or a service account. What is absent stays as it is. */
export interface AccountWish {
  readonly role?: string | undefined
  readonly name?: string | undefined
  readonly email?: string | undefined
  readonly attributes?: Attributes | undefined
}

/** People and service accounts: the same record, the same rules, told apart by the type of their id. */
export const createAccounts = ({ store, commit, now }: DirectoryParts) => ({
  get: (org: OrgId, id: Subject): Promise<Account | undefined> => store.directory.account(org, id),

  list: (org: OrgId, type: 'user' | 'service', page: PageRequest): Promise<Page<Account>> =>
    store.directory.accounts(org, type, page),

  /** Makes it or changes it. @throws Problem unknown_role, last_admin, disabled, malformed when a new one has no role */
  async put(org: OrgId, by: ChangeRequest, id: Subject, wish: AccountWish): Promise<Answered<Account>> {
    return commit(org, { ...by, target: id }, async view => {
      const known = await store.directory.account(org, id)
      const value = described(id, wish, known, now())
      return {
        ...roleChange(view, id, wish.role, known),
        records: isDeepStrictEqual(value, known) ? [] : [{ put: 'account', value }],
        answer: value,
      }
    })
  },

  /** Role, groups, grants, keys and pending invitations go in one change. @throws Problem not_found, last_admin */
  async remove(org: OrgId, by: ChangeRequest, id: Subject): Promise<Committed> {
    return commit(org, { ...by, target: id }, async view => {
      const known = await store.directory.account(org, id)
      const removes = view.rulesOfSubject(id)
      if (!known && removes.length === 0) throw new Problem('not_found')
      keepAdministrator(view, id)
      return { removes, records: leaving(id, known?.email), narrows: true }
    })
  },

  /** The role is put aside and every key and session ends; groups and grants wait. @throws Problem not_found, last_admin */
  async disable(org: OrgId, by: ChangeRequest, id: Subject): Promise<Answered<Account>> {
    return commit(org, { ...by, target: id }, async view => {
      const known = await store.directory.account(org, id)
      if (known?.disabled) return { answer: known }
      const role = view.roleOf(id)
      if (role === undefined) throw new Problem('not_found')
      keepAdministrator(view, id)
      const base = known ?? { id, attributes: {}, created_at: now() }
      const answer = { ...base, disabled: { role, at: now() } }
      return {
        removes: rolesHeld(view, id),
        records: [
          { put: 'account', value: answer },
          { drop: 'api_keys_of', subject: id },
          { drop: 'sign_ins', of: { by: 'subject', subject: id } },
        ],
        answer,
      }
    })
  },

  /** Gives the role back. @throws Problem not_found */
  async enable(org: OrgId, by: ChangeRequest, id: Subject): Promise<Answered<Account>> {
    return commit(org, { ...by, target: id }, async view => {
      const known = await store.directory.account(org, id)
      if (!known) throw new Problem('not_found')
      if (!known.disabled) return { answer: known }
      const { disabled, ...enabled } = known
      requireRole(view.catalogue, disabled.role)
      return {
        adds: [roleRule(org, id, disabled.role)],
        records: [{ put: 'account', value: enabled }],
        answer: enabled,
      }
    })
  },
})

/** What goes with an account that leaves, beside its rules. */
const leaving = (id: Subject, email: string | undefined): RecordWrite[] => [
  { drop: 'account', id },
  { drop: 'api_keys_of', subject: id },
  { drop: 'sign_ins', of: { by: 'subject', subject: id } },
  { drop: 'identities_of', subject: id },
  ...(email === undefined ? [] : [{ drop: 'invitations_of', email } as const]),
]

const roleChange = (
  view: RulesView,
  id: Subject,
  role: string | undefined,
  known: Account | undefined,
): Draft => {
  const held = view.roleOf(id)
  if (role === undefined) {
    if (held === undefined && !known) throw new Problem('malformed', 'a new account needs a role')
    return {}
  }
  requireRole(view.catalogue, role)
  const org = view.organisation.id
  if (known?.disabled) throw new Problem('disabled')
  const wanted = roleRule(org, id, role)
  const removes = rolesHeld(view, id).filter(rule => ruleKey(rule) !== ruleKey(wanted))
  if (role !== held) keepAdministrator(view, id)
  return { adds: view.has(wanted) ? [] : [wanted], removes }
}

/** The rules by which the account holds its role: policy text may have given it several. */
const rolesHeld = (view: RulesView, id: Subject): Rule[] =>
  view.rulesOfSubject(id).filter(rule => isRoleOf(rule, id))

const described = (id: Subject, wish: AccountWish, known: Account | undefined, now: Date): Account => {
  const { name = known?.name, email = known?.email, attributes = known?.attributes ?? {} } = wish
  return {
    id,
    attributes,
    created_at: known?.created_at ?? now,
    ...(name === undefined ? {} : { name }),
    ...(email === undefined ? {} : { email }),
    ...(known?.disabled === undefined ? {} : { disabled: known.disabled }),
  }
}
