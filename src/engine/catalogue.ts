import type { Application } from '../model/application.ts'
import type { Catalogue, ReadAttributes, SetDescription } from '../model/catalogue.ts'
import type { Rule } from '../model/rule.ts'
import type { ModelDefinition } from './casbin/model.ts'
import type { Plan } from './matcher/plan.ts'

/** An action name: no wildcard, no pattern. */
const ACTION = /^[A-Za-z][\w.:-]{0,127}$/

/** Where the rules are read from. */
export interface CatalogueSource {
  readonly name: string
  readonly description: SetDescription
  readonly baseline: readonly Rule[]
  readonly reads?: ReadAttributes
  readonly negates?: true
  readonly applications?: readonly Application[]
}

/**
 * Reads the actions off the rules: what the action graph starts from, what `p` rules name and the graph does not lead to
 * (that would be a level), and the actions that stand for levels.
 */
export const readCatalogue = (
  { name, description, baseline, applications = [], reads, negates }: CatalogueSource,
  model: ModelDefinition,
  plan: Plan,
): Catalogue => {
  const graph = plan.graphs.action
  const links = baseline.filter(rule => rule[0] === graph)
  const place = plan.actionField === undefined ? -1 : model.policy.indexOf(plan.actionField)
  const ruled = place < 0 ? [] : baseline.filter(rule => rule[0] === 'p').map(rule => rule[place + 1] ?? '')
  const levels = new Set(links.map(rule => rule[2]))
  const named = [...links.map(rule => rule[1] ?? ''), ...ruled].filter(
    action => ACTION.test(action) && !levels.has(action),
  )
  return {
    ...description,
    name,
    applications,
    actions: new Set([...named, ...Object.values(description.levels)]),
    ...(reads ? { reads } : {}),
    ...(negates ? { negates } : {}),
  }
}
