/**
 * A route is a value: what it takes, what it answers, what it needs, and the one call that does it. The stack in
 * `app.ts` parses, authenticates, asks Casbin and prints; OpenAPI is generated from the same values.
 */
import { z } from 'zod'
import type { ChangeRequest } from '../change/commit.ts'
import type { Caller } from '../model/caller.ts'
import type { OrgId, Resource } from '../model/id.ts'
import type { ProblemCode } from '../model/problems.ts'
import type { Rooms } from './rooms.ts'

/** One question for Casbin, asked before the handler runs: may the caller do `operation` to `on`? */
export interface Need {
  readonly on: Resource
  /** Whose action the policy set names; the route's own operation when absent. */
  readonly operation?: string
}

/**
 * Who may call: anyone at all; anyone, though a credential that is sent must be valid; any valid credential; the platform
 * operator; or whoever Casbin allows.
 */
export type May<I> =
  | 'anyone'
  | 'anyone or caller'
  | 'caller'
  | 'operator'
  | ((input: I) => Need | readonly Need[])

/** What a handler is given: everything parsed, the caller known, the question answered. */
export interface Input<P, Q, B> {
  readonly params: P
  readonly query: Q
  readonly body: B
  readonly caller: Caller
  /** Who, which operation, on what and under which conditions: hand it on to whatever commits. */
  readonly by: ChangeRequest
  /** Present on paths with `:org`. */
  readonly org: OrgId
  readonly requestId: string
  /** Request headers that some handler needs by name, lower case. */
  header(name: string): string | undefined
}

export interface RouteSpec<
  P extends z.ZodType = z.ZodType,
  Q extends z.ZodType = z.ZodType,
  B extends z.ZodType = z.ZodType,
> {
  /** OpenAPI's operationId, and the name under which the policy set says what this call needs. */
  readonly operation: string
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  /** With `:name` for each parameter. */
  readonly path: string
  readonly tag: string
  readonly summary: string
  readonly params: P
  readonly query: Q
  readonly body: B
  readonly reply: z.ZodType
  /** The media type of the answer where it is not JSON. */
  readonly media?: string
  /** The status of success; 200 when absent. */
  readonly status?: number
  readonly problems: readonly ProblemCode[]
  may: May<Input<z.output<P>, z.output<Q>, z.output<B>>>
  handle(rooms: Rooms, input: Input<z.output<P>, z.output<Q>, z.output<B>>): Promise<unknown>
}

/** Any route, its types forgotten: the stack hands each one what its own schemas made. */
export type AnyInput = Input<unknown, unknown, unknown>
export interface Route extends Omit<RouteSpec, 'may' | 'handle'> {
  readonly may: May<AnyInput>
  readonly handle: (rooms: Rooms, input: AnyInput) => Promise<unknown>
}

const nothing = z.object({})
/** A route without a body refuses none: many a client sends `{}` with everything, and whatever is sent is not read. */
export const noBody = z.undefined()

type Optional<P extends z.ZodType, Q extends z.ZodType, B extends z.ZodType> = Omit<
  RouteSpec<P, Q, B>,
  'params' | 'query' | 'body' | 'problems'
> & {
  readonly params?: P
  readonly query?: Q
  readonly body?: B
  readonly problems?: readonly ProblemCode[]
}

/** Makes a route of a spec, filling in "no parameters, no query, no body". */
export const route = <
  P extends z.ZodType = typeof nothing,
  Q extends z.ZodType = typeof nothing,
  B extends z.ZodType = typeof noBody,
>(
  spec: Optional<P, Q, B>,
): Route => ({ params: nothing, query: nothing, body: noBody, problems: [], ...spec }) as unknown as Route
