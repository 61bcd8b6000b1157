/** The rules that follow from the attributes of people and resources, where the policy set reads any. */
import { attributeRules, isAttributeRule } from '../model/attribute-rules.ts'
import type { RecordWrite } from '../model/change.ts'
import type { Resource, Subject } from '../model/id.ts'
import type { Attributes } from '../model/resource.ts'
import { type Rule, ruleKey } from '../model/rule.ts'
import type { Draft } from './commit.ts'
import type { RulesView } from './rules-view.ts'

/** A person, a service account or a resource with its attributes. */
export interface Described {
  readonly id: Subject | Resource
  readonly attributes: Attributes
  readonly names: readonly string[]
  readonly lists: readonly string[]
}

/** The people and resources that a change leaves written: the last write of each counts. */
const describedIn = ({ catalogue: { reads } }: RulesView, records: readonly RecordWrite[]): Described[] => {
  const last = new Map<string, Described>()
  if (reads === undefined) return []
  const { lists } = reads
  for (const write of records) {
    if ('drop' in write) {
      if ((write.drop === 'account' || write.drop === 'resource') && 'id' in write) last.delete(write.id)
    } else if (write.put === 'account')
      last.set(write.value.id, { ...write.value, names: reads.subject, lists: lists.subject })
    else if (write.put === 'resource')
      last.set(write.value.id, { ...write.value, names: reads.resource, lists: lists.resource })
  }
  return [...last.values()]
}

/**
 * The draft with the attributes of the records that it writes. What it says of those by rules of its own does not count: the
 * records say it.
 * @throws Problem invalid_attribute
 */
export const withAttributes = <D extends Draft>(view: RulesView, draft: D): D => {
  const written = describedIn(view, draft.records ?? [])
  if (written.length === 0) return draft
  const of = new Set<string>(written.map(({ id }) => id))
  const others = (rules: readonly Rule[] = []) =>
    rules.filter(rule => !(isAttributeRule(rule) && of.has(rule[1] ?? '')))
  const exact = written.map(one => exactAttributes(view, one))
  return {
    ...draft,
    adds: [...others(draft.adds), ...exact.flatMap(({ adds }) => adds)],
    removes: [...others(draft.removes), ...exact.flatMap(({ removes }) => removes)],
  }
}

/** What makes the rules say exactly these attributes. @throws Problem invalid_attribute */
export const exactAttributes = (view: RulesView, { id, attributes, names, lists }: Described) => {
  const wanted = attributeRules(view.organisation.id, { of: id, attributes, names, lists })
  const present = view.rulesOfSubject(id as Subject).filter(rule => isAttributeRule(rule) && rule[1] === id)
  const [has, wants] = [new Set(present.map(ruleKey)), new Set(wanted.map(ruleKey))]
  return {
    adds: wanted.filter(rule => !has.has(ruleKey(rule))),
    removes: present.filter(rule => !wants.has(ruleKey(rule))),
  }
}
