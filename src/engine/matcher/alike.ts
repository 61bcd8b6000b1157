/**
 * What tells two resources apart when one subject does one action to each, beside the shapes of the rules on them. Searches decide
 * once for all that are alike.
 */
import { isListFunction, type ListFunction } from './lists.ts'
import { type Comparison, type Expression, partsOf, walk } from './parse.ts'

/** Whether a subject or resource reaches a name that the matcher spells out, as in `g(r.sub, "role:everyone", r.dom)`. */
export interface Mark {
  readonly graph: string
  readonly name: string
}

/** A comparison of an attribute of the resource, or a look into a list, with what is the same for every resource. */
export interface Test {
  readonly op: Comparison | ListFunction
  /** Whether the attribute stands on the left, or first. */
  readonly left: boolean
  readonly other: Expression
}

export interface Alike {
  /** Whether the resource reaches names that the matcher spells out. */
  readonly marks: readonly Mark[]
  /** By attribute of the resource: the tests that it is put to. Undefined: each of its values differs from every other. */
  readonly attributes: ReadonlyMap<string, readonly Test[] | undefined>
}

/** The attribute of the resource that a field names; with more than a name it is a part of one. */
const attributeIn = (tree: Expression): readonly string[] | undefined =>
  tree.kind === 'field' && tree.name === 'ctx' && tree.path[0] === 'resource' ? tree.path.slice(1) : undefined

/** Whether it is the same for all rules and all resources of one search. */
const isFixed = (tree: Expression): boolean => {
  if (tree.kind === 'literal') return true
  if (tree.kind !== 'field' || tree.of !== 'r') return false
  return tree.name === 'ctx' ? tree.path[0] !== 'resource' : tree.name === 'sub' || tree.name === 'dom'
}

const opOf = (tree: Expression): Test['op'] | undefined => {
  if (tree.kind === 'compare') return tree.op
  return tree.kind === 'call' && isListFunction(tree.name) ? tree.name : undefined
}

const testIn = (tree: Expression): readonly [name: string, test: Test] | undefined => {
  const [op, [first, second]] = [opOf(tree), partsOf(tree)]
  if (op === undefined || !first || !second) return undefined
  for (const left of [true, false]) {
    const [own, other] = left ? [first, second] : [second, first]
    const [name, ...deeper] = attributeIn(own) ?? []
    if (name !== undefined && deeper.length === 0 && isFixed(other)) return [name, { op, left, other }]
  }
  return undefined
}

/** The tests of each attribute in the conjuncts. */
const attributesIn = (conjuncts: readonly Expression[]): Alike['attributes'] => {
  const found = new Map<string, readonly Test[] | undefined>()
  const visit = (tree: Expression): void => {
    const [named, test] = testIn(tree) ?? []
    if (named !== undefined && test) {
      const before = found.has(named) ? found.get(named) : []
      found.set(named, before && [...before, test])
      return
    }
    const [name] = attributeIn(tree) ?? []
    if (name !== undefined) found.set(name, undefined)
    for (const part of partsOf(tree)) visit(part)
  }
  for (const tree of conjuncts) visit(tree)
  return found
}

/** Whether the rule itself, beside its shape, decides: who it names or what it is on. */
export const namesRule = (tree: Expression): boolean =>
  [...walk(tree)].some(
    part => part.kind === 'field' && part.of === 'p' && (part.name === 'sub' || part.name === 'obj'),
  )

/**
 * @param rest the conjuncts that do not tie the rule to subject and resource
 * @param marks those of the resource; undefined when the matcher asks anything else of its name
 */
export const alikeIn = (
  rest: readonly Expression[],
  marks: readonly Mark[] | undefined,
): Alike | undefined =>
  marks === undefined || rest.some(namesRule) ? undefined : { marks, attributes: attributesIn(rest) }
