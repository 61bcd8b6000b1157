import { isDeepStrictEqual } from 'node:util'
import { bareAccount } from '../change/bare.ts'
import type { Answering, Draft, Drafting } from '../change/commit.ts'
import { requireAhead } from '../change/ending.ts'
import { requireRemovable } from '../change/outliving.ts'
import { changeRole, disable, enable, invitationsTo, join, leave, type Someone } from '../change/people.ts'
import { clientsEnd } from '../change/promises.ts'
import { requireWithin, roleNamed } from '../change/reach.ts'
import { roleEnd } from '../change/roles.ts'
import type { RulesView } from '../change/rules-view.ts'
import { isSupport, ofItsOwn } from '../change/support-kept.ts'
import type { Account } from '../model/account.ts'
import type { RecordWrite } from '../model/change.ts'
import { normalAddress } from '../model/email.ts'
import type { OrgId, Subject } from '../model/id.ts'
import { Problem } from '../model/problems.ts'
import type { Attributes } from '../model/resource.ts'
import { requireVisible } from '../model/visible-id.ts'
import { createAccountLists } from './account-lists.ts'
import type { DirectoryParts, DraftParts } from './parts.ts'

/** The writable fields of a person or a service account. Absent fields stay as they are. */
export interface AccountWish {
  readonly role?: string | undefined
  /** When the role ends; null: never. Absent: another role does not, the same one as before. */
  readonly expires_at?: Date | null | undefined
  readonly name?: string | undefined
  readonly email?: string | undefined
  readonly external_id?: string | undefined
  readonly attributes?: Attributes | undefined
}

/** People and service accounts: the same record, the same rules, told apart by the type of their id. */
export const createAccounts = ({ store }: DirectoryParts) => ({
  get: (org: OrgId, id: Subject): Promise<Account | undefined> => store.records.find('account', org, id),
  list: createAccountLists({ store }),
})

export const accountDrafts = ({ records, now }: DraftParts) => {
  const someone = async ({ organisation }: RulesView, id: Subject): Promise<Someone> => ({
    id,
    account: await records.find('account', organisation.id, id),
  })
  return {
    /**
     * Makes it or changes it. Whoever gives a held role another end gives that role; whoever says by what somebody is recognised reaches as far.
     * @throws Problem unknown_role, role_too_strong, last_admin, disabled, malformed when a new one has no role
     */
    put:
      (id: Subject, wish: AccountWish, giver: Subject | 'operator'): Drafting<Answering<Account>> =>
      async view => {
        const before = await someone(view, id)
        const held = view.roleOf(id)
        for (const given of worthOf(before, held, wish)) await requireWithin(view, giver, given)
        requireAhead(wish.expires_at ?? undefined, now())
        if (
          (wish.role ?? wish.expires_at) !== undefined &&
          (await isSupport(records, view.organisation.id, id))
        )
          throw ofItsOwn()
        const draft = written(view, before, describedBy(wish, before, now()), wish)
        const offers =
          wish.role === undefined ? [] : await openOffers(records, view.organisation.id, before.account)
        return { ...draft, records: [...(draft.records ?? []), ...offers] }
      },

    /** Everything that is theirs goes in one change, but for what denies them. @throws Problem not_found, last_admin, role_too_strong */
    remove:
      (id: Subject, giver: Subject | 'operator'): Drafting<Draft> =>
      async view => {
        await requireRemovable(view, giver, id)
        return leave(view, await someone(view, id), await clientsEnd({ records }, view.organisation.id, id))
      },

    /** The role is put aside and every key and session ends; groups and grants wait. @throws Problem not_found, last_admin */
    disable:
      (id: Subject): Drafting<Answering<Account>> =>
      async view =>
        disable(view, await someone(view, id), now()),

    /** Gives the role back. @throws Problem not_found, unknown_role, role_too_strong */
    enable:
      (id: Subject, giver: Subject | 'operator'): Drafting<Answering<Account>> =>
      async view => {
        const { account } = await someone(view, id)
        if (!account) throw new Problem('not_found')
        if (account.disabled) await requireWithin(view, giver, roleNamed(account.disabled.role))
        return enable(view, account)
      },
  }
}

const written = (
  view: RulesView,
  before: Someone,
  account: Account,
  wish: Pick<AccountWish, 'role' | 'expires_at'>,
): Answering<Account> => {
  const held = view.roleOf(before.id)
  const role = wish.role ?? (wish.expires_at === undefined ? undefined : held)
  const until = untilOf(view, before.id, wish)
  if (role !== undefined && held === undefined) return join(view, account, role, until)
  if (held === undefined && !before.account) throw new Problem('malformed', 'a new account needs a role')
  const change = role === undefined ? {} : changeRole(view, before, role, until)
  const described = isDeepStrictEqual(account, before.account)
    ? []
    : [{ put: 'account', value: account } as const]
  return { ...change, records: [...(change.records ?? []), ...described], answer: account }
}

/** Whether it says anew by what somebody is recognised who signs in: whoever does could be them. */
const isRecognisedBy = (wish: AccountWish, known: Account | undefined): boolean =>
  (wish.email !== undefined && wish.email !== known?.email) ||
  (wish.external_id !== undefined && wish.external_id !== known?.external_id) ||
  (wish.attributes !== undefined && wish.attributes.email_verified !== known?.attributes.email_verified)

/** What a wish gives beside a role that it names: a held role anew, or somebody themselves, with the role that they get back. */
const worthOf = (
  { id, account }: Someone,
  held: string | undefined,
  wish: AccountWish,
): readonly Subject[] => {
  const again = wish.expires_at === undefined ? undefined : held && (wish.role ?? held)
  const themselves = (account ?? held) !== undefined && isRecognisedBy(wish, account)
  const back = themselves ? account?.disabled?.role : undefined
  return [
    ...[again, back].flatMap(role => (role === undefined ? [] : [roleNamed(role)])),
    ...(themselves ? [id] : []),
  ]
}

const untilOf = (
  view: RulesView,
  id: Subject,
  { role, expires_at }: Pick<AccountWish, 'role' | 'expires_at'>,
): Date | undefined => {
  if (expires_at !== undefined) return expires_at ?? undefined
  return role === undefined ? undefined : roleEnd(view, id, role)
}

const describedBy = (wish: AccountWish, { id, account: known }: Someone, now: Date): Account => {
  if (!known) requireVisible(id)
  const { name = known?.name, email = known?.email, external_id = known?.external_id } = wish
  return {
    ...(known ?? bareAccount(id, now)),
    attributes: attributesOf(wish, known),
    ...(name === undefined ? {} : { name }),
    ...(email === undefined ? {} : { email }),
    ...(external_id === undefined ? {} : { external_id }),
  }
}

/** What an identity provider said of the address before says nothing of another one. */
const attributesOf = ({ email, attributes }: AccountWish, known: Account | undefined): Attributes => {
  if (attributes !== undefined) return attributes
  const { email_verified, ...others } = known?.attributes ?? {}
  const same = email === undefined || email === known?.email
  return same && email_verified !== undefined ? { ...others, email_verified } : others
}

/** An admin has decided: what was offered to the person before ends, even where they keep the role. */
const openOffers = async (
  records: DraftParts['records'],
  org: OrgId,
  account: Account | undefined,
): Promise<readonly RecordWrite[]> => {
  if (account?.email === undefined) return []
  const where = { email: normalAddress(account.email) }
  const open = (await records.list('invitation', org, { limit: 1, where })).items.length > 0
  return open ? invitationsTo(account) : []
}
