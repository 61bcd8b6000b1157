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

/** The person, with the groups they are in by these rules. */
export const printUser = (view: RulesView, { location }: ScimCaller, person: Identity): Json => {
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
    groupsOf(view, person).map(group => ({
      value: idOf(group),
      $ref: `${location}/Groups/${idOf(group)}`,
    })),
  )
}

/** The groups that SCIM made. The others are the organisation's own, and no business of its identity provider. */
const groupsOf = (view: RulesView, { account }: Identity): readonly Subject[] =>
  view.groupsOf(account).filter(group => idOf(group).startsWith('grp_'))
