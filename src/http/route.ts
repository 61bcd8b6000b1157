/**
 * A route is a value: what it takes, what it answers, what it needs, and the one call that does it. The pipeline parses,
 * authenticates, asks Casbin and prints; OpenAPI is generated from the same values. Most routes are made with `read` and
 * `write` of `builders.ts`.
 */
import { z } from 'zod'
import type { ChangeRequest, Draft, Drafting } from '../change/commit.ts'
import type { Drafts } from '../directory/drafts.ts'
import type { Snapshot } from '../engine/snapshot.ts'
import type { Scope } from '../model/api-key.ts'
import type { Caller } from '../model/caller.ts'
import type { OrgId, Resource, Subject } from '../model/id.ts'
import type { ProblemCode } from '../model/problems.ts'
import type { Rooms } from './rooms.ts'
import { MAX_VALUES } from './steps/json.ts'

/** One question for Casbin, asked before the handler runs: may the caller do `operation` to `on`? */
export interface Need {
  readonly on: Resource
  /** Whose action the policy set names; the route's own operation when absent. */
  readonly operation?: string
  /** Another operation: whoever may do that needs nothing else. */
  readonly or?: string
  /**
   * Roles, or ways to act as an account, that the caller gives away: none may reach further than the caller does. `anything` is what decides who
   * somebody is: it reaches as far as the administrator’s role.
   */
  readonly gives?: readonly Subject[] | 'anything'
}
/** A need with its operation. */
export type Question = Need & Required<Pick<Need, 'operation'>>
type Needs = Need | readonly Need[]

/**
 * Who may call: anyone; anyone, though a credential that is sent must be valid; any valid credential; the platform operator; the
 * operator's monitoring, by a key of its own or the operator's; or accounts that Casbin allows. This is decided before the body
 * is read.
 */
export type May<P> =
  | 'anyone'
  | 'anyone or caller'
  | 'caller'
  | 'operator'
  | 'monitor'
  | ((input: { readonly params: P }) => Needs)

/** What a request may say about how its change is made. */
export type Condition = 'dry_run' | 'If-Match' | 'Kasbah-Reason' | 'Idempotency-Key'

export interface Limits {
  readonly bytes: number
  readonly values: number
}

/** Enough for most calls. A route that takes lists or files sets its own. */
const LIMITS: Limits = { bytes: 128 * 2 ** 10, values: 5_000 }
/** For texts and files: only the limit of the whole service applies. */
export const LARGE: Limits = { bytes: Number.MAX_SAFE_INTEGER, values: MAX_VALUES }

/** What a handler is given: everything parsed, the caller known, the question answered. */
export interface Input<P, Q, B> {
  readonly params: P
  readonly query: Q
  readonly body: B
  readonly caller: Caller
  /** Who makes the change, under which operation, target and conditions. Pass it on to the call that commits. */
  readonly by: ChangeRequest
  /** Of paths with `:org`. */
  readonly org: OrgId
  /** The rules on which the caller was admitted, on paths with `:org`. A change is computed from newer ones. */
  readonly view: Snapshot
  readonly requestId: string
  /** The request's bytes as they come, on routes that take lines. */
  readonly received: AsyncIterable<Uint8Array>
  /**
   * For work that goes on after the answer has begun: the credential is still valid, the caller still may, and so many units more are
   * paid for.
   * @throws Problem unauthenticated, forbidden, not_found, rate_limited
   */
  goOn(units: number): void | Promise<void>
  /** Request headers that some handler needs by name, lower case. */
  header(name: string): string | undefined
  /** Has the process answer that does what this one does not. @throws Problem not_served_here where there is none behind it */
  elsewhere(rooms: Pick<Rooms, 'handOn' | 'role'>): Promise<void>
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
  /** What a caller should know beyond the summary and what the route itself says. */
  readonly description?: string
  /** What a credential must have been issued for. */
  readonly scope: Scope | 'none'
  readonly conditions: readonly Condition[]
  /** How large a body may be, and how many values it may hold. */
  readonly limits: Limits
  readonly params: P
  readonly query: Q
  readonly body: B
  /** Of routes that take lines of JSON, however many: what each line holds. The handler reads them as they come. */
  readonly line?: z.ZodType
  /** What a body that is not JSON is refused with; `unsupported_media_type` when absent. */
  readonly otherMedia?: ProblemCode
  /** Reads the commonest bodies without the schema; undefined for any other. It must read them as the schema does. */
  readPlain?(text: string): z.output<B> | undefined
  /** Of routes whose work is one decision: it takes no turns. */
  readonly atOnce?: true
  readonly reply: z.ZodType
  /** The media type of the answer where it is not JSON. */
  readonly media?: string
  /** The status of success; 200 when absent. */
  readonly status?: number
  readonly problems: readonly ProblemCode[]
  readonly may: May<z.output<P>>
  /** Whether callers without a credential are answered where the operator opened the service to its own machine. */
  readonly openable?: true
  /** Further questions that depend on the body. */
  mayAlso?(input: { readonly params: z.output<P>; readonly body: z.output<B> }): Needs
  /** What a request costs beyond the one unit that each costs, as far as its body says it, and as far as its answer does. */
  readonly work?: {
    asked?(body: z.output<B>): number
    answered?(answer: unknown): number
  }
  /** The answer, or a promise of it. */
  handle(rooms: Rooms, input: Input<z.output<P>, z.output<Q>, z.output<B>>): unknown
}

/** What a draft is made of, whether its operation is made alone or as one of many. */
export type DraftInput<P, Q, B> = Pick<Input<P, Q, B>, 'params' | 'query' | 'body' | 'caller'>

/** Any route, its types forgotten: the pipeline hands each one what its own schemas made. */
export type AnyInput = Input<unknown, unknown, unknown>
export interface Route extends Omit<RouteSpec, 'may' | 'mayAlso' | 'handle' | 'readPlain' | 'work'> {
  readonly readPlain?: (text: string) => unknown
  readonly work?: { asked?(body: unknown): number; answered?(answer: unknown): number }
  readonly may: May<unknown>
  readonly mayAlso?: (input: { readonly params: unknown; readonly body: unknown }) => Needs
  readonly handle: (rooms: Rooms, input: AnyInput) => unknown
  /** What the operation changes, on routes that are one draft: those may stand in `POST .../changes`. */
  readonly draft?: (drafts: Drafts, input: DraftInput<unknown, unknown, unknown>) => Drafting<Draft>
}

const nothing = z.object({})
/** The parameters of a path without any. */
export const NONE: Readonly<Record<string, string>> = Object.freeze({})
/** The target of a change, from the first path parameter after the organisation. A draft may name it more precisely. */
export const targetOf = (params: unknown): string =>
  Object.entries(params as Readonly<Record<string, string>>).find(([name]) => name !== 'org')?.[1] ?? 'org'

/** A route without a body ignores one that is sent: many clients send `{}` with every request. */
export const noBody = z.undefined()

/** A spec that may leave out what it does not have: parameters, a query, a body, conditions, problems of its own. */
export type Unsaid<S extends RouteSpec, K extends keyof S = never> = Omit<
  S,
  'params' | 'query' | 'body' | 'problems' | 'conditions' | 'limits' | K
> &
  Partial<Pick<S, 'params' | 'query' | 'body' | 'problems' | 'conditions' | 'limits'>>

/** Makes a route of a spec. A query parameter that the spec does not have is refused. */
export const route = <
  P extends z.ZodObject = typeof nothing,
  Q extends z.ZodObject = typeof nothing,
  B extends z.ZodType = typeof noBody,
>(
  spec: Unsaid<RouteSpec<P, Q, B>>,
): Route =>
  ({
    params: nothing,
    body: noBody,
    problems: [],
    conditions: [],
    limits: LIMITS,
    ...spec,
    query: (spec.query ?? nothing).strict(),
  }) as unknown as Route
