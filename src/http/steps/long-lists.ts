/**
 * The long lists of a body go through their schema some items at a time, in turns with other work: thousands of items would hold the
 * thread together. What is read, and what is refused, is what the whole schema reads and refuses.
 */
import { z } from 'zod'
import { isOver, nextTurnIfWanted } from '../../engine/turns.ts'

/** Items that are read in one go. */
const PIECE = 64
/** As many mistakes as are told. */
const MOST_ISSUES = 20

type Params = Parameters<z.ZodType['safeParse']>[1]
type Members = Readonly<Record<string, unknown>>

export interface Outcome {
  readonly data?: unknown
  /** Those that are told, and perhaps more; none where it was read. */
  readonly issues: readonly z.core.$ZodIssue[]
}

/** Reads a value in one go, or in turns where it has long lists. */
export const readBy = async (schema: z.ZodType, value: unknown, params?: Params): Promise<Outcome> => {
  const lists = longListsOf(schema, value)
  if (lists.length === 0) return outcomeOf(schema.safeParse(value, params))
  const rest = outcomeOf(restOf(schema as z.ZodObject, lists).safeParse(value, params))
  const members = value as Members
  const items: Record<string, unknown[]> = {}
  const issues = [...rest.issues]
  for (const [name, element] of lists) {
    const read = await itemsOf(element, members[name] as readonly unknown[], params)
    items[name] = read.items
    for (const issue of read.issues) issues.push({ ...issue, path: [name, ...issue.path] })
  }
  if (issues.length > 0) return { issues }
  return { data: { ...(rest.data as object), ...items }, issues }
}

const outcomeOf = ({ data, error }: z.ZodSafeParseResult<unknown>): Outcome => ({
  data,
  issues: error?.issues ?? [],
})

type Lists = readonly (readonly [name: string, element: z.ZodType])[]

/** The members of an object that are longer than a piece, with the schema of their items. */
const longListsOf = (schema: z.ZodType, value: unknown): Lists => {
  // What is asked of the whole object is asked with the whole lists.
  if (!(schema instanceof z.ZodObject) || (schema.def.checks?.length ?? 0) > 0) return []
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(schema.shape).flatMap(([name, member]) => {
    const list = (value as Members)[name]
    return member instanceof z.ZodArray && Array.isArray(list) && list.length > PIECE
      ? [[name, member.element as z.ZodType] as const]
      : []
  })
}

const itemsOf = async (element: z.ZodType, list: readonly unknown[], params: Params) => {
  const schema = z.array(element)
  const items: unknown[] = []
  const issues: z.core.$ZodIssue[] = []
  for (let at = 0; at < list.length && issues.length < MOST_ISSUES; at += PIECE) {
    if (isOver()) await nextTurnIfWanted()
    const read = outcomeOf(schema.safeParse(list.slice(at, at + PIECE), params))
    for (const item of (read.data as unknown[] | undefined) ?? []) items.push(item)
    for (const issue of read.issues) {
      const [index, ...path] = issue.path
      issues.push({ ...issue, path: [at + Number(index), ...path] })
    }
  }
  return { items, issues }
}

const known = new WeakMap<z.ZodType, Map<string, z.ZodType>>()

/** The same schema without looking at the items of those lists, made once. */
const restOf = (schema: z.ZodObject, lists: Lists): z.ZodType => {
  const key = lists.map(([name]) => name).join()
  const made = known.get(schema) ?? new Map<string, z.ZodType>()
  known.set(schema, made)
  const before = made.get(key)
  if (before) return before
  const bare = lists.map(([name]) => {
    const list = schema.shape[name] as z.ZodArray
    return [name, list.clone({ ...list.def, element: z.unknown() })] as const
  })
  const rest = schema.extend(Object.fromEntries(bare))
  made.set(key, rest)
  return rest
}
