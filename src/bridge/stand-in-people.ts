/** Whom the stand-in page of development lets in: people who have a role, and people who are invited. */
import { accept } from '../change/accepting.ts'
import { bareAccount } from '../change/bare.ts'
import type { Commit } from '../change/commit.ts'
import type { RulesView } from '../change/rules-view.ts'
import { domainOfAddress, normalAddress } from '../model/email.ts'
import { type OrgId, type Subject, subject } from '../model/id.ts'
import type { RecordStore } from '../ports/record-store.ts'
import { openInvitation } from './open-invitation.ts'
import type { StandInPagesParts } from './stand-in-pages.ts'

export interface StandInPeopleParts {
  readonly records: RecordStore
  readonly commit: Commit
  view(org: OrgId): Promise<RulesView | undefined>
}

export const createStandInPeople =
  (parts: StandInPeopleParts): StandInPagesParts['personOf'] =>
  async (org, text) => {
    const view = await parts.view(org)
    const id = subject('user', text)
    if (view?.roleOf(id) !== undefined) return id
    if (!view || domainOfAddress(text) === undefined) return undefined
    return (await byAddress(parts, view, normalAddress(text))) ?? admitted(parts, view, normalAddress(text))
  }

/** The one active person of this address. */
const byAddress = async (
  { records }: StandInPeopleParts,
  view: RulesView,
  address: string,
): Promise<Subject | undefined> => {
  const found = await records.list('account', view.organisation.id, { limit: 2, where: { address } })
  const [only, ...more] = found.items.filter(({ id }) => view.roleOf(id) !== undefined)
  return more.length === 0 ? only?.id : undefined
}

/** Somebody invited accepts by signing in, as at any identity provider that states a believed address. Their id is the address. */
const admitted = async (
  { records, commit }: StandInPeopleParts,
  { organisation: { id: org } }: RulesView,
  address: string,
): Promise<Subject | undefined> => {
  const person = subject('user', address)
  const by = { actor: person, operation: 'signIn', target: person, promised: true } as const
  const { answer } = await commit(org, by, async view => {
    const invitation = await openInvitation(records, view, address, new Date())
    if (!invitation) return { answer: undefined }
    const known = await records.find('account', org, person)
    return { ...accept(view, invitation, known ?? bareAccount(person, new Date())), answer: person }
  })
  return answer
}
