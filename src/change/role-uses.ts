/** Where a role is in use: who holds it, to whom it is to be given back, who is invited to it, and what gives it to newcomers. */

import { setImmediate as nextTurn } from 'node:timers/promises'
import type { Account } from '../model/account.ts'
import { counted } from '../model/counted.ts'
import type { Subject } from '../model/id.ts'
import type { Idp } from '../model/idp.ts'
import type { Invitation } from '../model/invitation.ts'
import { madeBy } from '../model/own-roles.ts'
import type { Page, PageRequest } from '../model/page.ts'
import { Problem } from '../model/problems.ts'
import type { Rule } from '../model/rule.ts'
import type { RecordStore } from '../ports/record-store.ts'
import type { RulesView } from './rules-view.ts'

export interface RoleUses {
  readonly holders: readonly Subject[]
  /** Disabled accounts that would get it back. */
  readonly aside: readonly Account[]
  readonly invitations: readonly Invitation[]
  /** Identity providers whose mappings give it. */
  readonly idps: readonly Idp[]
  /** It is the role of newcomers. */
  readonly newcomers: boolean
}

type Records = Pick<RecordStore, 'list' | 'all'>

const PAGE = 500

/** What a list holds that passes, read page by page. An embedded store answers at once: others have their turn in between. */
const thoseOf = async <T>(
  read: (page: PageRequest) => Promise<Page<T>>,
  passes: (one: T) => boolean,
): Promise<readonly T[]> => {
  const found: T[] = []
  let after: string | undefined
  do {
    const page = await read({ limit: PAGE, ...(after === undefined ? {} : { after }) })
    found.push(...page.items.filter(passes))
    after = page.next
    if (after !== undefined) await nextTurn()
  } while (after !== undefined)
  return found
}

export const usesOf = async (records: Records, view: RulesView, role: string): Promise<RoleUses> => {
  const uses = await usesOfEach(records, view, new Set([role]))
  return uses(role)
}

/** Where several roles are in use, by one look at all accounts and invitations. */
const usesOfEach = async (
  records: Records,
  view: RulesView,
  roles: ReadonlySet<string>,
): Promise<(role: string) => RoleUses> => {
  const { id: org, settings } = view.organisation
  const idps = await records.all('identity_provider', org)
  const aside = await thoseOf(
    page => records.list('account', org, page),
    ({ disabled }) => disabled !== undefined && roles.has(disabled.role),
  )
  const invitations = await thoseOf(
    page => records.list('invitation', org, page),
    invitation => roles.has(invitation.role),
  )
  return role => ({
    holders: view.holdersOf(role),
    aside: aside.filter(({ disabled }) => disabled?.role === role),
    invitations: invitations.filter(invitation => invitation.role === role),
    idps: idps.filter(({ mappings }) => mappings.some(mapping => mapping.role === role)),
    newcomers: settings.newcomer_role === role,
  })
}

const some = (many: number, one: string): readonly string[] => (many === 0 ? [] : [counted(many, one)])

/** @throws Problem role_in_use naming where */
export const requireUnused = (
  role: string,
  { holders, aside, invitations, idps, newcomers }: RoleUses,
): void => {
  const where = [
    ...some(holders.length, 'account'),
    ...some(aside.length, 'disabled account'),
    ...some(invitations.length, 'invitation'),
    ...some(idps.length, 'identity provider'),
    ...(newcomers ? ['the setting newcomer_role'] : []),
  ]
  if (where.length > 0) throw new Problem('role_in_use', `${role}: ${where.join(', ')}`)
}

/** The own roles that a change of rules takes away. */
const rolesGone = ({
  adds,
  removes,
}: {
  readonly adds: readonly Rule[]
  readonly removes: readonly Rule[]
}) => {
  const namesIn = (rules: readonly Rule[]) => new Set(rules.flatMap(rule => madeBy(rule)?.name ?? []))
  return namesIn(removes).difference(namesIn(adds))
}

/**
 * A text says which role its holders have afterwards, but not what becomes of records that name one which goes.
 * @throws Problem role_in_use
 */
export const requireNoneLeft = async (
  records: Records,
  view: RulesView,
  diff: { readonly adds: readonly Rule[]; readonly removes: readonly Rule[] },
): Promise<void> => {
  const gone = rolesGone(diff)
  if (gone.size === 0) return
  const uses = await usesOfEach(records, view, gone)
  for (const role of gone) requireUnused(role, { ...uses(role), holders: [] })
}
