/** Shows what a mapping would do to the people seen so far, by the very steps that a sign-in takes. */
import { isDisabled } from '../change/people.ts'
import type { RulesView } from '../change/rules-view.ts'
import type { OrgId, Subject } from '../model/id.ts'
import type { GroupMapping, Identity } from '../model/idp.ts'
import type { Page, PageRequest } from '../model/page.ts'
import type { RecordStore } from '../ports/record-store.ts'
import type { Turns } from '../ports/turns.ts'
import { type Entitlement, entitlementOf } from './entitlement.ts'
import { mappedFor, requireMappings } from './mapping.ts'
import { openInvitation } from './open-invitation.ts'

type Records = Pick<RecordStore, 'find' | 'list'>

export interface MappingPreviewParts {
  readonly records: Records
  readonly turns: Turns
  now(): Date
}

/** One person as they would be after their next sign-in. */
export interface MappingPreview {
  readonly subject: Subject
  readonly name?: string
  readonly email?: string
  /** Their groups at the IdP, as it last stated them. */
  readonly groups: readonly string[]
  readonly role: { readonly before?: string; readonly after?: string }
  readonly joins: readonly Subject[]
  readonly leaves: readonly Subject[]
  readonly changes: boolean
}

export const createMappingPreview =
  ({ records, turns, now }: MappingPreviewParts) =>
  /** @throws Problem unknown_role, unknown_group for a mapping that could not be saved */
  async (
    view: RulesView,
    idp: string,
    mappings: readonly GroupMapping[],
    page: PageRequest,
  ): Promise<Page<MappingPreview>> => {
    await requireMappings(records, view, mappings)
    const org: OrgId = view.organisation.id
    const seen = await records.list('identity', org, { ...page, where: { idp } })
    const items: MappingPreview[] = []
    for (const person of seen.items) {
      // An embedded store answers at once: without this a page would be made in one go.
      if (turns.isOver()) await turns.nextTurn()
      items.push(shown(view, person, await foreseen(records, view, { person, mappings, now: now() })))
    }
    return { ...seen, items }
  }

interface Foreseeing {
  readonly person: Identity
  readonly mappings: readonly GroupMapping[]
  readonly now: Date
}

/** A disabled person's next sign-in is refused: it changes nothing. */
const foreseen = async (
  records: Records,
  view: RulesView,
  { person, mappings, now }: Foreseeing,
): Promise<Entitlement> => {
  const { account, email, email_verified, mapped: before } = person
  if (isDisabled(view, await records.find('account', view.organisation.id, account)))
    return { role: view.roleOf(account), adds: [], removes: [] }
  const mapped = await mappedFor(records, view, mappings, person)
  const invitation =
    email_verified && email !== undefined ? await openInvitation(records, view, email, now) : undefined
  return entitlementOf(view, { account, mapped, before, invitation })
}

const shown = (view: RulesView, person: Identity, { role, adds, removes }: Entitlement): MappingPreview => {
  const { account, groups, name, email } = person
  const before = view.roleOf(account)
  const groupsOf = (rules: typeof adds): Subject[] =>
    rules.map(rule => rule[2]).filter((field): field is Subject => field?.startsWith('group:') === true)
  return {
    subject: account,
    groups,
    ...(name === undefined ? {} : { name }),
    ...(email === undefined ? {} : { email }),
    role: {
      ...(before === undefined ? {} : { before }),
      ...(role === undefined ? {} : { after: role }),
    },
    joins: groupsOf(adds),
    leaves: groupsOf(removes),
    changes: adds.length + removes.length > 0,
  }
}
