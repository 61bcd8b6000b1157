/** Reads the operations of a PATCH request (RFC 7644, section 3.5.2). Entra ID capitalises `op`. */
import { z } from 'zod'
import { ScimFault } from './fault.ts'
import { type Filter, parseFilter } from './filter.ts'
import { isJson, valueIn } from './json.ts'
import { type AttributePath, parsePath } from './path.ts'
import type { Work } from './work.ts'

const MAX_OPERATIONS = 1_000
const MAX_PATH = 1_000

const Operation = z.object({
  op: z
    .string()
    .max(10)
    .transform(op => op.toLowerCase())
    .pipe(z.enum(['add', 'replace', 'remove'])),
  path: z.string().max(MAX_PATH).optional(),
  value: z.unknown().optional(),
})
export type Operation = z.output<typeof Operation>
export type Op = Operation['op']

const PatchBody = z.object({ Operations: z.array(Operation).min(1).max(MAX_OPERATIONS) })

/** @throws ScimFault invalidSyntax */
export const readOperations = (body: unknown): readonly Operation[] => {
  const operations = isJson(body) ? valueIn(body, 'Operations') : undefined
  if (Array.isArray(operations) && operations.length > MAX_OPERATIONS)
    throw new ScimFault(400, `A request has at most ${MAX_OPERATIONS} operations.`, 'tooMany')
  const parsed = PatchBody.safeParse({ Operations: operations })
  if (!parsed.success)
    throw new ScimFault(400, '`Operations` must be a list of add, replace and remove.', 'invalidSyntax')
  return parsed.data.Operations
}

export interface Target {
  readonly path: AttributePath
  readonly filter?: Filter
  /** The sub-attribute after the filter. */
  readonly sub?: string
}

/** @throws ScimFault invalidPath, invalidFilter */
export const targetOf = (text: string, work: Work): Target => {
  work.spend(text.length)
  const [, before, filter, sub] = /^([^[\]]+)\[(.*)\](?:\.([\w$-]+))?$/.exec(text) ?? []
  if (before === undefined || filter === undefined) return { path: parsePath(text) }
  return {
    path: parsePath(before),
    filter: parseFilter(filter),
    ...(sub === undefined ? {} : { sub: parsePath(sub)[0] ?? sub }),
  }
}
