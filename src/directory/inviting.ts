/** Inviting people: single-use, expiring, kept as a hash; one open invitation for each address. */
import { setImmediate as nextTurn } from 'node:timers/promises'
import type { Answered, ChangeRequest, Committed } from '../change/commit.ts'
import { requireAhead } from '../change/ending.ts'
import { invitationsTo } from '../change/people.ts'
import type { RulesView } from '../change/rules-view.ts'
import { requireLevel, requireRole } from '../model/catalogue-terms.ts'
import type { RecordWrite } from '../model/change.ts'
import { freshCredential, hashOfCredential } from '../model/credential.ts'
import { idOf, type OrgId, type Resource, type Subject } from '../model/id.ts'
import type { Invitation } from '../model/invitation.ts'
import type { Page, PageRequest } from '../model/page.ts'
import { Problem } from '../model/problems.ts'
import { fresh } from '../model/unique.ts'
import type { DirectoryParts } from './parts.ts'

export interface InvitationWish extends Pick<Invitation, 'email' | 'role' | 'grants'> {
  readonly access_expires_at?: Date | undefined
  readonly language?: string | undefined
}

/** A new invitation with its token, which is nowhere else but in the letter. */
export interface Invited {
  readonly invitation: Invitation
  readonly secret: string
}

export interface InvitedMany {
  readonly invited: readonly Invited[]
  /** People who have a role already. */
  readonly already: readonly { readonly email: string; readonly subject: Subject }[]
}

const DAY = 24 * 60 * 60 * 1000

export const createInviting = (parts: DirectoryParts) => {
  const { store, commit, now } = parts
  return {
    list: (org: OrgId, page: PageRequest): Promise<Page<Invitation>> =>
      store.records.list('invitation', org, page),

    /** Replaces an open one to the same address. @throws Problem unknown_role, unknown_level, unknown_resource */
    async create(
      org: OrgId,
      by: ChangeRequest,
      invited_by: Subject,
      wish: InvitationWish,
    ): Promise<Answered<Invited>> {
      const made = madeOf(wish)
      const committed = await commit(org, { ...by, target: made.id }, view => {
        const answer = invitedBy(view, made, invited_by, now())
        return { records: recordsOf(answer), answer }
      })
      if (!committed.dryRun) await sent(parts, org, committed.after, [committed.answer])
      return committed
    },

    /**
     * The same for many, in one change. People who have a role already are passed over. Their letters go out after the answer.
     * @throws Problem unknown_role, unknown_level, unknown_resource
     */
    async createMany(
      org: OrgId,
      by: ChangeRequest,
      invited_by: Subject,
      wishes: readonly InvitationWish[],
    ): Promise<Answered<InvitedMany>> {
      const all = wishes.map(madeOf)
      const committed = await commit(org, { ...by, target: 'org' }, async view => {
        const at = now()
        const members = await membersAmong(parts, view, wishes)
        const invited = all
          .filter(({ wish }) => !members.has(wish.email))
          .map(made => invitedBy(view, made, invited_by, at))
        const already = [...members].map(([email, subject]) => ({ email, subject }))
        return { records: invited.flatMap(recordsOf), answer: { invited, already } }
      })
      if (!committed.dryRun) void sent(parts, org, committed.after, committed.answer.invited)
      return committed
    },

    /** @throws Problem not_found */
    async revoke(org: OrgId, by: ChangeRequest, id: string): Promise<Committed> {
      return commit(org, { ...by, target: id }, async () => {
        if (!(await store.records.find('invitation', org, id))) throw new Problem('not_found')
        return { records: [{ drop: 'invitation', id }], narrows: true }
      })
    },
  }
}

/** @throws Problem unknown_role, unknown_level, unknown_resource, malformed */
const requireGivable = (view: RulesView, { role, grants }: InvitationWish): void => {
  requireRole(view.catalogue, role)
  if (new Set(grants.map(({ resource }) => resource)).size < grants.length)
    throw new Problem('malformed', 'an invitation grants one level on each resource')
  for (const { level, resource } of grants) {
    requireLevel(view.catalogue, level)
    if (!view.isRegistered(resource)) throw new Problem('unknown_resource')
  }
}

interface Made {
  readonly wish: InvitationWish
  readonly id: string
  readonly secret: string
}

const madeOf = (wish: InvitationWish): Made => ({
  wish,
  id: fresh('inv'),
  secret: freshCredential('invitation'),
})

const invitedBy = (view: RulesView, { wish, id, secret }: Made, invited_by: Subject, at: Date): Invited => {
  requireGivable(view, wish)
  const { access_expires_at, language, ...promised } = wish
  requireAhead(access_expires_at, at)
  const expires_at = new Date(at.getTime() + view.organisation.settings.invitation_days * DAY)
  const token_hash = hashOfCredential(secret)
  const ends = access_expires_at === undefined ? {} : { access_expires_at }
  const spoken = language === undefined ? {} : { language }
  const invitation = {
    ...promised,
    ...ends,
    ...spoken,
    id,
    token_hash,
    invited_by,
    created_at: at,
    expires_at,
  }
  return { invitation, secret }
}

const recordsOf = ({ invitation }: Invited): readonly RecordWrite[] => [
  ...invitationsTo(invitation),
  { put: 'invitation', value: invitation },
]

/** How many addresses are looked up before others have their turn. */
const TOGETHER = 64

/** Those of the addresses that somebody with a role has. */
const membersAmong = async (
  { store }: DirectoryParts,
  view: RulesView,
  wishes: readonly InvitationWish[],
): Promise<ReadonlyMap<string, Subject>> => {
  const members = new Map<string, Subject>()
  for (const [at, { email }] of wishes.entries()) {
    if (at % TOGETHER === TOGETHER - 1) await nextTurn()
    const known = await store.records.list('account', view.organisation.id, {
      limit: 20,
      where: { address: email },
    })
    const member = known.items.find(({ id }) => view.roleOf(id) !== undefined)
    if (member) members.set(email, member.id)
  }
  return members
}

const sent = async (
  { store, deliver }: DirectoryParts,
  org: OrgId,
  { organisation }: RulesView,
  invited: readonly Invited[],
): Promise<void> => {
  const by = invited[0]?.invitation.invited_by
  const inviter =
    by === undefined ? undefined : await store.records.find('account', org, by).catch(() => undefined)
  const names = await namesOf(store, org, invited)
  await deliver(
    invited.map(({ invitation, secret }) => ({
      organisation,
      ...(inviter === undefined ? {} : { inviter }),
      invitation,
      access: invitation.grants.map(({ resource, level }) => ({
        level,
        name: names.get(resource) ?? idOf(resource),
      })),
      token: secret,
    })),
  )
}

/** Letters go out with ids where the names cannot be read. */
const namesOf = async (
  { records }: DirectoryParts['store'],
  org: OrgId,
  invited: readonly Invited[],
): Promise<ReadonlyMap<Resource, string>> => {
  const ids = [
    ...new Set(invited.flatMap(({ invitation }) => invitation.grants.map(({ resource }) => resource))),
  ]
  if (ids.length === 0) return new Map()
  const known = await records.several('resource', org, ids.slice(0, 1_000)).catch(() => [])
  return new Map(known.map(({ id, name }) => [id, name]))
}
