import { isAttributeRule } from '../model/attribute-rules.ts'
import type { Rule } from '../model/rule.ts'
import { EVERY_ORG } from '../model/rule.ts'
import { endedRule, isEnd, momentOf } from '../model/rule-ends.ts'
import { BadRule } from './bad-model.ts'
import type { Fields } from './casbin/decider.ts'
import type { ModelDefinition } from './casbin/model.ts'

/** A `p` rule taken apart: who, on what, and everything else (action or level, effect, ...) as one text. */
export interface Parts {
  readonly subject: string
  readonly object: string
  readonly shape: string
}

// The characters of an encoded id, role, level or collection: none that separates fields in Casbin's memo keys, in CSV or between lines.
const PLAIN = /^[\w.~@:%*/+-]{1,1024}$/
/** An attribute may be a list, which is written longer. */
const PLAIN_ATTRIBUTE = /^[\w.~@:%*/+-]{1,5000}$/

const checked = (rule: Rule, size: number, domain: string, at: number): void => {
  if (rule.length !== size + 1) throw new BadRule(`a ${rule[0]} rule has ${size} fields`, rule)
  if (at > 0 && rule[at] !== domain) throw new BadRule(`the domain must be ${domain}`, rule)
  const plain = isAttributeRule(rule) ? PLAIN_ATTRIBUTE : PLAIN
  for (let i = 1; i <= size; i++)
    if (typeof rule[i] !== 'string' || !plain.test(rule[i] as string))
      throw new BadRule(`field ${i} is not a plain text`, rule)
}

const EFFECTS: ReadonlySet<unknown> = new Set(['allow', 'deny'])

/** How rules of one model are taken apart and put together; the only place that knows the order of their fields. */
export class Layout {
  readonly #model: ModelDefinition
  readonly #subject: number
  readonly #object: number
  readonly #domain: number
  /** The other fields, by name and in order: those that make the shape. */
  readonly others: readonly string[]
  readonly #places: readonly number[]

  constructor(model: ModelDefinition) {
    this.#model = model
    this.#subject = model.policy.indexOf('sub')
    this.#object = model.policy.indexOf('obj')
    this.#domain = model.policy.indexOf('dom')
    this.others = model.policy.filter(name => name !== 'sub' && name !== 'obj' && name !== 'dom')
    this.#places = this.others.map(name => model.policy.indexOf(name))
  }

  /**
   * @param domain what the domain field must hold: the organisation, or `*` in baseline rules
   * @throws BadRule when the rule is not one that the model would read as it is meant
   */
  check(rule: Rule, domain: string): void {
    if (isEnd(rule)) {
      this.#checkEnd(rule, domain)
      return
    }
    const size = this.#model.graphs.get(rule[0])
    if (size !== undefined) {
      checked(rule, size, domain, size === 3 ? 3 : 0)
      return
    }
    if (rule[0] !== 'p') throw new BadRule('the model has no such kind of rule', rule)
    checked(rule, this.#model.policy.length, domain, this.#domain + 1)
    const effect = this.#model.policy.indexOf('eft')
    if (effect >= 0 && !EFFECTS.has(rule[effect + 1]))
      throw new BadRule('the effect is neither allow nor deny', rule)
    const priority = this.#model.policy.indexOf('priority')
    if (priority >= 0 && !/^\d{1,9}$/.test(rule[priority + 1] ?? ''))
      throw new BadRule('the priority is not a whole number', rule)
  }

  #checkEnd(rule: Rule, domain: string): void {
    if (domain === EVERY_ORG) throw new BadRule('a rule of the policy set does not end', rule)
    if (Number.isNaN(momentOf(rule)))
      throw new BadRule('the end is not written like 2026-12-01T00:00:00.000Z', rule)
    const ended = endedRule(rule)
    if (isEnd(ended) || isAttributeRule(ended)) throw new BadRule('what ends is a rule of another kind', rule)
    this.check(ended, domain)
  }

  /** Takes a checked `p` rule apart. */
  partsOf(rule: Rule): Parts {
    let shape = ''
    for (let i = 0; i < this.#places.length; i++)
      shape += (i === 0 ? '' : '\n') + rule[(this.#places[i] as number) + 1]
    return { subject: rule[this.#subject + 1] as string, object: rule[this.#object + 1] as string, shape }
  }

  /** The fields of a `p` rule, as Casbin wants them. */
  fieldsOf(org: string, subject: string, object: string, others: readonly string[]): Fields {
    const fields = new Array<string>(this.#model.policy.length)
    fields[this.#subject] = subject
    fields[this.#object] = object
    if (this.#domain >= 0) fields[this.#domain] = org
    for (let i = 0; i < this.#places.length; i++) fields[this.#places[i] as number] = others[i] as string
    return fields
  }

  /** A rule of a role graph. */
  linkOf(graph: string, child: string, parent: string, org: string): Rule {
    return this.#model.graphs.get(graph) === 3 ? [graph, child, parent, org] : [graph, child, parent]
  }

  /** The same fields with the domain of baseline rules. */
  everywhere(fields: Fields): Fields {
    return this.#domain < 0 ? fields : fields.with(this.#domain, EVERY_ORG)
  }
}

/** The fields that a shape was made of. */
export const othersOf = (shape: string): readonly string[] => (shape === '' ? [] : shape.split('\n'))

/** In the order of their priorities, where rules have one. */
export const byPriority = (rules: readonly Fields[], place: number): readonly Fields[] =>
  place < 0 ? rules : rules.toSorted((a, b) => Number(a[place]) - Number(b[place]))
