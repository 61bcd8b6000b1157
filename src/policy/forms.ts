import { conjunctsOf, type Expression, parseMatcher, walk } from '../engine/matcher/parse.ts'
import { HEADS, pathsOf } from '../engine/matcher/reads.ts'
import type { CompiledSet } from '../engine/set.ts'
import { ATTRIBUTES } from '../model/attribute-rules.ts'
import { didYouMean } from '../model/nearest.ts'
import { OPERATIONS } from '../model/operations.ts'
import type { Finding } from './finding.ts'
import { columnOf } from './rules-text.ts'
import type { ReadSet } from './set.ts'

type Found = Generator<Finding>

/** The fields of a rule as the service writes it, for a grant, a default access or a deny. */
const RULE = ['sub', 'dom', 'obj', 'act', 'eft']
/** The links that the service writes: who is in what, and what is in which collection. */
const LINKS = { g: 'subject', g2: 'object' } as const

/** The service writes rules of one form; a model that reads another would not understand them. */
export function* foreignForms(set: CompiledSet): Found {
  const { model, plan } = set
  const { policy, graphs, lines, line } = model
  const at = (key: string) => ({
    code: 'model-form' as const,
    file: 'model.conf',
    line: lines.get(key) ?? line,
    column: 1,
  })
  if (policy.join() !== RULE.join())
    yield {
      ...at('p'),
      message: `p is "${policy.join(', ')}": the service writes rules as "${RULE.join(', ')}", and a model must read them so${policy.includes('priority') ? '. Order rules by their place in place of a priority' : ''}`,
    }
  for (const [key, about] of Object.entries(LINKS)) {
    if (graphs.get(key) !== 3)
      yield {
        ...at(key),
        message: `${key} must be "_, _, _": the service writes ${key} rules with the organisation`,
      }
    else if (plan.graphs[about] !== key)
      yield {
        ...at('m'),
        message: `the matcher must ask ${key} about r.${about === 'subject' ? 'sub' : 'obj'}`,
      }
  }
  yield* domains(set)
}

const isField = (tree: Expression | undefined, of: 'r' | 'p'): boolean =>
  tree?.kind === 'field' && tree.of === of && tree.name === 'dom'

/**
 * A rule counts in its own organisation only, whatever else is true of it. The service keeps organisations apart as well, so this
 * is the second of two walls: a set that lacks it decides otherwise wherever else it is used.
 */
function* domains({ model, tree }: CompiledSet): Found {
  const at = { code: 'model-domain' as const, file: 'model.conf', line: model.line, column: 1 }
  const ties = conjunctsOf(tree).some(
    part =>
      part.kind === 'compare' &&
      part.op === '==' &&
      ((isField(part.left, 'r') && isField(part.right, 'p')) ||
        (isField(part.left, 'p') && isField(part.right, 'r'))),
  )
  if (!ties) yield { ...at, message: 'the matcher does not demand r.dom == p.dom of every rule' }
  for (const part of walk(tree))
    if (part.kind === 'call' && model.graphs.get(part.name) === 3 && !isField(part.args[2], 'r'))
      yield { ...at, message: `the matcher asks ${part.name} in another organisation than r.dom` }
}

/** What a matcher reads of `r.ctx`: an attribute of one of the four, kept where the model has room for them. */
export function* attributeForms({ model, reads }: CompiledSet): Found {
  const at = { code: 'model-form' as const, file: 'model.conf', line: model.line, column: 1 }
  for (const [head = '', ...rest] of pathsOf(parseMatcher(model.matcher))) {
    const stored = head === 'subject' || head === 'resource'
    const known = HEADS.some(each => each === head)
    if (!known || rest.length === 0 || (stored && rest.length > 1))
      yield {
        ...at,
        message: `r.ctx.${[head, ...rest].join('.')} is no attribute: r.ctx.subject.NAME, r.ctx.resource.NAME, r.ctx.action.NAME or r.ctx.request.NAME`,
      }
  }
  const names = reads ? [...reads.subject, ...reads.resource] : []
  if (names.length > 0 && model.graphs.get(ATTRIBUTES) !== 3)
    yield {
      ...at,
      message: `attributes are kept in ${ATTRIBUTES}: add "${ATTRIBUTES} = _, _, _" to the role definitions`,
    }
  if (model.matcher.includes(`${ATTRIBUTES}(`))
    yield { ...at, message: `${ATTRIBUTES} holds attributes: the matcher reads them as r.ctx.subject.NAME` }
}

/** Types that the description names elsewhere are types that it lists. */
function* unregistered({ description }: ReadSet): Found {
  const { types, unregistered: named = [] } = description.value
  for (const [place, type] of named.entries())
    if (!Object.hasOwn(types, type))
      yield {
        code: 'type-collection',
        file: 'set.yaml',
        ...description.placeOf(['unregistered', place]),
        message: `there is no type ${type}.${didYouMean(type, Object.keys(types))}`,
      }
}

/** Every resource is in the collection of its type, and in no other: nothing could be put into one without a type. */
function* collections({ compiled, description, rules }: ReadSet): Found {
  const known = new Set(Object.values(description.value.types))
  for (const located of rules.filter(({ rule }) => rule[0] === compiled.plan.graphs.object))
    for (const [index, name] of located.rule.slice(1, 3).entries())
      if (!known.has(name))
        yield {
          code: 'name-unknown',
          file: 'policy.csv',
          line: located.line,
          column: columnOf(located, index + 1),
          message: `no resource can be in "${name}": set.yaml has no type whose collection it is`,
        }
}

/** A misspelt operation would leave the one that was meant refused to everybody. */
function* operations({ description }: ReadSet): Found {
  for (const operation of Object.keys(description.value.operations))
    if (!OPERATIONS.includes(operation))
      yield {
        code: 'operation-unknown',
        file: 'set.yaml',
        ...description.placeOf(['operations', operation]),
        message: `there is no operation ${operation}.${didYouMean(operation, OPERATIONS)}`,
      }
}

/** What the service could not use, however well the set agrees with itself. */
export const unusable = (set: ReadSet): readonly Finding[] => [
  ...collections(set),
  ...unregistered(set),
  ...operations(set),
]
