import type { Catalogue } from '../model/catalogue.ts'
import { type OwnRole, withOwnRoles } from '../model/own-roles.ts'
import type { Facts } from './facts.ts'
import { inOrder, namesOfType } from './order.ts'

const ROLE = 'role:'

/** The roles that the organisation's own rules make. */
function* madeIn({ names, links, set }: Facts): Generator<OwnRole> {
  const up = links.get(set.plan.graphs.subject ?? '')?.up
  if (!up) return
  for (const id of inOrder(names, namesOfType(names, 'role')))
    for (const parent of up.rowOf(id)) {
      const base = names.textOf(parent)
      if (base.startsWith(ROLE))
        yield { name: names.textOf(id).slice(ROLE.length), based_on: base.slice(ROLE.length) }
    }
}

const known = new WeakMap<Facts, Catalogue>()

/** The catalogue of the organisation that the facts are of: its set's, with the roles of its own. */
export const catalogueIn = (facts: Facts): Catalogue => {
  const before = known.get(facts)
  if (before) return before
  const catalogue = withOwnRoles(facts.set.catalogue, [...madeIn(facts)])
  known.set(facts, catalogue)
  return catalogue
}
