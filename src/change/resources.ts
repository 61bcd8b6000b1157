/** Resources as they come and go, with everything that names them. */
import { NONE } from '../model/catalogue.ts'
import { collectionOf, requireLevelOrNone } from '../model/catalogue-terms.ts'
import type { RecordWrite } from '../model/change.ts'
import { type Resource, type Subject, subject } from '../model/id.ts'
import { Problem } from '../model/problems.ts'
import type { RegisteredResource } from '../model/resource.ts'
import type { Rule } from '../model/rule.ts'
import { grantRule, registrationRule } from '../model/rule-forms.ts'
import type { Answering, Draft } from './commit.ts'
import { exactRules } from './exact-rules.ts'
import { requireHolder } from './roles.ts'
import type { RulesView } from './rules-view.ts'

/** The rule by which a resource has this default access; none for `none`. */
export const defaultAccessRules = (view: RulesView, id: Resource, level: string): readonly Rule[] =>
  level === NONE ? [] : [grantRule(view.organisation.id, audienceOf(view), id, level)]

/** The role that gets a resource's default access. */
export const audienceOf = (view: RulesView): Subject => subject('role', view.catalogue.audience)

/**
 * The resource exists from now on, with this default access, managed by its creator if it has one. Rules and versions of an
 * earlier resource of this id do not reach it; what was promised on that one ended with it.
 * @throws Problem already_exists, unknown_level, unknown_resource for its type, invite_first for its creator
 */
export const register = (
  view: RulesView,
  answer: RegisteredResource,
  default_access: string = view.organisation.settings.default_access,
): Answering<RegisteredResource> => {
  const { id, creator } = answer
  if (view.isRegistered(id)) throw new Problem('already_exists')
  requireLevelOrNone(view.catalogue, default_access)
  if (creator !== undefined) requireHolder(view, creator)
  const rules = [
    registration(view, id),
    ...defaultAccessRules(view, id, default_access),
    ...(creator === undefined ? [] : [creation(view, id, creator)]),
  ]
  return {
    ...exactRules(view, view.rulesOnResource(id), rules),
    records: replacing(answer),
    answer,
  }
}

/** The record replaces any earlier one: a resource that a rollback took away left its record and versions behind. */
export const replacing = (value: RegisteredResource): readonly RecordWrite[] => [
  { drop: 'resource', id: value.id },
  { put: 'resource', value },
]

/** The rule that makes the resource one of its type's collection. @throws Problem unknown_resource */
export const registration = (view: RulesView, id: Resource): Rule =>
  registrationRule(view.organisation.id, id, collectionOf(view.catalogue, id))

const creation = (view: RulesView, id: Resource, creator: Subject): Rule =>
  grantRule(view.organisation.id, creator, id, view.catalogue.creator)

/** Its registration, grants, default access, versions and what invitations promise on it go in one change. @throws Problem not_found */
export const deleteResource = (view: RulesView, id: Resource, promises: readonly RecordWrite[]): Draft => {
  if (!view.isRegistered(id)) throw new Problem('not_found')
  return {
    removes: view.rulesOnResource(id),
    records: [{ drop: 'resource', id }, ...promises],
  }
}
