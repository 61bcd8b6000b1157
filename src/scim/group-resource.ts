/** A group as SCIM writes it, read and printed. */

import { z } from 'zod'
import type { RulesView } from '../change/rules-view.ts'
import { idOf, RawId, type Subject, subject } from '../model/id.ts'
import type { ScimGroup } from '../model/idp.ts'
import { invalid, notFound } from './fault.ts'
import { isJson, type Json, keyIn } from './path.ts'
import type { ScimCaller, ScimParts } from './scim.ts'
import { accountOf } from './user-reader.ts'

export const GROUP = 'urn:ietf:params:scim:schemas:core:2.0:Group'

const Wish = z.object({
  displayName: z.string().min(1).max(200),
  externalId: z.string().min(1).max(256).nullish(),
  members: z
    .array(z.object({ value: z.string().min(1).max(256) }))
    .max(20_000)
    .nullish(),
})

export type GroupWish = z.output<typeof Wish>

/** @throws ScimFault invalidValue */
export const readGroup = (body: unknown): GroupWish => {
  if (!isJson(body)) throw invalid('A group is an object.')
  const names = Object.keys(Wish.shape)
  const parsed = Wish.safeParse(
    Object.fromEntries(names.map(name => [name, body[keyIn(body, name) ?? name]])),
  )
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  throw invalid(`${issue?.path.join('.') || 'The group'}: ${issue?.message ?? 'is not valid'}`)
}

/** @throws ScimFault 404 for what cannot be an id */
export const groupOf = (id: string): Subject => {
  const raw = RawId.safeParse(id)
  if (!raw.success) throw notFound()
  return subject('group', raw.data)
}

/** Members by id: people whom this provider keeps here, and nobody else. @throws ScimFault invalidValue */
export const membersOf = async (
  { store }: ScimParts,
  { org, provider }: ScimCaller,
  members: readonly { readonly value: string }[],
): Promise<ReadonlySet<Subject>> => {
  const found = new Set<Subject>()
  for (const { value } of members) {
    const account = accountOf(value)
    const known = await store.identity.identitiesOf(org, account)
    if (!known.some(({ idp }) => idp === provider.id))
      throw invalid(`There is no user ${value.slice(0, 100)}.`)
    found.add(account)
  }
  return found
}

export const groupResource = (view: RulesView, { id, display_name, external_id }: ScimGroup): Json => ({
  displayName: display_name,
  ...(external_id === undefined ? {} : { externalId: external_id }),
  members: view.membersOf(id).map(member => ({ value: idOf(member) })),
})

export const printGroup = (view: RulesView, { location }: ScimCaller, group: ScimGroup): Json => ({
  ...groupResource(view, group),
  schemas: [GROUP],
  id: idOf(group.id),
  members: view.membersOf(group.id).map(member => ({
    value: idOf(member),
    type: 'User',
    $ref: `${location}/Users/${encodeURIComponent(idOf(member))}`,
  })),
  meta: {
    resourceType: 'Group',
    created: group.created_at.toISOString(),
    lastModified: group.updated_at.toISOString(),
    location: `${location}/Groups/${idOf(group.id)}`,
  },
})
