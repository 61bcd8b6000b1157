import { BadModel } from '../bad-model.ts'
import type { ModelDefinition } from '../casbin/model.ts'
import { attributePath, isListFunction, listArguments, listsIn } from './lists.ts'
import { type Expression, partsOf, walk } from './parse.ts'

/** Casbin's functions and ours that may be named, by their number of arguments; the `text` ones answer no truth value. */
const FUNCTIONS: Readonly<Record<string, { readonly args: number; readonly text?: true }>> = {
  keyMatch: { args: 2 },
  keyMatch2: { args: 2 },
  keyMatch3: { args: 2 },
  keyMatch4: { args: 2 },
  keyMatch5: { args: 2 },
  regexMatch: { args: 2 },
  ipMatch: { args: 2 },
  globMatch: { args: 2 },
  contains: { args: 2 },
  overlaps: { args: 2 },
  keyGet: { args: 2, text: true },
  keyGet2: { args: 3, text: true },
}

/** Those whose second argument is a pattern: a request could choose one that takes for ever. */
const PATTERNS: ReadonlySet<string> = new Set(
  Object.keys(FUNCTIONS).filter(name => name !== 'ipMatch' && !isListFunction(name)),
)

type Found = Generator<BadModel, void>

const isTruth = (tree: Expression): boolean => {
  if (tree.kind === 'call') return !FUNCTIONS[tree.name]?.text
  return tree.kind !== 'field' && tree.kind !== 'literal'
}

function* checkField(field: Expression & { kind: 'field' }, model: ModelDefinition): Found {
  const names = field.of === 'r' ? model.request : model.policy
  const shown = [`${field.of}.${field.name}`, ...field.path].join('.')
  if (!names.includes(field.name)) yield new BadModel(`the matcher names ${shown}, which the model lacks`)
  const open = field.of === 'r' && field.name === 'ctx'
  if (!open && field.path.length > 0)
    yield new BadModel(`${field.of}.${field.name} is a text; ${shown} is never set`)
  if (open && field.path.length === 0) yield new BadModel('r.ctx can only be asked for an attribute of it')
}

function* checkCall(call: Expression & { kind: 'call' }, model: ModelDefinition): Found {
  const size = model.graphs.get(call.name) ?? FUNCTIONS[call.name]?.args
  if (size === undefined)
    return yield new BadModel(`the matcher calls ${call.name}, which is no known function`)
  if (call.args.length !== size)
    yield new BadModel(`${call.name} takes ${size} arguments, not ${call.args.length}`)
  if (call.args.some(isTruth))
    yield new BadModel(`an argument of ${call.name} is a condition; a text is wanted`)
  const pattern = PATTERNS.has(call.name) ? call.args[1] : undefined
  if (pattern?.kind === 'field' && pattern.of === 'r')
    yield new BadModel(`the pattern of ${call.name} must not come from the request`)
  const domain = model.graphs.has(call.name) ? call.args[2] : undefined
  if (domain && !(domain.kind === 'field' && domain.name === 'dom'))
    yield new BadModel(`the last argument of ${call.name} must be r.dom`)
}

/** Lists are attributes, and are looked into alone: compared with a text, a list of that text would be equal to it. */
function* checkLists(tree: Expression): Found {
  const [lists, values] = [[...listsIn(tree)], [...valuesIn(tree)]]
  for (const part of walk(tree))
    if (part.kind === 'call' && listArguments(part).some(list => attributePath(list) === undefined))
      yield new BadModel(`${part.name} looks into an attribute, such as r.ctx.resource.tags`)
  for (const list of lists)
    if (values.includes(list) || [...values, ...lists].some(path => path.startsWith(`${list}.`)))
      yield new BadModel(`r.${list} is used as a list and as something else`)
}

/** The attributes that are used as something else than a list. */
function* valuesIn(tree: Expression): Generator<string> {
  for (const part of walk(tree)) {
    const lists = part.kind === 'call' ? listArguments(part) : []
    for (const each of partsOf(part)) {
      const path = lists.includes(each) ? undefined : attributePath(each)
      if (path !== undefined) yield path
    }
  }
}

function* checkOperands(tree: Expression): Found {
  if ((tree.kind === 'and' || tree.kind === 'or') && !(isTruth(tree.left) && isTruth(tree.right)))
    yield new BadModel('the matcher joins something that is not a condition')
  if (tree.kind === 'not' && !isTruth(tree.of))
    yield new BadModel('the matcher negates something that is not a condition')
  if (tree.kind === 'compare' && (isTruth(tree.left) || isTruth(tree.right)))
    yield new BadModel('the matcher compares a condition; put it in brackets of its own')
}

/**
 * What is wrong with a matcher that Casbin would accept and silently evaluate to something else: misspelt fields and functions
 * (undefined there), missing arguments, texts used as conditions.
 */
export function* lintMatcher(tree: Expression, model: ModelDefinition): Found {
  for (const part of walk(tree)) {
    yield* checkOperands(part)
    if (part.kind === 'field') yield* checkField(part, model)
    if (part.kind === 'call') yield* checkCall(part, model)
  }
  yield* checkLists(tree)
  if (!isTruth(tree)) yield new BadModel('the matcher is not a condition')
  if (![...walk(tree)].some(part => part.kind === 'field' && part.of === 'p'))
    yield new BadModel('the matcher asks nothing of a rule')
}

const FIELDS: ReadonlySet<string> = new Set(['sub', 'dom', 'obj', 'act', 'ctx'])

/** Definitions with fields that the service cannot fill, or without fields to look rules up by. */
export function* lintDefinitions(model: ModelDefinition): Found {
  const { request, policy, graphs, lines } = model
  for (const name of request)
    if (!FIELDS.has(name))
      yield new BadModel(`requests have no field ${name}: sub, dom, obj, act, ctx`, lines.get('r'))
  for (const name of ['sub', 'obj', 'act'])
    if (!request.includes(name)) yield new BadModel(`a request must have the field ${name}`, lines.get('r'))
  for (const name of ['sub', 'obj'])
    if (!policy.includes(name)) yield new BadModel(`a p rule must have the field ${name}`, lines.get('p'))
  const domains = request.includes('dom')
  if (policy.includes('dom') !== domains || (!domains && [...graphs.values()].includes(3)))
    yield new BadModel('the domain is in the request, in p and in the role definitions, or in none of them')
}
