/**
 * Promises that are still to be claimed: invitations, and clients that act as a service account. A promise ends with the
 * account that made it and with the resource that it names.
 */
import type { RecordWrite } from '../model/change.ts'
import type { Client } from '../model/client.ts'
import { ORG, type OrgId, type Resource, type Subject } from '../model/id.ts'
import type { Invitation } from '../model/invitation.ts'
import type { Page, PageRequest } from '../model/page.ts'
import type { Rule } from '../model/rule.ts'
import { grantRule } from '../model/rule-forms.ts'
import type { Store } from '../ports/store.ts'
import type { RulesView } from './rules-view.ts'
import { signInsEnd } from './sign-ins.ts'

export interface Promises {
  /** Drops the invitations that the account sent. */
  invitationsBy(account: Subject): readonly RecordWrite[]
  /** Drops the clients that act as the account, with what was issued to them. */
  clientsOf(account: Subject): readonly RecordWrite[]
  /** Invitations as they are to be without their grants on any of the resources. */
  withoutGrantsOn(resources: Iterable<Resource>): readonly RecordWrite[]
}

export type PromiseStore = Pick<Store, 'records'>

/** Reads an organisation's pending promises. They are few: they expire or are used up. */
export const promisesIn = async ({ records }: PromiseStore, org: OrgId): Promise<Promises> => {
  const invitations = await all<Invitation>(page => records.list('invitation', org, page))
  const clients = await all<Client>(page => records.list('client', org, page))
  const made = Map.groupBy(invitations, ({ invited_by }) => invited_by)
  const acting = Map.groupBy(clients, ({ subject }) => subject)
  return {
    invitationsBy: account => (made.get(account) ?? []).map(({ id }) => ({ drop: 'invitation', id })),
    clientsOf: account =>
      (acting.get(account) ?? []).flatMap(({ id }) => [
        { drop: 'client', id },
        signInsEnd({ by: 'client', client: id }),
      ]),
    withoutGrantsOn: resources => {
      const gone = new Set(resources)
      return invitations
        .filter(({ grants }) => grants.some(({ resource }) => gone.has(resource)))
        .map(invitation => ({ put: 'invitation', value: without(invitation, gone) }))
    },
  }
}

const without = (invitation: Invitation, gone: ReadonlySet<Resource>): Invitation => ({
  ...invitation,
  grants: invitation.grants.filter(({ resource }) => !gone.has(resource)),
})

const all = async <T>(read: (page: PageRequest) => Promise<Page<T>>): Promise<readonly T[]> => {
  const items: T[] = []
  let after: string | undefined
  do {
    const page = await read({ limit: 1_000, ...(after === undefined ? {} : { after }) })
    items.push(...page.items)
    after = page.next
  } while (after !== undefined)
  return items
}

/** Whether an invitation may be used now: it has not expired, the set has its role, and its sender may still invite. */
export const isOpen = (view: RulesView, { role, invited_by, expires_at }: Invitation, now: Date): boolean => {
  const action = view.catalogue.operations.createInvitation ?? ''
  const inviterMay = invited_by === OPERATOR || view.check({ subject: invited_by, action, resource: ORG })
  return expires_at > now && Object.hasOwn(view.catalogue.roles, role) && inviterMay
}

const OPERATOR = 'operator'

/** The grants of an invitation that can be given: on what is registered, at levels that the set has. */
export const promisedGrants = (view: RulesView, { grants }: Invitation, account: Subject): readonly Rule[] =>
  grants
    .filter(
      ({ resource, level }) => view.isRegistered(resource) && Object.hasOwn(view.catalogue.levels, level),
    )
    .map(({ resource, level }) => grantRule(view.organisation.id, account, resource, level))
