import { bareAccount } from '../change/bare.ts'
import type { Answered, ChangeRequest } from '../change/commit.ts'
import { type MergePlan, merge } from '../change/merging.ts'
import type { RulesView } from '../change/rules-view.ts'
import { isSupport, ofItsOwn } from '../change/support-kept.ts'
import type { Account } from '../model/account.ts'
import type { OrgId, Subject } from '../model/id.ts'
import { Problem } from '../model/problems.ts'
import type { RecordKind, RecordOf, Where } from '../model/records.ts'
import type { DirectoryParts } from './parts.ts'

/** The most keys, identities and sent invitations, each, that one merge moves. */
export const MAX_MOVED = 500

export interface MergeWish {
  /** The account that goes. */
  readonly from: Subject
  readonly role?: string | undefined
}

/** Makes one of two accounts of a person, in one change or not at all. */
export const createMerging = ({ store, commit, now }: DirectoryParts) => {
  const { records } = store
  const all = async <K extends RecordKind>(kind: K, org: OrgId, where: Where<K>) => {
    const { items, next } = await records.list(kind, org, { limit: MAX_MOVED, where })
    if (next !== undefined)
      throw new Problem('change_too_large', `one merge moves at most ${MAX_MOVED} of each kind`)
    return items as readonly RecordOf<K>[]
  }
  const someone = async (view: RulesView, id: Subject): Promise<{ id: Subject; account: Account }> => {
    const account = await records.find('account', view.organisation.id, id)
    if (!account && view.roleOf(id) === undefined) throw new Problem('not_found')
    if (await isSupport(records, view.organisation.id, id)) throw ofItsOwn()
    return { id, account: account ?? bareAccount(id, now()) }
  }

  /** @throws Problem not_found, malformed for support access, disabled, not_mergeable, unknown_role, last_admin, change_too_large */
  return (
    org: OrgId,
    by: ChangeRequest,
    to: Subject,
    { from, role }: MergeWish,
  ): Promise<Answered<MergePlan>> =>
    commit(org, { ...by, target: to, about: [from] }, async view => {
      const [staying, going] = [await someone(view, to), await someone(view, from)]
      return merge(view, {
        to: { ...staying, identities: await all('identity', org, { account: to }) },
        from: {
          ...going,
          identities: await all('identity', org, { account: from }),
          keys: await all('api_key', org, { subject: from }),
          invitations: await all('invitation', org, { invited_by: from }),
        },
        role,
        at: now(),
      })
    })
}
