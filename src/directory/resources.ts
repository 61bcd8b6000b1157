import { isDeepStrictEqual } from 'node:util'
import { bareResource } from '../change/bare.ts'
import type { Answered, ChangeRequest, Committed } from '../change/commit.ts'
import { promisesEnd } from '../change/promises.ts'
import { deleteResource, register } from '../change/resources.ts'
import type { OrgId, Resource, Subject } from '../model/id.ts'
import { Problem } from '../model/problems.ts'
import type { Attributes, RegisteredResource } from '../model/resource.ts'
import type { DirectoryParts } from './parts.ts'

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

export const createResources = ({ store, commit, now }: DirectoryParts) => ({
  get: (org: OrgId, id: Resource): Promise<RegisteredResource | undefined> =>
    store.records.find('resource', org, id),

  list: (org: OrgId, ids: readonly Resource[]): Promise<readonly RegisteredResource[]> =>
    store.records.several('resource', org, ids),

  /** Registers it, with its default access and its creator's grant. @throws Problem already_exists, unknown_level, invite_first */
  async create(org: OrgId, by: ChangeRequest, wish: NewResource): Promise<Answered<RegisteredResource>> {
    return commit(org, { ...by, target: wish.id }, async view => {
      return register(view, record(wish, now()), wish.default_access)
    })
  },

  /**
   * A copy under a new id: the attributes go with it, nobody's access does.
   * @throws Problem not_found for the original, already_exists for the copy
   */
  async clone(
    org: OrgId,
    by: ChangeRequest,
    original: Resource,
    wish: Omit<NewResource, 'attributes'>,
  ): Promise<Answered<RegisteredResource>> {
    return commit(org, { ...by, target: wish.id }, async view => {
      const source = await store.records.find('resource', org, original)
      if (!source || !view.isRegistered(original)) throw new Problem('not_found')
      const copy = record({ ...wish, attributes: source.attributes }, now())
      return register(view, copy, wish.default_access)
    })
  },

  /** @throws Problem not_found */
  async update(
    org: OrgId,
    by: ChangeRequest,
    id: Resource,
    change: ResourceChange,
  ): Promise<Answered<RegisteredResource>> {
    return commit(org, { ...by, target: id }, async () => {
      const known = await store.records.find('resource', org, id)
      if (!known) throw new Problem('not_found')
      const { name = known.name, attributes = known.attributes } = change
      const same = name === known.name && isDeepStrictEqual(attributes, known.attributes)
      const answer = same ? known : { ...known, name, attributes, updated_at: now() }
      return { records: same ? [] : [{ put: 'resource', value: answer }], answer }
    })
  },

  /** Everything that names it goes in one change. @throws Problem not_found */
  async remove(org: OrgId, by: ChangeRequest, id: Resource): Promise<Committed> {
    return commit(org, { ...by, target: id }, async view =>
      deleteResource(view, id, await promisesEnd(store, org, new Set([id]))),
    )
  },
})

const record = ({ id, name, attributes, creator }: NewResource, at: Date): RegisteredResource => ({
  ...bareResource(id, at),
  name,
  attributes,
  ...(creator === undefined ? {} : { creator }),
})
