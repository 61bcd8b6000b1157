import { DefaultRoleManager, Enforcer, newModelFromString } from 'casbin'
import type { Rule } from '../src/model/rule.ts'
import { shippedSource } from './engine.ts'
import { orgOf, type Question, rulesOf } from './organisations.ts'

/** Casbin as it comes: one enforcer with every rule of every organisation, as its documentation has it. */
export const stockCasbin = async (orgs: number) => {
  const { model: text, baseline } = shippedSource()
  const model = newModelFromString(text)
  const enforcer = new Enforcer()
  await enforcer.initWithModelAndAdapter(model)
  // `addPolicy` compares each new rule with all before it; the list is filled directly instead.
  const add = ([ptype, ...fields]: Rule, org: string): void => {
    const place = fields.indexOf('*')
    model.model
      .get(ptype.charAt(0))
      ?.get(ptype)
      ?.policy.push(place < 0 ? fields : fields.with(place, org))
  }
  for (const rule of baseline) if (rule[0] === 'g3') add(rule, '')
  for (let i = 0; i < orgs; i++) {
    for (const rule of baseline) if (rule[0] !== 'g3') add(rule, orgOf(i))
    for (const rule of rulesOf(i)) add(rule, orgOf(i))
  }
  for (const [graph, assertion] of model.model.get('g') ?? [])
    await assertion.buildRoleLinks(enforcer.getNamedRoleManager(graph) ?? new DefaultRoleManager(10))
  return ({ org, subject, action, resource }: Question): boolean =>
    enforcer.enforceSync(subject, orgOf(org), resource, action, {})
}
