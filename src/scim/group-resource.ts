/** A group as SCIM writes it, read and printed. */
import { z } from 'zod'
import type { RulesView } from '../change/rules-view.ts'
import { MAX_ADDS } from '../model/change.ts'
import { idOf, RawId, type Subject, subject } from '../model/id.ts'
import type { ScimGroup } from '../model/scim.ts'
import type { ScimCaller, ScimParts } from './caller.ts'
import { invalid, notFound, tooMany } from './fault.ts'
import { isJson, type Json, keyIn, MAX_LIST, made } from './json.ts'
import { accountOf } from './user-reader.ts'

export const GROUP = 'urn:ietf:params:scim:schemas:core:2.0:Group'

const Wish = z.object({
  displayName: z
    .string()
    .min(1)
    .max(200)
    .refine(text => text.isWellFormed(), 'is not well-formed text'),
  externalId: z
    .string()
    .min(1)
    .max(256)
    .refine(text => text.isWellFormed(), 'is not well-formed text')
    .nullish(),
  members: z
    .array(z.object({ value: z.string().min(1).max(256) }))
    .max(MAX_LIST)
    .nullish(),
})

export type GroupWish = z.output<typeof Wish>

/** A name as it is compared. */
export const keyOf = (name: string): string => name.normalize('NFC').toLowerCase()

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

/**
 * The members asked for. Those who join must be people of this provider.
 * @throws ScimFault invalidValue for anyone else, tooMany when more join than one change can hold
 */
export const membersOf = async (
  { store, turns }: ScimParts,
  { org, idp }: ScimCaller,
  { wish, present }: { readonly wish: GroupWish; readonly present: ReadonlySet<Subject> },
): Promise<ReadonlySet<Subject>> => {
  const members = new Set((wish.members ?? []).map(({ value }) => accountOf(value, invalid)))
  const joining = [...members].filter(member => !present.has(member))
  if (joining.length > MAX_ADDS) throw tooMany(`At most ${MAX_ADDS} members join in one request.`)
  for (const member of joining) {
    if (turns.isOver()) await turns.nextTurn()
    const where = { idp: idp.id, account: member }
    const known = await store.records.list('identity', org, { limit: 1, where })
    if (known.items.length === 0) throw invalid(`There is no user ${idOf(member).slice(0, 100)}.`)
  }
  return members
}

/** What a PATCH works on: the resource without what only we say of it. */
export const groupResource = (view: RulesView, group: ScimGroup): Json => ({
  ...attributesOf(group),
  members: view.membersOf(group.id).map(member => ({ value: idOf(member) })),
})

const attributesOf = ({ display_name, external_id }: ScimGroup): Json => ({
  displayName: display_name,
  ...(external_id === undefined ? {} : { externalId: external_id }),
})

export const printGroup = (view: RulesView, { location }: ScimCaller, group: ScimGroup): Json => {
  const resource: Json = {
    ...attributesOf(group),
    schemas: [GROUP],
    id: idOf(group.id),
    meta: {
      resourceType: 'Group',
      created: group.created_at.toISOString(),
      lastModified: group.updated_at.toISOString(),
      location: `${location}/Groups/${idOf(group.id)}`,
    },
  }
  return made(resource, 'members', () =>
    view.membersOf(group.id).map(member => ({
      value: idOf(member),
      type: 'User',
      $ref: `${location}/Users/${encodeURIComponent(idOf(member))}`,
    })),
  )
}
