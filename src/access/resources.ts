import { isDeepStrictEqual } from 'node:util'
import type { Answered, ChangeRequest, Committed, Draft } from '../change/commit.ts'
import type { RulesView } from '../change/rules-view.ts'
import { NONE } from '../model/catalogue.ts'
import { collectionOf, requireLevelOrNone } from '../model/catalogue-terms.ts'
import type { RecordWrite } from '../model/change.ts'
import { type OrgId, type Resource, type Subject, subject } from '../model/id.ts'
import { Problem } from '../model/problems.ts'
import type { Attributes, RegisteredResource } from '../model/resource.ts'
import type { Rule } from '../model/rule.ts'
import { grantRule, registrationRule } from '../model/rule-forms.ts'
import { exactly } from './exactly.ts'
import type { AccessParts } from './parts.ts'

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

export const createResources = ({ store, commit, now }: AccessParts) => ({
  get: (org: OrgId, id: Resource): Promise<RegisteredResource | undefined> =>
    store.resources.resource(org, id),

  list: (org: OrgId, ids: readonly Resource[]): Promise<readonly RegisteredResource[]> =>
    store.resources.resources(org, ids),

  /** Registers it, with its default access and its creator's grant. @throws Problem already_exists, unknown_level, invite_first */
  async create(org: OrgId, by: ChangeRequest, wish: NewResource): Promise<Answered<RegisteredResource>> {
    return commit(org, { ...by, target: wish.id }, view => {
      const answer = record(wish, now())
      return { ...registration(view, org, wish), records: replacing(answer), answer }
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
      const source = await store.resources.resource(org, original)
      if (!source || !view.isRegistered(original)) throw new Problem('not_found')
      const answer = record({ ...wish, attributes: source.attributes }, now())
      return { ...registration(view, org, wish), records: replacing(answer), answer }
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
      const known = await store.resources.resource(org, id)
      if (!known) throw new Problem('not_found')
      const { name = known.name, attributes = known.attributes } = change
      const same = name === known.name && isDeepStrictEqual(attributes, known.attributes)
      const answer = same ? known : { ...known, name, attributes, updated_at: now() }
      return { records: same ? [] : [{ put: 'resource', value: answer }], answer }
    })
  },

  /** Its registration, grants, default access and versions go in one change. @throws Problem not_found */
  async remove(org: OrgId, by: ChangeRequest, id: Resource): Promise<Committed> {
    return commit(org, { ...by, target: id }, view => {
      if (!view.isRegistered(id)) throw new Problem('not_found')
      return { removes: view.rulesOnResource(id), records: [{ drop: 'resource', id }] }
    })
  },
})

/** The rule by which a resource has this default access; none for `none`. */
export const defaultAccessRules = (view: RulesView, org: OrgId, id: Resource, level: string): Rule[] =>
  level === NONE ? [] : [grantRule(org, subject('role', view.catalogue.audience), id, level)]

const registration = (view: RulesView, org: OrgId, wish: Omit<NewResource, 'attributes'>): Draft => {
  const { catalogue, organisation } = view
  const { id, creator, default_access = organisation.settings.default_access } = wish
  if (view.isRegistered(id)) throw new Problem('already_exists')
  requireLevelOrNone(catalogue, default_access)
  if (creator !== undefined && view.roleOf(creator) === undefined) throw new Problem('invite_first')
  // What was written for this id before it was registered must not give anyone access to it.
  return exactly(view, view.rulesOnResource(id), [
    registrationRule(org, id, collectionOf(catalogue, id)),
    ...defaultAccessRules(view, org, id, default_access),
    ...(creator === undefined ? [] : [grantRule(org, creator, id, catalogue.creator)]),
  ])
}

const record = ({ id, name, attributes, creator }: NewResource, at: Date): RegisteredResource => ({
  id,
  name,
  attributes,
  created_at: at,
  updated_at: at,
  ...(creator === undefined ? {} : { creator }),
})

/** A rolled back resource leaves its record and versions behind: the drop clears them from under a new one of the same id. */
const replacing = (value: RegisteredResource): RecordWrite[] => [
  { drop: 'resource', id: value.id },
  { put: 'resource', value },
]
