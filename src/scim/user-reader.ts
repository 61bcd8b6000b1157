/** Finds and prints the people that a provider keeps by SCIM. */

import type { RulesView } from '../change/rules-view.ts'
import { idOf, RawId, type Subject, subject } from '../model/id.ts'
import type { Identity } from '../model/idp.ts'
import type { ScimCaller, ScimParts } from './caller.ts'
import { notFound, type ScimFault } from './fault.ts'
import { type Json, made } from './json.ts'
import type { Before } from './people.ts'
import { ENTERPRISE, USER } from './user-resource.ts'

/** @throws ScimFault 404 for anyone this provider does not keep */
export const findUser = async (
  { store }: ScimParts,
  { org, idp }: ScimCaller,
  id: string,
): Promise<Before & { identity: Identity }> => {
  const account = accountOf(id)
  const where = { idp: idp.id, account }
  const known = (await store.records.list('identity', org, { limit: 100, where })).items.find(one => one.scim)
  if (!known) throw notFound()
  return { id: account, identity: known, account: await store.records.find('account', org, account) }
}

/** @throws ScimFault 404 for what cannot be an id, or what `otherwise` makes of it */
export const accountOf = (id: string, otherwise: (detail: string) => ScimFault = notFound): Subject => {
  const raw = RawId.safeParse(id)
  if (!raw.success) throw otherwise(`"${id.slice(0, 100)}" is not an id.`)
  return subject('user', raw.data)
}

/** The resource without what only we say of it: what a PATCH works on. */
export const resourceOf = ({ scim }: Identity): Json => ({
  ...scim?.attributes,
  userName: scim?.user_name,
  active: scim?.active,
  ...(scim?.external_id === undefined ? {} : { externalId: scim.external_id }),
})

/** How many groups are looked up in one go. */
const AT_ONCE = 1_000

/** Of the groups that these people are in, those that this provider keeps. The others are no business of it. */
export const groupsKept = async (
  { store }: Pick<ScimParts, 'store'>,
  { org, idp }: Pick<ScimCaller, 'org' | 'idp'>,
  view: RulesView,
  people: readonly Identity[],
): Promise<ReadonlySet<Subject>> => {
  const all = [...new Set(people.flatMap(({ account }) => view.groupsOf(account)))]
  const kept = new Set<Subject>()
  for (let at = 0; at < all.length; at += AT_ONCE) {
    const some = await store.records.several('scim_group', org, all.slice(at, at + AT_ONCE))
    for (const group of some) if (group.idp === idp.id) kept.add(group.id)
  }
  return kept
}

export interface Printing {
  readonly view: RulesView
  readonly kept: ReadonlySet<Subject>
}

/** One person, as a call about them answers. */
export const printed = async (
  parts: Pick<ScimParts, 'store'>,
  caller: ScimCaller,
  view: RulesView,
  person: Identity,
): Promise<Json> => printUser({ view, kept: await groupsKept(parts, caller, view, [person]) }, caller, person)

/** The person, with the groups they are in by these rules. */
export const printUser = ({ view, kept }: Printing, { location }: ScimCaller, person: Identity): Json => {
  const resource: Json = {
    ...resourceOf(person),
    schemas: [USER, ...(person.scim?.attributes[ENTERPRISE] === undefined ? [] : [ENTERPRISE])],
    id: idOf(person.account),
    meta: {
      resourceType: 'User',
      created: person.created_at.toISOString(),
      lastModified: (person.scim?.updated_at ?? person.created_at).toISOString(),
      location: `${location}/Users/${encodeURIComponent(idOf(person.account))}`,
    },
  }
  return made(resource, 'groups', () =>
    view
      .groupsOf(person.account)
      .filter(group => kept.has(group))
      .map(group => ({ value: idOf(group), $ref: `${location}/Groups/${idOf(group)}` })),
  )
}
