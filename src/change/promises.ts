/**
 * Promises that are still to be claimed: invitations, and clients that act as a service account. A promise ends with the
 * account that made it and with the resource that it names.
 */
import type { RecordWrite } from '../model/change.ts'
import { ORG, type OrgId, type Resource, type Subject } from '../model/id.ts'
import type { Invitation } from '../model/invitation.ts'
import type { Page, PageRequest } from '../model/page.ts'
import type { Rule } from '../model/rule.ts'
import { grantRule } from '../model/rule-forms.ts'
import type { RecordStore } from '../ports/record-store.ts'
import { ending } from './ending.ts'
import { beyondOf, isUnbound, roleNamed } from './reach.ts'
import type { RulesView } from './rules-view.ts'
import { signInsEnd } from './sign-ins.ts'

/** Where promises are read. */
export interface PromiseStore {
  readonly records: Pick<RecordStore, 'list'>
}

/** Ends the invitations that the account sent. */
export const invitationsBy = (invited_by: Subject): RecordWrite => ({
  drop: 'invitation',
  where: { invited_by },
})

/** Ends the clients that act as the account, with what was issued to them. */
export const clientsEnd = async (
  { records }: PromiseStore,
  org: OrgId,
  subject: Subject,
): Promise<readonly RecordWrite[]> => {
  const writes: RecordWrite[] = []
  for await (const { id } of every(page => records.list('client', org, { ...page, where: { subject } })))
    writes.push({ drop: 'client', id }, signInsEnd({ by: 'client', client: id }))
  return writes
}

/** Takes the grants on these resources out of invitations. Reads every pending one: they are few, since they expire or are used up. */
export const promisesEnd = async (
  { records }: PromiseStore,
  org: OrgId,
  resources: ReadonlySet<Resource>,
): Promise<readonly RecordWrite[]> => {
  const writes: RecordWrite[] = []
  if (resources.size === 0) return writes
  for await (const invitation of every(page => records.list('invitation', org, page))) {
    const grants = invitation.grants.filter(({ resource }) => !resources.has(resource))
    if (grants.length < invitation.grants.length)
      writes.push({ put: 'invitation', value: { ...invitation, grants } })
  }
  return writes
}

async function* every<T>(read: (page: PageRequest) => Promise<Page<T>>): AsyncGenerator<T> {
  let after: string | undefined
  do {
    const page = await read({ limit: 1_000, ...(after === undefined ? {} : { after }) })
    yield* page.items
    after = page.next
  } while (after !== undefined)
}

/** Whether an invitation may be used now: it has not expired, there is its role, and its sender may still invite and give that role. */
export const isOpen = async (view: RulesView, invitation: Invitation, now: Date): Promise<boolean> => {
  const { role, invited_by, expires_at, access_expires_at } = invitation
  const action = view.catalogue.operations.createInvitation ?? ''
  const inviterMay = invited_by === OPERATOR || view.check({ subject: invited_by, action, resource: ORG })
  if (access_expires_at !== undefined && access_expires_at <= now) return false
  const isRole = Object.hasOwn(view.catalogue.roles, role)
  if (!(expires_at > now && isRole && inviterMay)) return false
  return (await beyondOf(view, invited_by, roleNamed(role))).length === 0
}

const OPERATOR = 'operator'

/** The grants of an invitation that can be given, with their ends: on what is registered, where its sender still may grant, at levels that the set has, and not held. */
export const promisedGrants = (
  view: RulesView,
  invitation: Invitation,
  account: Subject,
): readonly Rule[] => {
  const { invited_by } = invitation
  const action = view.catalogue.operations.setGrant ?? ''
  const mayStill = (resource: Resource): boolean =>
    isUnbound(view, invited_by) || view.check({ subject: invited_by as Subject, action, resource })
  const rules = invitation.grants
    .filter(
      ({ resource, level }) =>
        view.isRegistered(resource) && Object.hasOwn(view.catalogue.levels, level) && mayStill(resource),
    )
    .map(({ resource, level }) => grantRule(view.organisation.id, account, resource, level))
    .filter(rule => !view.has(rule))
  return ending(rules, invitation.access_expires_at)
}
