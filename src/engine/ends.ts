import { type Rule, ruleKey } from '../model/rule.ts'
import { endedRule, isEnd, momentOf } from '../model/rule-ends.ts'

interface End {
  /** The rule that says it. */
  readonly end: Rule
  readonly at: number
}

/** When rules of one organisation end, at one revision. Immutable. */
export class Ends {
  static readonly none = new Ends(new Map())
  /** By the rule that ends. */
  readonly #of: ReadonlyMap<string, readonly End[]>
  /** The first moment at which one ends; infinite when none does. */
  readonly next: number

  private constructor(of: ReadonlyMap<string, readonly End[]>) {
    this.#of = of
    let next = Number.POSITIVE_INFINITY
    for (const ends of of.values()) for (const { at } of ends) if (at < next) next = at
    this.next = next
  }

  get size(): number {
    return this.#of.size
  }

  /** The same with and without some of them. Rules that are no ends are passed over. */
  with(adds: readonly Rule[], removes: readonly Rule[]): Ends {
    const [come, gone] = [adds.filter(isEnd), removes.filter(isEnd)]
    if (come.length + gone.length === 0) return this
    const of = new Map(this.#of)
    for (const end of gone) {
      const key = ruleKey(endedRule(end))
      const left = (of.get(key) ?? []).filter(each => ruleKey(each.end) !== ruleKey(end))
      if (left.length > 0) of.set(key, left)
      else of.delete(key)
    }
    for (const end of come) {
      const key = ruleKey(endedRule(end))
      of.set(key, [...(of.get(key) ?? []), { end, at: momentOf(end) }])
    }
    return of.size === 0 ? Ends.none : new Ends(of)
  }

  /** The rules that say when this rule ends: none or one. */
  endsOf(rule: Rule): readonly Rule[] {
    return this.#of.size === 0 ? [] : (this.#of.get(ruleKey(rule)) ?? []).map(({ end }) => end)
  }

  has(end: Rule): boolean {
    return this.endsOf(endedRule(end)).some(each => ruleKey(each) === ruleKey(end))
  }

  /** When the rule ends; infinite when it does not. */
  momentOf(rule: Rule): number {
    if (this.#of.size === 0) return Number.POSITIVE_INFINITY
    const ends = this.#of.get(ruleKey(rule))
    return ends ? Math.min(...ends.map(({ at }) => at)) : Number.POSITIVE_INFINITY
  }

  /** How many there are up to a moment. */
  count(moment: number): number {
    if (this.next > moment) return 0
    return [...this.#of.values()].filter(ends => ends.some(({ at }) => at <= moment)).length
  }

  all(): Rule[] {
    return [...this.#of.values()].flat().map(({ end }) => end)
  }

  /** Every end up to a moment, that moment included, in the order of their keys: the first to end first. */
  until(moment: number): readonly Rule[] {
    if (this.next > moment) return []
    const ended = [...this.#of.values()].flat().filter(({ at }) => at <= moment)
    return inOrder(ended.map(({ end }) => end))
  }
}

const inOrder = (ends: readonly Rule[]): readonly Rule[] =>
  ends
    .map(end => ({ end, key: ruleKey(end) }))
    .sort((a, b) => (a.key < b.key ? -1 : 1))
    .map(({ end }) => end)
