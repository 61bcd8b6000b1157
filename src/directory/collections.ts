import { requireNoCircle } from '../change/circles.ts'
import type { Draft, Drafting } from '../change/commit.ts'
import type { RulesView } from '../change/rules-view.ts'
import type { Resource } from '../model/id.ts'
import { Problem } from '../model/problems.ts'
import { collectionRule } from '../model/rule-forms.ts'

/** What is in which collection. A collection is a resource that others are in: a grant or a deny on it holds for all of them. */
export const collectionDrafts = () => ({
  /** @throws Problem not_found when either is not registered; malformed for a collection in itself, in_itself through others */
  add:
    (resource: Resource, collection: Resource): Drafting<Draft> =>
    view => {
      const rule = membership(view, resource, collection)
      requireNoCircle(view, rule)
      return { adds: view.has(rule) ? [] : [rule], target: resource }
    },

  /** @throws Problem not_found when it is not in there */
  remove:
    (resource: Resource, collection: Resource): Drafting<Draft> =>
    view => {
      const rule = membership(view, resource, collection)
      if (!view.has(rule)) throw new Problem('not_found')
      return { removes: [rule], target: resource }
    },
})

const membership = (view: RulesView, resource: Resource, collection: Resource) => {
  if (!(view.isRegistered(resource) && view.isRegistered(collection))) throw new Problem('not_found')
  if (resource === collection) throw new Problem('malformed', 'a collection is not in itself')
  return collectionRule(view.organisation.id, resource, collection)
}

/** The collections that the resource is in itself, in byte order. */
export const collectionsOf = (view: RulesView, resource: Resource): readonly string[] =>
  view
    .rulesOnResource(resource)
    .flatMap(([section, child, parent = '']) =>
      section === 'g2' && child === resource && parent.includes(':') ? [parent] : [],
    )
    .sort()
