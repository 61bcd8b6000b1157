/** Shows what a mapping would do to the people seen so far. */
import type { RulesView } from '../change/rules-view.ts'
import type { OrgId, Subject } from '../model/id.ts'
import type { GroupMapping, Identity } from '../model/idp.ts'
import type { Page, PageRequest } from '../model/page.ts'
import type { RecordStore } from '../ports/record-store.ts'
import { entitlementOf } from './entitlement.ts'
import { mapGroups } from './mapping.ts'

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
  (records: Pick<RecordStore, 'list'>) =>
  async (
    view: RulesView,
    idp: string,
    mappings: readonly GroupMapping[],
    page: PageRequest,
  ): Promise<Page<MappingPreview>> => {
    const org: OrgId = view.organisation.id
    const seen = await records.list('identity', org, { ...page, where: { idp } })
    return { ...seen, items: seen.items.map(person => foresee(view, person, mappings)) }
  }

const foresee = (view: RulesView, person: Identity, mappings: readonly GroupMapping[]): MappingPreview => {
  const { account, groups, name, email } = person
  const mapped = mapGroups(mappings, groups, view.catalogue)
  const before = view.roleOf(account)
  const { role, adds, removes } = entitlementOf(view, {
    account,
    mapped,
    before: person.mapped,
    invitation: undefined,
  })
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
