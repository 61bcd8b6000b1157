/** The API as its own description has it, in the few terms that a client in any language needs. */
import type { Description } from '../../src/http/openapi/document.ts'

export type Schema = Readonly<Record<string, unknown>>

export interface Parameter {
  readonly name: string
  readonly required: boolean
  readonly schema: Schema
}

export interface Operation {
  readonly id: string
  readonly summary: string
  readonly method: string
  readonly path: string
  readonly params: readonly Parameter[]
  readonly query: readonly Parameter[]
  /** Headers that make a change conditional or safe to repeat: `If-Match`, `Idempotency-Key`, `Kasbah-Reason`. */
  readonly conditions: readonly string[]
  readonly canDryRun: boolean
  readonly body?: Schema
  readonly bodyRequired: boolean
  /** Absent for an answer that is text. */
  readonly reply?: Schema
}

interface Described {
  readonly operationId: string
  readonly summary: string
  readonly parameters?: readonly Schema[]
  readonly requestBody?: { readonly required?: boolean; readonly content: Readonly<Record<string, Schema>> }
  readonly responses: Readonly<Record<string, Schema>>
}

/** What clients are made for: the decisions and the admin API. AuthZEN has clients of its own; the rest is for operators. */
const IS_FOR_CLIENTS = /^\/(?:check|search|v1)\b/

export const operationsOf = (description: Description): readonly Operation[] =>
  Object.entries(description.paths)
    .filter(([path]) => IS_FOR_CLIENTS.test(path))
    .flatMap(([path, methods]) =>
      Object.entries(methods)
        .map(([method, described]) => [method, described as unknown as Described] as const)
        .filter(([, described]) => !isLines(described))
        .map(([method, described]) =>
          operationOf(description, { path, method: method.toUpperCase() }, described),
        ),
    )

/** Answered line by line: the clients have calls of their own for resources, and none for the rest. */
const isLines = ({ responses }: Described): boolean =>
  'application/x-ndjson' in ((responses['200']?.content as object | undefined) ?? {})

const operationOf = (
  description: Description,
  { path, method }: { readonly path: string; readonly method: string },
  described: Described,
): Operation => {
  const parameters = (described.parameters ?? []).map(one => resolved(description, one))
  const among = (place: string) =>
    parameters
      .filter(one => one.in === place && one.name !== 'dry_run')
      .map(({ name, required, schema }) => ({
        name: String(name),
        required: required === true,
        schema: schema as Schema,
      }))
  const body = schemaIn(described.requestBody?.content)
  const done = Object.entries(described.responses).find(([status]) => status.startsWith('2'))?.[1]
  const reply = schemaIn(done?.content as Readonly<Record<string, Schema>> | undefined)
  return {
    id: described.operationId,
    summary: described.summary,
    method,
    path,
    params: among('path'),
    query: among('query'),
    conditions: among('header').map(({ name }) => name),
    canDryRun: parameters.some(({ name }) => name === 'dry_run'),
    bodyRequired: described.requestBody?.required === true,
    ...(body ? { body } : {}),
    ...(reply ? { reply: withoutDryRun(reply) } : {}),
  }
}

const schemaIn = (content: Readonly<Record<string, Schema>> | undefined): Schema | undefined =>
  content?.['application/json']?.schema as Schema | undefined

const resolved = ({ components }: Description, one: Schema): Schema => {
  const name = refName(one)
  if (name === undefined) return one
  return (components as unknown as Readonly<Record<string, Readonly<Record<string, Schema>>>>).parameters?.[
    name
  ] as Schema
}

/** What a dry run answers is a type of its own. */
const withoutDryRun = (reply: Schema): Schema => {
  if (!Array.isArray(reply.anyOf)) return reply
  const others = (reply.anyOf as readonly Schema[]).filter(one => refName(one) !== 'DryRun')
  return others.length === 1 ? (others[0] as Schema) : { anyOf: others }
}

/** `#/components/schemas/Dataset` -> `Dataset`. */
export const refName = ({ $ref }: Schema): string | undefined =>
  typeof $ref === 'string' ? $ref.slice($ref.lastIndexOf('/') + 1) : undefined

/** Whether it changes nothing, and so may be sent again: a GET, or a question that is asked by POST. */
export const isRead = ({ method, path }: Operation): boolean =>
  method === 'GET' || /^\/(?:check|search)\b|\/(?:test|preview)$/.test(path)

/** Each problem's code with its status, as the responses of the description have them. */
export const statusesOf = (
  codes: readonly string[],
  description: Description,
): Readonly<Record<string, number>> => {
  const found = new Map<string, number>()
  for (const methods of Object.values(description.paths))
    for (const { responses } of Object.values(methods) as unknown as readonly Described[])
      for (const [status, response] of Object.entries(responses))
        for (const code of refName(response)?.split('.') ?? []) found.set(code, Number(status))
  return Object.fromEntries(
    codes.flatMap(code => (found.has(code) ? [[code, found.get(code) as number]] : [])),
  )
}
