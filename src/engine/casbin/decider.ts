/**
 * Casbin itself: one enforcer a policy set, used for every organisation under it. Each decision gives it the candidate rules and
 * the links of a snapshot, and runs its real `enforceExSync` before anything else can happen: that is `enforceSync` naming the rule
 * too. It keeps nothing between decisions. judge.ts selects the rules.
 */
import type { Model } from 'casbin'
import { LIST_FUNCTIONS, type ListFunction, listFunction } from '../matcher/lists.ts'
import { type Context, contextOf, NotComparable } from './context.ts'
import { type Links, SnapshotRoleManager } from './links.ts'
import { Enforcer, FunctionMap, newModelFromString } from './load.ts'
import type { ModelDefinition } from './model.ts'
import { ruleByRule } from './rule-by-rule.ts'

/** The fields of a `p` rule, in the model's order. */
export type Fields = readonly string[]

/** A request in the model's terms. */
export interface Asked {
  readonly sub: string
  readonly dom: string
  readonly obj: string
  readonly act: string
  readonly ctx: Context | undefined
}

export interface Decided {
  readonly allowed: boolean
  /** The rule that Casbin names for its answer; undefined when none matches. */
  readonly rule: Fields | undefined
}

export interface Decider {
  /** Casbin's answer over exactly these rules. */
  decide(links: Links, rules: readonly Fields[], asked: Asked): Decided
}

/** An enforcer that knows the functions of its matcher only: Casbin copies every known one at each decision. */
class SetEnforcer extends Enforcer {
  constructor(model: Model, matcher: string) {
    super()
    this.setModel(model)
    this.initRmMap()
    this.fm = new FunctionMap()
    for (const [name, run] of FunctionMap.loadFunctionMap().getFunctions())
      if (matcher.includes(`${name}(`)) this.fm.addFunction(name, run)
    for (const name of LIST_FUNCTIONS)
      if (matcher.includes(`${name}(`)) this.fm.addFunction(name, looking(name))
  }
}

const looking = (name: ListFunction) => (list: unknown, other: unknown) => {
  const answer = listFunction(name, list, other)
  if (answer === undefined) throw new NotComparable(`${name} looks into lists of texts and numbers`)
  return answer
}

// No id and no effect holds a NUL: this rule matches nothing, and would have no effect if it did.
const neverRule = (policy: readonly string[]): Fields =>
  policy.map(name => (name === 'eft' ? 'never' : name === 'priority' ? '0' : '\0'))

interface Matched {
  /** False when the matcher can fail on some request or rule: a failure is then a deny. */
  readonly total: boolean
  /** The attributes that it reads as lists. */
  readonly lists: ReadonlySet<string>
}

export const createDecider = (definition: ModelDefinition, { total, lists }: Matched): Decider => {
  const model = newModelFromString(definition.text)
  const enforcer = new SetEnforcer(model, definition.matcher)
  const managers = [...(model.model.get('g') ?? [])].map(([graph, assertion]) => {
    const manager = new SnapshotRoleManager(graph)
    enforcer.setNamedRoleManager(graph, manager)
    assertion.rm = manager
    return manager
  })
  const assertion = model.model.get('p')?.get('p')
  if (!assertion) throw new Error('a model without p')
  // Casbin evaluates the matcher once with empty fields when there is no rule, and "" == "" is an allow.
  const nothing = [neverRule(definition.policy)] as string[][]
  const { request } = definition
  // Not guarded where the matcher does not read it: that would cost each decision something for nothing.
  const context = definition.matcher.includes('r_ctx') ? request.indexOf('ctx') : -1

  const prepare = (links: Links, rules: readonly Fields[], asked: Asked): unknown[] => {
    for (const manager of managers) manager.links = links
    assertion.policy = rules.length === 0 ? nothing : (rules as string[][])
    const values = asked as unknown as Record<string, unknown>
    const args = new Array<unknown>(request.length)
    for (let i = 0; i < request.length; i++) args[i] = values[request[i] as string]
    if (context >= 0) args[context] = contextOf(asked.ctx, lists)
    return args
  }
  const decide: Decider['decide'] = (links, rules, asked) => {
    const [allowed, rule] = enforcer.enforceExSync(...prepare(links, rules, asked))
    return { allowed, rule: rule.length === 0 ? undefined : rule }
  }
  return {
    decide(links, rules, asked) {
      try {
        return decide(links, rules, asked)
      } catch (failure) {
        if (total) throw failure
        if (!(failure instanceof NotComparable)) return FAILED
        return ruleByRule(definition, rules, rule => decide(links, [rule], asked).allowed)
      }
    },
  }
}

const FAILED: Decided = Object.freeze({ allowed: false, rule: undefined })
