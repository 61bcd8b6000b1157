/**
 * Who a person is at the organisation's identity providers (IdPs), as an admin sees and corrects it. Linking gives nobody a right
 * by itself; unlinking takes back what the IdP's groups gave, and ends the person's sign-ins.
 */
import { bareAccount } from '../change/bare.ts'
import type { Answered, ChangeRequest, Commit } from '../change/commit.ts'
import { loseRole } from '../change/people.ts'
import type { RulesView } from '../change/rules-view.ts'
import { signInsEnd } from '../change/sign-ins.ts'
import type { Account } from '../model/account.ts'
import type { RecordWrite } from '../model/change.ts'
import { idOf, type OrgId, type Subject } from '../model/id.ts'
import { identityId } from '../model/identity.ts'
import type { Identity } from '../model/idp.ts'
import { Problem } from '../model/problems.ts'
import type { RecordStore } from '../ports/record-store.ts'
import { identitiesOf } from './identities-of.ts'
import { withoutMapped } from './without-mapped.ts'

export interface IdentitiesParts {
  readonly records: RecordStore
  readonly commit: Commit
  now(): Date
}

/** The most identities of one person. */
const MOST = 50

/** What an admin says: this person is that one at the IdP. */
export interface LinkWish {
  readonly idp: string
  readonly subject: string
}

export interface Linked {
  readonly identity: Identity
  readonly account: Account | undefined
}

export const createIdentities = (parts: IdentitiesParts) => {
  const { records, now } = parts
  const of = (org: OrgId, account: Subject): Promise<readonly Identity[]> =>
    identitiesOf(records, org, account)

  return {
    /** @throws Problem not_found where there is no such person */
    async list(org: OrgId, view: RulesView, account: Subject): Promise<readonly Identity[]> {
      await requirePerson(parts, view, account)
      return of(org, account)
    },

    /**
     * The person is recognised by this identity from now on, too.
     * @throws Problem not_found, identity_taken when it is another account's, change_too_large
     */
    async link(org: OrgId, by: ChangeRequest, account: Subject, wish: LinkWish): Promise<Answered<Linked>> {
      return parts.commit(org, { ...by, target: account }, async view => {
        const person = await requirePerson(parts, view, account)
        const known = await ownIdentity(parts, org, account, wish)
        if (known) return { answer: { identity: known, account: person } }
        if ((await of(org, account)).length >= MOST)
          throw new Problem('change_too_large', `a person has at most ${MOST} identities`)
        const identity = linked(view, account, wish, now())
        const own = person ? withoutMark(person, identityId(identity)) : []
        return {
          records: [{ put: 'identity', value: identity }, ...own],
          answer: { identity, account: person },
        }
      })
    },

    /** @throws Problem not_found, last_admin */
    async unlink(org: OrgId, by: ChangeRequest, account: Subject, id: string): Promise<Answered<Linked>> {
      return parts.commit(org, { ...by, target: account }, async view => {
        const all = await of(org, account)
        const identity = all.find(one => identityId(one) === id)
        if (!identity) throw new Problem('not_found')
        const person = await records.find('account', org, account)
        const others = all.filter(one => one !== identity)
        const { idp, subject } = identity
        const draft = withoutMapped(view, identity, others)
        return {
          ...(draft ?? loseRole(view, { id: account, account: person })),
          records: [
            { drop: 'identity', idp, subject },
            { put: 'account', value: unlinkedFrom(person ?? bareAccount(account, now()), id) },
            ...(draft ? [signInsEnd({ by: 'subject', subject: account })] : endsOf(view, account, person)),
          ],
          narrows: true,
          answer: { identity, account: person },
        }
      })
    },
  }
}

/** An admin's word holds: the rule that joined them does not join them again. */
const unlinkedFrom = (account: Account, id: string): Account => ({
  ...account,
  unlinked: [...(account.unlinked ?? []), id].slice(-MOST),
})

const withoutMark = (account: Account, id: string): readonly RecordWrite[] => {
  const { unlinked = [], ...rest } = account
  if (!unlinked.includes(id)) return []
  const left = unlinked.filter(one => one !== id)
  return [{ put: 'account', value: left.length === 0 ? rest : { ...rest, unlinked: left } }]
}

const endsOf = (view: RulesView, id: Subject, account: Account | undefined) =>
  loseRole(view, { id, account }).records

const requirePerson = async (
  { records }: Pick<IdentitiesParts, 'records'>,
  view: RulesView,
  id: Subject,
): Promise<Account | undefined> => {
  const account = await records.find('account', view.organisation.id, id)
  if (!account && view.roleOf(id) === undefined) throw new Problem('not_found')
  return account
}

/** The identity, where it is the person's already. @throws Problem not_found, identity_taken */
const ownIdentity = async (
  { records }: Pick<IdentitiesParts, 'records'>,
  org: OrgId,
  account: Subject,
  wish: LinkWish,
): Promise<Identity | undefined> => {
  if (!(await records.find('identity_provider', org, wish.idp))) throw new Problem('not_found')
  const known = await records.find('identity', org, wish)
  if (known && known.account !== account) throw taken(known)
  return known
}

const taken = ({ account }: Identity): Problem =>
  new Problem('identity_taken', `it is ${idOf(account)}'s: merge the two accounts, or unlink it there first`)

const linked = (view: RulesView, account: Subject, wish: LinkWish, at: Date): Identity => {
  const role = view.roleOf(account)
  return {
    ...wish,
    account,
    email_verified: false,
    groups: [],
    mapped: { groups: [] },
    joined: { by: 'hand', at, ...(role === undefined ? {} : { role }) },
    created_at: at,
  }
}
