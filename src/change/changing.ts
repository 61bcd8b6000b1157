import type { Resource, Subject } from '../model/id.ts'
import { type Rule, ruleKey } from '../model/rule.ts'
import { isRegistration, isRoleOf } from '../model/rule-forms.ts'
import type { RulesView } from './rules-view.ts'

/** Rules as they change: what comes with the change, and what goes for good. */
export class Changing {
  readonly view: RulesView
  readonly #goes: ReadonlySet<string>
  readonly #moves: ReadonlySet<string>
  /** What there is by the rules that come. */
  readonly #come: ReadonlySet<string>
  readonly #leaving = new Map<string, boolean>()

  constructor(view: RulesView, adds: readonly Rule[], removes: readonly Rule[]) {
    this.view = view
    const [comes, goes] = [adds, removes].map(rules => new Set(rules.map(ruleKey))) as [
      Set<string>,
      Set<string>,
    ]
    this.#goes = goes.difference(comes)
    this.#moves = goes.intersection(comes)
    this.#come = new Set(adds.filter(isStanding).map(([, name = '']) => name))
  }

  /** Whether the rule stays, and in another place: where their order decides, that may give something. */
  moves(rule: Rule): boolean {
    return this.#moves.has(ruleKey(rule))
  }

  goes(rule: Rule): boolean {
    return this.#goes.has(ruleKey(rule))
  }

  /** Whether the resource comes with the change: nobody had anything on it before. */
  isNew(resource: Resource): boolean {
    return this.#come.has(resource) && !this.view.isRegistered(resource)
  }

  /** Whether the resource goes with the change. */
  unregisters(resource: string): boolean {
    return (
      this.leaves(resource) ||
      this.#ofStanding(resource).some(rule => isRegistration(rule) && this.goes(rule))
    )
  }

  /**
   * Whether it is nobody and nothing afterwards, so that what was denied there is no gift to anybody: an account without a role, a role that is
   * made no more, a resource in which nothing is.
   */
  leaves(name: string): boolean {
    const known = this.#leaving.get(name) ?? this.#isLeaving(name)
    this.#leaving.set(name, known)
    return known
  }

  #isLeaving(name: string): boolean {
    // What stands for all of a type never goes, and is named by everything that is registered.
    if (this.#come.has(name) || !name.includes(':')) return false
    const standing = this.#ofStanding(name)
    return standing.length > 0 && standing.every(rule => rule[1] === name && this.goes(rule))
  }

  /** The rules by which there is the name: its roles, the role that it is based on, its registration; and what is in it. */
  #ofStanding(name: string): readonly Rule[] {
    return this.view
      .rulesOfSubject(name as Subject)
      .filter(rule => isStanding(rule) || (rule[0] === 'g2' && rule[2] === name))
  }
}

const isStanding = (rule: Rule): boolean => isRoleOf(rule, rule[1] as Subject) || isRegistration(rule)
