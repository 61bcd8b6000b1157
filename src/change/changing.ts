import { type Resource, type Subject, typeOf } from '../model/id.ts'
import { madeBy } from '../model/own-roles.ts'
import { type Rule, ruleKey } from '../model/rule.ts'
import { isRegistration } from '../model/rule-forms.ts'
import type { Draft } from './commit.ts'
import type { RulesView } from './rules-view.ts'

/** Rules as they change: what comes with the change, and what goes for good. */
export class Changing {
  readonly view: RulesView
  readonly #goes: ReadonlySet<string>
  readonly #moves: ReadonlySet<string>
  /** What there is by the rules that come. */
  readonly #come: ReadonlySet<string>
  /** Accounts that go, with everything that is theirs. */
  readonly #gone = new Set<string>()
  readonly #leaving = new Map<string, boolean>()

  constructor(view: RulesView, { adds = [], removes = [], records = [] }: Draft) {
    this.view = view
    for (const write of records) {
      if ('drop' in write && write.drop === 'account' && 'id' in write) this.#gone.add(write.id)
      if ('put' in write && write.put === 'account') this.#gone.delete(write.value.id)
    }
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
   * Whether it is nobody and nothing afterwards, so that what was denied there is no gift to anybody: an account that is removed, a role that is
   * made no more, a resource in which nothing is. An account that only loses its role may get it back.
   */
  leaves(name: string): boolean {
    const known = this.#leaving.get(name) ?? this.#isLeaving(name)
    this.#leaving.set(name, known)
    return known
  }

  #isLeaving(name: string): boolean {
    if (this.#gone.has(name)) return true
    // What stands for all of a type never goes, and is named by everything that is registered.
    if (this.#come.has(name) || !name.includes(':') || isAccount(name)) return false
    const standing = this.#ofStanding(name)
    return standing.length > 0 && standing.every(rule => rule[1] === name && this.goes(rule))
  }

  /** The rules by which there is the name: the role that it is based on, its registration; and what is in it. */
  #ofStanding(name: string): readonly Rule[] {
    return this.view
      .rulesOfSubject(name as Subject)
      .filter(rule => isStanding(rule) || (rule[0] === 'g2' && rule[2] === name))
  }
}

const isStanding = (rule: Rule): boolean => madeBy(rule) !== undefined || isRegistration(rule)

const isAccount = (name: string): boolean => typeOf(name) === 'user' || typeOf(name) === 'service'
