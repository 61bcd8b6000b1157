/**
 * A policy set made ready to decide: its model is checked, its matcher analysed, its baseline rules numbered, and Casbin set up.
 * It holds nothing about any organisation.
 */
import type { Application } from '../model/application.ts'
import type { Catalogue, ReadAttributes, SetDescription } from '../model/catalogue.ts'
import type { Rule } from '../model/rule.ts'
import { BadModel, refuseModel } from './bad-model.ts'
import { type Baseline, createBaseline } from './baseline.ts'
import { createDecider, type Decider } from './casbin/decider.ts'
import { type ModelDefinition, readModel } from './casbin/model.ts'
import { readCatalogue } from './catalogue.ts'
import { Layout } from './layout.ts'
import { lintDefinitions, lintMatcher } from './matcher/lint.ts'
import { listsIn } from './matcher/lists.ts'
import { type Expression, parseMatcher, walk } from './matcher/parse.ts'
import { type Plan, planOf } from './matcher/plan.ts'
import { readsOf } from './matcher/reads.ts'
import type { Shadow } from './memo.ts'

/** A policy set as it was written. */
export interface SetSource {
  readonly name: string
  /** The text of model.conf. */
  readonly model: string
  /** Rules that hold in every organisation; their domain is `*`. */
  readonly baseline: readonly Rule[]
  readonly description: SetDescription
  /** The applications behind proxies; none when absent. */
  readonly applications?: readonly Application[]
}

export interface CompiledSet {
  readonly name: string
  readonly catalogue: Catalogue
  /** Whether rules are looked up; false: each decision scans all of the organisation's rules. */
  readonly indexed: boolean
  /** Why they are scanned; absent when they are looked up. */
  readonly scans?: string
  readonly model: ModelDefinition
  /** The matcher. */
  readonly tree: Expression
  readonly plan: Plan
  readonly layout: Layout
  readonly baseline: Baseline
  readonly decider: Decider
  /** The attributes that the matcher reads; absent when it reads none, and nothing is looked up for it. */
  readonly reads?: ReadAttributes
  /** Whether one more link can only make more rules match: the matcher negates no link. */
  readonly monotone: boolean
  readonly shadow?: Shadow
}

/** @throws BadModel with everything that is wrong with the definitions and the matcher */
const understood = (model: ModelDefinition, found: readonly BadModel[]): Expression => {
  const mistakes = [...found, ...lintDefinitions(model)]
  const tree = treeOf(model, mistakes)
  if (tree) mistakes.push(...lintMatcher(tree, model))
  refuseModel(mistakes, model.line)
  if (!tree) throw new Error('a matcher that was not read has no mistakes')
  return tree
}

const treeOf = (model: ModelDefinition, mistakes: BadModel[]): Expression | undefined => {
  try {
    return parseMatcher(model.matcher)
  } catch (problem) {
    if (!(problem instanceof BadModel)) throw problem
    mistakes.push(problem)
    return undefined
  }
}

const isMonotone = (tree: Expression, model: ModelDefinition): boolean =>
  [...walk(tree)].every(
    part =>
      (part.kind !== 'not' && part.kind !== 'compare') ||
      [...walk(part)].every(inner => inner.kind !== 'call' || !model.graphs.has(inner.name)),
  )

/**
 * @param shadow has a part of the remembered answers asked of Casbin again
 * @throws BadModel when the model cannot be decided on safely; names the line
 * @throws BadRule when a baseline rule does not fit the model
 */
export const compileSet = (source: SetSource, shadow?: Shadow): CompiledSet => {
  const { model, mistakes } = readModel(source.model)
  const tree = understood(model, mistakes)
  const plan = planOf(tree, model)
  const layout = new Layout(model)
  const baseline = createBaseline(source.baseline, model, layout)
  const reads = readsOf(tree)
  const monotone = isMonotone(tree, model)
  const read = { ...source, ...(reads ? { reads } : {}), ...(monotone ? {} : { negates: true as const }) }
  const catalogue = readCatalogue(read, model, plan)
  // Comparisons and role graphs answer for any text; other functions and attributes can fail.
  const total = [...walk(tree)].every(
    part =>
      !(part.kind === 'call' && !model.graphs.has(part.name)) &&
      !(part.kind === 'field' && part.path.length > 0),
  )
  return {
    name: source.name,
    catalogue,
    indexed: plan.index !== undefined,
    ...(plan.scans === undefined ? {} : { scans: plan.scans }),
    model,
    tree,
    plan,
    layout,
    baseline,
    decider: createDecider(model, { total, lists: listsIn(tree) }),
    ...(reads ? { reads } : {}),
    monotone,
    ...(shadow === undefined ? {} : { shadow }),
  }
}
