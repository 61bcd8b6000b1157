import { isDeepStrictEqual } from 'node:util'
import { bareResource } from '../change/bare.ts'
import type { Answering, Draft, Drafting } from '../change/commit.ts'
import { promisesEnd } from '../change/promises.ts'
import { deleteResource, register } from '../change/resources.ts'
import type { RulesView } from '../change/rules-view.ts'
import { NONE } from '../model/catalogue.ts'
import type { OrgId, Resource, Subject } from '../model/id.ts'
import { Problem } from '../model/problems.ts'
import type { Attributes, RegisteredResource } from '../model/resource.ts'
import { requireVisible } from '../model/visible-id.ts'
import type { DirectoryParts, DraftParts } from './parts.ts'
import { createResourceLists } from './resource-lists.ts'

export interface NewResource {
  readonly id: Resource
  readonly name: string
  readonly attributes: Attributes
  /** A level or `none`; absent: what the organisation's settings say. */
  readonly default_access?: string | undefined
  /** Who is granted the set's creator level; absent: nobody (the operator made it). */
  readonly creator?: Subject | undefined
}

export interface ResourceChange {
  readonly name?: string | undefined
  readonly attributes?: Attributes | undefined
}

export const createResources = ({ store, store: { records } }: DirectoryParts) => ({
  get: (org: OrgId, id: Resource): Promise<RegisteredResource | undefined> =>
    records.find('resource', org, id),

  several: (org: OrgId, ids: readonly Resource[]): Promise<readonly RegisteredResource[]> =>
    records.several('resource', org, ids),
  list: createResourceLists({ store }),
})

export const resourceDrafts = ({ records, now }: DraftParts) => ({
  /** Registers it, with its default access and its creator's grant. @throws Problem already_exists, unknown_level, invite_first */
  create:
    (wish: NewResource): Drafting<Answering<RegisteredResource>> =>
    view => ({ ...register(view, record(wish, now()), wish.default_access), target: wish.id }),

  /**
   * A copy under a new id: the attributes go with it, nobody's access does.
   * @throws Problem not_found for the original, already_exists for the copy
   */
  clone:
    (original: Resource, wish: Omit<NewResource, 'attributes'>): Drafting<Answering<RegisteredResource>> =>
    async view => {
      const source = await records.find('resource', view.organisation.id, original)
      if (!source || !view.isRegistered(original)) throw new Problem('not_found')
      const copy = record({ ...wish, attributes: source.attributes }, now())
      return { ...register(view, copy, wish.default_access), target: wish.id }
    },

  /** @throws Problem not_found */
  update:
    (id: Resource, change: ResourceChange): Drafting<Answering<RegisteredResource>> =>
    async ({ organisation }) => {
      const known = await records.find('resource', organisation.id, id)
      if (!known) throw new Problem('not_found')
      const { name = known.name, attributes = known.attributes } = change
      const same = name === known.name && isDeepStrictEqual(attributes, known.attributes)
      const answer = same ? known : { ...known, name, attributes, updated_at: now() }
      return { records: same ? [] : [{ put: 'resource', value: answer }], answer }
    },

  /** Registers it, or changes it. Without a name of its own it has its id. @throws Problem unknown_resource for its type */
  put:
    (id: Resource, { name, attributes }: ResourceChange): Drafting<Answering<RegisteredResource>> =>
    async view => {
      const known = view.isRegistered(id)
        ? await records.find('resource', view.organisation.id, id)
        : undefined
      return { ...putting(view, known, { id, name, attributes, at: now() }), target: id }
    },

  /** Everything that names it goes in one change. @throws Problem not_found */
  remove:
    (id: Resource): Drafting<Draft> =>
    async view =>
      deleteResource(view, id, await promisesEnd({ records }, view.organisation.id, new Set([id]))),
})

interface Wished extends ResourceChange {
  readonly id: Resource
  readonly at: Date
}

/** What makes the resource this: `known` is its record, where it is registered. @throws Problem unknown_resource for its type */
export const putting = (
  view: RulesView,
  known: RegisteredResource | undefined,
  { id, name, attributes, at }: Wished,
): Answering<RegisteredResource> => {
  const before = known ?? bareResource(id, at)
  const answer = { ...before, name: name ?? before.name, attributes: attributes ?? before.attributes }
  if (!known) requireVisible(id)
  if (!known) return register(view, answer, NONE)
  if (isDeepStrictEqual(answer, known)) return { answer }
  const value = { ...answer, updated_at: at }
  return { records: [{ put: 'resource', value }], answer: value }
}

const record = ({ id, name, attributes, creator }: NewResource, at: Date): RegisteredResource => {
  requireVisible(id)
  return { ...bareResource(id, at), name, attributes, ...(creator === undefined ? {} : { creator }) }
}
