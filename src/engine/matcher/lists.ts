/**
 * Functions of ours for matchers: `contains(LIST, VALUE)` and `overlaps(LIST, LIST)`. Casbin calls them as it calls its own. A list is an
 * attribute that the matcher uses for nothing else.
 */
import { MAX_LISTED } from '../../model/attribute-rules.ts'
import { type Expression, walk } from './parse.ts'

/** By name: how many of the two arguments are lists. */
const LISTS = { contains: 1, overlaps: 2 } as const

export type ListFunction = keyof typeof LISTS

export const LIST_FUNCTIONS = Object.keys(LISTS) as readonly ListFunction[]

export const isListFunction = (name: string): name is ListFunction => Object.hasOwn(LISTS, name)

type Item = string | number

const isItem = (value: unknown): value is Item => typeof value === 'string' || typeof value === 'number'

const isList = (value: unknown): value is readonly Item[] =>
  Array.isArray(value) && value.length <= MAX_LISTED && value.every(isItem)

/** What a function says; undefined where its arguments are not what it asks for. */
export const listFunction = (name: ListFunction, list: unknown, other: unknown): boolean | undefined => {
  if (!isList(list)) return undefined
  if (name === 'contains') return isItem(other) ? list.includes(other) : undefined
  return isList(other) ? list.some(item => other.includes(item)) : undefined
}

/** The arguments that are lists. */
export const listArguments = (call: Expression & { readonly kind: 'call' }): readonly Expression[] =>
  isListFunction(call.name) ? call.args.slice(0, LISTS[call.name]) : []

/** How a matcher names each attribute that it reads as a list: `ctx.resource.tags`. */
export const listsIn = (tree: Expression): ReadonlySet<string> =>
  new Set(
    [...walk(tree)].flatMap(part =>
      part.kind === 'call' ? listArguments(part).flatMap(list => attributePath(list) ?? []) : [],
    ),
  )

/** `ctx.resource.tags`; undefined for what is no attribute. */
export const attributePath = (tree: Expression): string | undefined =>
  tree.kind === 'field' && tree.of === 'r' && tree.name === 'ctx' && tree.path.length > 0
    ? ['ctx', ...tree.path].join('.')
    : undefined
