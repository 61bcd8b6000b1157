import type { Draft } from '../../change/commit.ts'
import type { RulesView } from '../../change/rules-view.ts'
import { MAX_ADDS, type RecordWrite } from '../../model/change.ts'
import { type Rule, ruleKey } from '../../model/rule.ts'

/** A change of a view, gathered rule by rule. A rule that is there is not added, one that is not there is not removed. */
export class Gathered {
  readonly #view: RulesView
  readonly #adds = new Map<string, Rule>()
  readonly #removes = new Map<string, Rule>()
  readonly #records = new Map<string, readonly RecordWrite[]>()

  constructor(view: RulesView) {
    this.#view = view
  }

  has(rule: Rule): boolean {
    const key = ruleKey(rule)
    return this.#adds.has(key) || (this.#view.has(rule) && !this.#removes.has(key))
  }

  add(rule: Rule): void {
    if (this.has(rule)) return
    const key = ruleKey(rule)
    if (!this.#removes.delete(key)) this.#adds.set(key, rule)
  }

  remove(rule: Rule): void {
    if (!this.has(rule)) return
    const key = ruleKey(rule)
    if (!this.#adds.delete(key)) this.#removes.set(key, rule)
  }

  /** Writes the records of one thing. The last call counts. */
  write(id: string, ...records: readonly RecordWrite[]): void {
    this.#records.set(id, records)
  }

  /** Whether as many rules more still fit into one change. */
  hasRoomFor(rules: number): boolean {
    return this.#adds.size + rules <= MAX_ADDS
  }

  get draft(): Required<Pick<Draft, 'adds' | 'removes' | 'records'>> {
    return {
      adds: [...this.#adds.values()],
      removes: [...this.#removes.values()],
      records: [...this.#records.values()].flat(),
    }
  }
}
