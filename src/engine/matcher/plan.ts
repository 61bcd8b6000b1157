/**
 * What the matcher's syntax tree shows about a request's rules without evaluating them. Each statement is a necessary condition
 * (for the index) or a complete dependency (for the marks). What cannot be shown is left out.
 */
import type { ModelDefinition } from '../casbin/model.ts'
import { type Alike, alikeIn, type Mark, namesRule } from './alike.ts'
import { isListFunction } from './lists.ts'
import { conjunctsOf, type Expression, partsOf, walk } from './parse.ts'

export interface Plan {
  /** Set when only rules on the resource, by the subject (or what each reaches in the named graph) can match. */
  readonly index?: {
    readonly subject: { readonly graph?: string }
    readonly object: { readonly graph?: string }
    /** Set when also the action must be, or reach, what the rule has in the named field. */
    readonly action?: { readonly graph?: string; readonly field: string }
    /** Whether rules that can match do so alike when they differ only in whom they name and what they are on. */
    readonly byShape: boolean
  }
  /** Why every rule has to be scanned, when there is no index. */
  readonly scans?: string
  /**
   * Set when the answer depends on nothing but the action, the other fields of the rules found through the index, and
   * these marks of the subject and of the resource: then one answer holds for all requests that agree in them.
   */
  readonly marks?: { readonly subject: readonly Mark[]; readonly object: readonly Mark[] }
  /**
   * Set with an index: the same marks where also attributes may decide. A side without marks is one where names themselves may.
   */
  readonly kinds?: { readonly subject?: readonly Mark[]; readonly object?: readonly Mark[] }
  /** Set when searches for resources can decide once for all that are alike. */
  readonly alike?: Alike
  /** The graphs that the matcher asks about the subject, the resource and the action. */
  readonly graphs: { readonly subject?: string; readonly object?: string; readonly action?: string }
  /** The field of a rule that names the action (or a level that includes it). */
  readonly actionField?: string
}

const isField = (tree: Expression | undefined, of: 'r' | 'p', name: string): boolean =>
  tree?.kind === 'field' && tree.of === of && tree.name === name && tree.path.length === 0

/** How a conjunct ties a field of the request to a field of the rule: by equality, or through a graph. */
const tieOf = (tree: Expression, asked: string, ruled: string): { graph?: string } | undefined => {
  if (tree.kind === 'call' && isField(tree.args[0], 'r', asked) && isField(tree.args[1], 'p', ruled))
    return { graph: tree.name }
  if (tree.kind !== 'compare' || tree.op !== '==') return undefined
  const { left, right } = tree
  const tied =
    (isField(left, 'r', asked) && isField(right, 'p', ruled)) ||
    (isField(left, 'p', ruled) && isField(right, 'r', asked))
  return tied ? {} : undefined
}

const isGraphCall = (
  tree: Expression,
  model: ModelDefinition,
): tree is Expression & { readonly kind: 'call' } => tree.kind === 'call' && model.graphs.has(tree.name)

const MAX_MARKS = 16

/** The marks that the conjuncts ask of a request field; undefined when they ask anything else of it. */
const marksOf = (asked: string, rest: readonly Expression[], model: ModelDefinition): Mark[] | undefined => {
  const marks: Mark[] = []
  const understood = (tree: Expression): boolean => {
    if (isField(tree, 'r', asked) || isField(tree, 'p', asked)) return false
    if (!isGraphCall(tree, model) || !isField(tree.args[0], 'r', asked))
      return partsOf(tree).every(understood)
    const name = tree.args[1]
    if (name?.kind !== 'literal') return false
    marks.push({ graph: tree.name, name: String(name.value) })
    return true
  }
  return rest.every(understood) && marks.length <= MAX_MARKS ? marks : undefined
}

/** Why rules cannot be looked up although the conjuncts are as wanted; undefined when they can. */
const obstacle = (tree: Expression, model: ModelDefinition): string | undefined => {
  if (model.effect === 'priority' || model.policy.includes('priority'))
    return 'the order of the rules matters'
  for (const part of walk(tree)) {
    if (part.kind === 'call' && !model.graphs.has(part.name) && !isListFunction(part.name))
      return `${part.name} has to be asked of every rule`
  }
  return undefined
}

const graphAskedAbout = (tree: Expression, field: string, model: ModelDefinition): string | undefined => {
  for (const part of walk(tree))
    if (isGraphCall(part, model) && isField(part.args[0], 'r', field)) return part.name
  return undefined
}

const readsAttributes = (tree: Expression): boolean =>
  [...walk(tree)].some(part => part.kind === 'field' && part.name === 'ctx')

/**
 * The conjuncts before the first that reads an attribute. That one can fail; rules that an earlier one passes over cannot make it
 * fail, and so need not be looked at.
 */
const beforeAttributes = (conjuncts: readonly Expression[]): readonly Expression[] => {
  const first = conjuncts.findIndex(readsAttributes)
  return first < 0 ? conjuncts : conjuncts.slice(0, first)
}

/** The conjunct that ties the action to a field of the rule. */
const actionTieOf = (conjuncts: readonly Expression[], { policy }: ModelDefinition) => {
  for (const field of policy)
    for (const part of conjuncts) {
      const tie = tieOf(part, 'act', field)
      if (tie) return { action: { ...tie, field } }
    }
  return {}
}

const actionFieldOf = (conjuncts: readonly Expression[], model: ModelDefinition): string | undefined => {
  const tied = model.policy.find(name => conjuncts.some(part => tieOf(part, 'act', name)))
  return tied ?? (model.policy.includes('act') ? 'act' : undefined)
}

/** Reads the plan off a matcher that passed the lint. */
export const planOf = (tree: Expression, model: ModelDefinition): Plan => {
  const conjuncts = conjunctsOf(tree)
  const early = beforeAttributes(conjuncts)
  const first = (field: string) => early.find(part => tieOf(part, field, field))
  const [bySubject, byObject] = [first('sub'), first('obj')]
  const graphs = {
    ...optional('subject', graphAskedAbout(tree, 'sub', model)),
    ...optional('object', graphAskedAbout(tree, 'obj', model)),
    ...optional('action', graphAskedAbout(tree, 'act', model)),
  }
  const common = { graphs, ...optional('actionField', actionFieldOf(conjuncts, model)) }
  const scans =
    obstacle(tree, model) ??
    (bySubject && byObject
      ? undefined
      : 'subject and resource are not both tied to the rule, before any attribute is asked')
  if (scans !== undefined || !bySubject || !byObject) return { ...common, scans: scans ?? '' }
  const rest = conjuncts.filter(part => part !== bySubject && part !== byObject)
  const attributes = early.length < conjuncts.length
  const [subject, object] = [marksOf('sub', rest, model), marksOf('obj', rest, model)]
  const alike = alikeIn(rest, object)
  return {
    ...common,
    index: {
      subject: tieOf(bySubject, 'sub', 'sub') ?? {},
      object: tieOf(byObject, 'obj', 'obj') ?? {},
      ...actionTieOf(early, model),
      byShape: !rest.some(namesRule),
    },
    ...(subject && object && !attributes ? { marks: { subject, object } } : {}),
    kinds: { ...(subject ? { subject } : {}), ...(object ? { object } : {}) },
    ...(alike ? { alike } : {}),
  }
}

const optional = <K extends string>(key: K, value: string | undefined) =>
  (value === undefined ? {} : { [key]: value }) as { readonly [key in K]?: string }
