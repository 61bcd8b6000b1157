/** Accepting an invitation: one change with the role and the grants that it promised. */
import { type Accepted, accept } from '../change/accepting.ts'
import { bareAccount } from '../change/bare.ts'
import type { Answered, ChangeRequest } from '../change/commit.ts'
import { endFrom } from '../change/invitation-ends.ts'
import { isOpen } from '../change/promises.ts'
import type { RulesView } from '../change/rules-view.ts'
import type { Account } from '../model/account.ts'
import { hashOfCredential, kindOfCredential } from '../model/credential.ts'
import { type OrgId, type Subject, subject } from '../model/id.ts'
import type { Invitation, InvitationEnd } from '../model/invitation.ts'
import { Problem } from '../model/problems.ts'
import { fresh } from '../model/unique.ts'
import type { DirectoryParts } from './parts.ts'

/** What a token leads to: an invitation of an organisation, or what became of it. */
export interface Shown {
  readonly org: OrgId
  readonly invitation?: Invitation
  readonly end?: InvitationEnd & { readonly account?: string }
}

/** An invitation, and the organisation that it is to. */
export interface Open {
  readonly org: OrgId
  readonly invitation: Invitation
}

export const createAccepting = (parts: DirectoryParts) => {
  const { store, now } = parts
  const ofToken = async (token: string) =>
    kindOfCredential(token) === 'invitation'
      ? (await store.records.anywhere('invitation', { token_hash: hashOfCredential(token) }))[0]
      : undefined

  return {
    /** The invitation of a token, with its organisation. @throws Problem invitation_invalid */
    async of(token: string): Promise<Open> {
      const found = await ofToken(token)
      if (!found || found.value.expires_at <= now()) throw new Problem('invitation_invalid')
      return { org: found.org, invitation: found.value }
    },

    /** What a token leads to, also when it is over; undefined for one that was never given, or is long forgotten. */
    async look(token: string): Promise<Shown | undefined> {
      const found = await ofToken(token)
      if (found) return { org: found.org, invitation: found.value }
      if (kindOfCredential(token) !== 'invitation') return undefined
      const kept = await store.oidc.find('InvitationEnd', hashOfCredential(token))
      const end = kept && endFrom(kept)
      return end && { org: end.org, end }
    },

    /**
     * Makes an account for a person who does not sign in here yet; their first sign-in with the invited address is recognised as
     * theirs. `person` is its id; absent, a new one is made.
     * @throws Problem invitation_invalid, already_exists when the person has a role here
     */
    accept(open: Open, by: ChangeRequest, person: Subject = subject('user', fresh('usr'))) {
      const actor = by.actor === 'anonymous' ? person : by.actor
      return use(parts, open, { ...by, actor, target: person }, async view => {
        const known = await store.records.find('account', open.org, person)
        if (known || view.roleOf(person) !== undefined) throw new Problem('already_exists')
        return { ...bareAccount(person, now()), unclaimed: true }
      })
    },

    /** The person who is signed in accepts. @throws Problem invitation_invalid, wrong_account, disabled */
    acceptAs: (open: Open, by: ChangeRequest, person: Subject) =>
      use(
        parts,
        open,
        { ...by, target: person },
        async () => (await store.records.find('account', open.org, person)) ?? bareAccount(person, now()),
      ),
  }
}

/** Uses the invitation up. @throws Problem invitation_invalid when it was used meanwhile, and what `account` throws */
const use = (
  { store, commit, now }: DirectoryParts,
  { org, invitation }: Open,
  by: ChangeRequest,
  account: (view: RulesView) => Promise<Account>,
): Promise<Answered<Accepted>> =>
  commit(org, { ...by, promised: true }, async view => {
    const pending = await store.records.find('invitation', org, invitation.id)
    if (!pending || !(await isOpen(view, pending, now()))) throw new Problem('invitation_invalid')
    return accept(view, pending, await account(view))
  })
