import { bareAccount } from '../change/bare.ts'
import type { Answered, ChangeRequest, Committed } from '../change/commit.ts'
import { invitationUsed, join } from '../change/people.ts'
import { isOpen, promisedGrants } from '../change/promises.ts'
import { requireLevel, requireRole } from '../model/catalogue-terms.ts'
import { freshCredential, hashOfCredential, kindOfCredential } from '../model/credential.ts'
import type { OrgId, Subject } from '../model/id.ts'
import { subject } from '../model/id.ts'
import type { Invitation } from '../model/invitation.ts'
import type { Page, PageRequest } from '../model/page.ts'
import { Problem } from '../model/problems.ts'
import { fresh } from '../model/unique.ts'
import type { DirectoryParts } from './parts.ts'

export type InvitationWish = Pick<Invitation, 'email' | 'role' | 'grants'>

const DAY = 24 * 60 * 60 * 1000

/** Invitations: single-use, expiring, kept as a hash. Accepting one makes the person, their role and grants in one change. */
export const createInvitations = ({ store, commit, deliver, now }: DirectoryParts) => ({
  list: (org: OrgId, page: PageRequest): Promise<Page<Invitation>> =>
    store.records.list('invitation', org, page),

  /** The token is in the answer and the message, and nowhere else. @throws Problem unknown_role, unknown_level, unknown_resource */
  async create(
    org: OrgId,
    by: ChangeRequest,
    invited_by: Subject,
    wish: InvitationWish,
  ): Promise<Answered<{ invitation: Invitation; secret: string }>> {
    const token = freshCredential('invitation')
    const id = fresh('inv')
    const committed = await commit(org, { ...by, target: id }, view => {
      requireRole(view.catalogue, wish.role)
      if (new Set(wish.grants.map(grant => grant.resource)).size < wish.grants.length)
        throw new Problem('malformed', 'an invitation grants one level on each resource')
      for (const grant of wish.grants) {
        requireLevel(view.catalogue, grant.level)
        if (!view.isRegistered(grant.resource)) throw new Problem('unknown_resource')
      }
      const expires_at = new Date(now().getTime() + view.organisation.settings.invitation_days * DAY)
      const token_hash = hashOfCredential(token)
      const invitation = { ...wish, id, token_hash, invited_by, created_at: now(), expires_at }
      return { records: [{ put: 'invitation', value: invitation }], answer: { invitation, secret: token } }
    })
    if (!committed.dryRun) await deliver({ org, invitation: committed.answer.invitation, token })
    return committed
  },

  /** @throws Problem not_found */
  async revoke(org: OrgId, by: ChangeRequest, id: string): Promise<Committed> {
    return commit(org, { ...by, target: id }, async () => {
      if (!(await store.records.find('invitation', org, id))) throw new Problem('not_found')
      return { records: [{ drop: 'invitation', id }], narrows: true }
    })
  },

  /** The invitation of a token, with its organisation. @throws Problem invitation_invalid */
  async of(token: string): Promise<{ org: OrgId; invitation: Invitation }> {
    const found =
      kindOfCredential(token) === 'invitation'
        ? (await store.records.anywhere('invitation', { token_hash: hashOfCredential(token) }))[0]
        : undefined
    if (!found || found.value.expires_at <= now()) throw new Problem('invitation_invalid')
    return { org: found.org, invitation: found.value }
  },

  /**
   * Uses the invitation up. `person` accepts it; absent, a new id is made for them.
   * @throws Problem invitation_invalid when it was used meanwhile, already_exists when the person has a role here
   */
  async accept(
    org: OrgId,
    by: ChangeRequest,
    { id }: Invitation,
    person: Subject = subject('user', fresh('usr')),
  ): Promise<Answered<{ person: Subject; role: string }>> {
    const actor = by.actor === 'anonymous' ? person : by.actor
    return commit(org, { ...by, actor, target: person }, async view => {
      const pending = await store.records.find('invitation', org, id)
      if (!pending || !isOpen(view, pending, now())) throw new Problem('invitation_invalid')
      const known = await store.records.find('account', org, person)
      if (known || view.roleOf(person) !== undefined) throw new Problem('already_exists')
      const account = { ...bareAccount(person, now()), email: pending.email }
      const joined = join(view, account, pending.role, promisedGrants(view, pending, person))
      const records = [...(joined.records ?? []), ...invitationUsed(pending)]
      return { ...joined, records, answer: { person, role: pending.role } }
    })
  },
})
