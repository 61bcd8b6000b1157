/**
 * The rules of one organisation as Casbin's MongoDB adapter reads and writes them. It stands on `casbin-mongodb-adapter`,
 * whose bodies of `addPolicy`, `addPolicies` and `loadFilteredPolicy` run as they are over a collection that is ours; all that
 * would lose a revoke, join fields into text or touch another organisation is replaced. It owns the form of a rule in the
 * database; it opens nothing, commits nothing and knows no revision but the one that it is given.
 */

import type { Model } from 'casbin'
import { MongoAdapter } from 'casbin-mongodb-adapter'
import type { Collection } from 'mongodb'
import type { OrgId } from '../../../src/model/id.ts'
import type { Rule } from '../../../src/model/rule.ts'
import { RuleExists, RuleMissing } from '../../../src/ports/errors.ts'
import type { Batch } from '../connection/batch.ts'
import type { RuleDocument } from '../schema/collections.ts'
import { documentOf, keyOf, ruleOf } from './rule-document.ts'

/** The part of the package that is used; its constructor and half of its methods are declared private. */
interface Package {
  addPolicy(sec: string, ptype: string, rule: string[]): Promise<void>
  addPolicies(sec: string, ptype: string, rules: string[][]): Promise<void>
  loadFilteredPolicy(model: Model, filter?: unknown): Promise<void>
}
const Package = MongoAdapter as unknown as new (
  ...of: [uri: string, db: string, name: string, filtered: boolean]
) => Package

/** The package makes a client of its own and never asks whether one is wanted. This one is never connected. */
const NOWHERE = 'mongodb://unused.invalid'

export interface CasbinRulesOptions {
  readonly rules: Collection<RuleDocument>
  readonly org: OrgId
  /** The change that writes go into. Without one, writing is refused: every writer goes through PolicyStore.apply. */
  readonly change?: { readonly batch: Batch; readonly revision: number }
}

/** Equality on fields, as strings: nothing in a value is ever an operator. */
export type RuleFilter = { readonly [field in 'ptype' | `v${number}`]?: string }

export class CasbinRules extends Package {
  readonly #at: CasbinRulesOptions
  readonly #added = new Set<string>()
  #failure: unknown

  constructor(options: CasbinRulesOptions) {
    super(NOWHERE, 'unused', 'unused', true)
    this.#at = options
  }

  isFiltered(): boolean {
    return true
  }

  async loadPolicy(model: Model): Promise<void> {
    await this.loadFilteredPolicy(model, {})
  }

  /** Adds the organisation's rules that meet the filter to `model`, in the order in which they were added. */
  override async loadFilteredPolicy(model: Model, filter: RuleFilter = {}): Promise<void> {
    this.#failure = undefined
    // The package turns every error into a text, and with it the labels that a retry needs.
    await super.loadFilteredPolicy(model, strings(filter)).catch(error => {
      throw this.#failure ?? error
    })
  }

  /** The additions of a change, in its order, each run of one kind at once. */
  async add(rules: readonly Rule[]): Promise<void> {
    for (let from = 0; from < rules.length; ) {
      const [ptype] = rules[from] ?? ['']
      const end = rules.findIndex((rule, i) => i >= from && rule[0] !== ptype)
      const run = rules.slice(from, end < 0 ? undefined : end)
      await this.addPolicies(
        ptype.slice(0, 1),
        ptype,
        run.map(([, ...fields]) => fields),
      )
      from += run.length
    }
  }

  async removePolicy(_sec: string, ptype: string, rule: string[]): Promise<void> {
    this.retire([[ptype, ...rule]])
  }

  async removePolicies(_sec: string, ptype: string, rules: string[][]): Promise<void> {
    this.retire(rules.map(rule => [ptype, ...rule]))
  }

  async updatePolicy(_sec: string, ptype: string, old: string[], next: string[]): Promise<void> {
    await this.addPolicy(_sec, ptype, next)
    this.retire([[ptype, ...old]])
  }

  /** Ends the rules that this change found; one that is not there fails the batch. Nothing is ever deleted: see revisions. */
  retire(rules: readonly Rule[]): void {
    const { batch, revision } = this.#change()
    const meets = { count: 1, otherwise: () => new RuleMissing('a removed rule is not there') }
    for (const rule of rules) {
      const k = keyOf(rule)
      // What this very change adds was not there to be removed. One rule a step: each is one look into one index.
      const earlier = this.#added.has(k) ? { since: { $lt: revision } } : {}
      const filter = { org: this.#at.org, k, until: 0, ...earlier }
      batch.update({ meets }, { of: this.#at.rules, filter, set: { until: revision } })
    }
  }

  async removeFilteredPolicy(): Promise<void> {
    throw new Error('rules are removed by name: which ones a filter meets is for the caller to read first')
  }

  async savePolicy(): Promise<boolean> {
    throw new Error('a whole policy is never overwritten: it changes by additions and removals')
  }

  async clearCollection(): Promise<void> {
    throw new Error('rules are never dropped')
  }

  async createDBIndex(): Promise<void> {}
  async open(): Promise<void> {}
  async close(): Promise<void> {}

  // What follows is what the package's own bodies call.

  getCollection(): object {
    const insert = (document: RuleDocument) =>
      this.#change().batch.insert(
        this.#at.rules,
        document,
        () => new RuleExists('an added rule is there already'),
      )
    return {
      find: (filter: RuleFilter) => ({ toArray: () => this.#read(filter) }),
      insertOne: async (document: RuleDocument) => insert(document),
      insertMany: async (documents: readonly RuleDocument[]) => documents.forEach(insert),
    }
  }

  savePolicyLine(ptype: string, rule: readonly string[]): RuleDocument {
    const { revision } = this.#change()
    const nth = this.#added.size
    const document = documentOf([ptype, ...rule], { org: this.#at.org, since: revision, nth })
    this.#added.add(document.k)
    return document
  }

  loadPolicyLine(line: RuleDocument, model: Model): void {
    const [ptype, ...fields] = ruleOf(line)
    const section = model.model.get(ptype.slice(0, 1))?.get(ptype)
    if (!section) throw new Error(`the model has no section for rules of kind ${JSON.stringify(ptype)}`)
    section.policy.push(fields)
  }

  async #read(filter: RuleFilter): Promise<RuleDocument[]> {
    const { rules, org } = this.#at
    try {
      return await rules
        .find({ ...filter, org, until: 0 })
        .sort({ since: 1, nth: 1 })
        .toArray()
    } catch (error) {
      this.#failure = error
      throw error
    }
  }

  #change() {
    if (!this.#at.change) throw new Error('rules are written through a change of the organisation')
    return this.#at.change
  }
}

const strings = (filter: RuleFilter): RuleFilter => {
  for (const [field, value] of Object.entries(filter)) {
    if (!/^(?:ptype|v\d+)$/.test(field) || typeof value !== 'string') {
      throw new TypeError('rules are filtered by strings in their own fields')
    }
  }
  return filter
}
