import { DefaultRoleManager, Enforcer, newModelFromString } from 'casbin'
import type { SetSource } from '../../../src/engine/set.ts'
import type { Rule } from '../../../src/model/rule.ts'

/** Follows links the plain way: until nothing new is found. */
class PlainRoleManager extends DefaultRoleManager {
  readonly #links: [string, string][] = []

  override async addLink(child: string, parent: string): Promise<void> {
    this.#links.push([child, parent])
  }

  override syncedHasLink(from: string, to: string): boolean {
    const found = new Set([from])
    for (let before = 0; before !== found.size; ) {
      before = found.size
      for (const [child, parent] of this.#links) if (found.has(child)) found.add(parent)
    }
    return found.has(to)
  }
}

/** Casbin as it comes, over all rules of the set and of one organisation, without an index or a memo. */
export const reference = async (source: SetSource, rules: readonly Rule[], org: string) => {
  const enforcer = new Enforcer()
  const model = newModelFromString(source.model)
  await enforcer.initWithModelAndAdapter(model)
  const domainOf = (rule: Rule) => rule.map((field, i) => (i > 0 && field === '*' ? org : field))
  for (const rule of [...source.baseline, ...rules]) {
    const [ptype = '', ...fields] = domainOf(rule)
    model.model.get(ptype.charAt(0))?.get(ptype)?.policy.push(fields)
  }
  for (const graph of model.model.get('g')?.keys() ?? [])
    enforcer.setNamedRoleManager(graph, new PlainRoleManager(10))
  enforcer.sortPolicies()
  for (const [graph, assertion] of model.model.get('g') ?? [])
    await assertion.buildRoleLinks(enforcer.getNamedRoleManager(graph) as PlainRoleManager)
  const tokens = model.model.get('r')?.get('r')?.tokens ?? []
  return (subject: string, action: string, resource: string, context: object = {}): boolean => {
    const values: Record<string, unknown> = {
      r_sub: subject,
      r_dom: org,
      r_obj: resource,
      r_act: action,
      r_ctx: context,
    }
    return enforcer.enforceSync(...tokens.map(token => values[token]))
  }
}
