import type { RulesView } from '../../change/rules-view.ts'
import { isOver, nextTurn } from '../../engine/turns.ts'
import type { Catalogue } from '../../model/catalogue.ts'
import type { ChangeRecord, Revision } from '../../model/change.ts'
import type { Resource, Subject } from '../../model/id.ts'
import type { Organisation } from '../../model/organisation.ts'
import { type Rule, ruleKey } from '../../model/rule.ts'
import { endedRule, isEnd, momentOf } from '../../model/rule-ends.ts'

/** Where an organisation stands, as a service has told it. */
export interface Told {
  readonly organisation: Organisation
  readonly catalogue: Catalogue
  readonly revision: Revision
  readonly rules: Iterable<Rule>
}

/**
 * An organisation's rules as a list that was read from a service: for the drafts of an import. It decides nothing, because it has neither the
 * model nor the baseline of the set.
 */
export class RuleList implements RulesView {
  readonly organisation: Organisation
  readonly catalogue: Catalogue
  revision: Revision
  readonly ended: readonly Rule[] = []
  readonly turns = { isOver, nextTurn }
  readonly #rules = new Map<string, Rule>()
  readonly #naming = new Map<string, Map<string, Rule>>()

  constructor({ organisation, catalogue, revision, rules }: Told) {
    this.organisation = organisation
    this.catalogue = catalogue
    this.revision = revision
    for (const rule of rules) this.#add(rule)
  }

  get size(): number {
    return this.#rules.size
  }

  #add(rule: Rule): void {
    const key = ruleKey(rule)
    this.#rules.set(key, rule)
    for (const name of namesIn(rule)) {
      const rules = this.#naming.get(name) ?? new Map<string, Rule>()
      this.#naming.set(name, rules.set(key, rule))
    }
  }

  /** From now on it is the list after this change. */
  take({ adds, removes, revision }: Pick<ChangeRecord, 'adds' | 'removes' | 'revision'>): void {
    for (const rule of removes) this.#remove(rule)
    for (const rule of adds) this.#add(rule)
    this.revision = revision
  }

  #remove(rule: Rule): void {
    const key = ruleKey(rule)
    this.#rules.delete(key)
    for (const name of namesIn(rule)) this.#naming.get(name)?.delete(key)
  }

  has(rule: Rule): boolean {
    return this.#rules.has(ruleKey(rule))
  }

  rulesOfSubject(subject: Subject): readonly Rule[] {
    return [...(this.#naming.get(subject)?.values() ?? [])]
  }

  rulesAbout(): never {
    return this.check()
  }

  rulesOnResource(resource: Resource): readonly Rule[] {
    return [...(this.#naming.get(resource)?.values() ?? [])]
  }

  roleOf(account: Subject): string | undefined {
    const held = this.#above(account)
      .filter(name => name.startsWith('role:'))
      .map(name => name.slice(5))
    return Object.keys(this.catalogue.roles).find(role => held.includes(role)) ?? held[0]
  }

  holdersOf(role: string): readonly Subject[] {
    return this.#below(`role:${role}`).filter(name => !name.startsWith('role:'))
  }

  groupsOf(subject: Subject): readonly Subject[] {
    return this.#above(subject).filter(name => !name.startsWith('role:'))
  }

  membersOf(group: Subject): readonly Subject[] {
    return this.#below(group)
  }

  linkedTo(name: string): number {
    return this.#below(name).length
  }

  isRegistered(resource: Resource): boolean {
    return this.rulesOnResource(resource).some(([section, name]) => section === 'g2' && name === resource)
  }

  endsOf(rule: Rule): readonly Rule[] {
    const name = rule.find(field => field.includes(':')) ?? ''
    const key = ruleKey(rule)
    return [...(this.#naming.get(name)?.values() ?? [])].filter(
      each => isEnd(each) && ruleKey(endedRule(each)) === key,
    )
  }

  ending(until: Date): readonly Rule[] {
    return [...this.#rules.values()]
      .filter(each => isEnd(each) && momentOf(each) <= until.getTime())
      .sort((a, b) => momentOf(a) - momentOf(b))
  }

  check(): never {
    throw new TypeError('a list of rules decides nothing')
  }

  reachedFrom(): never {
    return this.check()
  }

  readingOf(): never {
    return this.check()
  }

  async access(): Promise<never> {
    return this.check()
  }

  async supposing(): Promise<never> {
    return this.check()
  }

  *[Symbol.iterator](): Generator<Rule> {
    yield* this.#rules.values()
  }

  #above(subject: Subject): readonly Subject[] {
    return this.rulesOfSubject(subject).flatMap(([section, child, parent]) =>
      section === 'g' && child === subject ? [parent as Subject] : [],
    )
  }

  #below(parent: string): readonly Subject[] {
    return this.rulesOfSubject(parent as Subject)
      .flatMap(([section, child, to]) => (section === 'g' && to === parent ? [child as Subject] : []))
      .sort()
  }
}

/** What a rule is found by: its names, which have a type or are one side of a link. */
const namesIn = ([, ...fields]: Rule): readonly string[] => [
  ...new Set(fields.filter(field => field.includes(':'))),
]
