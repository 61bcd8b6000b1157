/** How most routes are made: what every read, and every change of an organisation, has in common is said here once. */
import { z } from 'zod'
import type { Answered, Answering, Changed, Committed, Draft, Drafting } from '../change/commit.ts'
import type { Drafts } from '../directory/drafts.ts'
import { DryRun, Write, written } from './admin/written.ts'
import type { Rooms } from './rooms.ts'
import {
  type Condition,
  type DraftInput,
  type Input,
  type noBody,
  type Route,
  type RouteSpec,
  route,
  type Unsaid,
} from './route.ts'

const nothing = z.object({})

/** A read: GET, with a credential of scope `read`. */
export const read = <
  P extends z.ZodObject = typeof nothing,
  Q extends z.ZodObject = typeof nothing,
  B extends z.ZodType = typeof noBody,
>(
  spec: Unsaid<RouteSpec<P, Q, B>, 'method' | 'scope'>,
): Route => route<P, Q, B>({ ...spec, method: 'GET', scope: 'read' } as Unsaid<RouteSpec<P, Q, B>>)

const CHANGE: readonly Condition[] = ['dry_run', 'If-Match', 'Kasbah-Reason', 'Idempotency-Key']

interface WriteSpec<P extends z.ZodObject, Q extends z.ZodObject, B extends z.ZodType, M extends Committed>
  extends Unsaid<RouteSpec<P, Q, B>, 'scope' | 'reply' | 'handle'> {
  /** Only for routes that need no scope. */
  readonly scope?: 'none'
  /** The state that is answered beside what every write answers; nothing when absent. */
  readonly reply?: z.ZodType
  handle(rooms: Rooms, input: Input<z.output<P>, z.output<Q>, z.output<B>>): Promise<M>
  /** Prints the new state from what was committed. After a commit nothing is read, because that could fail. */
  state?(made: M, input: Input<z.output<P>, z.output<Q>, z.output<B>>, rooms: Rooms): object | Promise<object>
}

/**
 * A change of an organisation, with a credential of scope `write`. It honours `dry_run`, `If-Match`, `Kasbah-Reason` and
 * `Idempotency-Key`, and answers the new state with its revision.
 */
export const write = <
  M extends Committed,
  P extends z.ZodObject = typeof nothing,
  Q extends z.ZodObject = typeof nothing,
  B extends z.ZodType = typeof noBody,
>({
  reply = nothing,
  state,
  handle,
  ...spec
}: WriteSpec<P, Q, B, M>): Route => {
  const { conditions = CHANGE, problems = [] } = spec
  return route({
    ...spec,
    scope: spec.scope ?? 'write',
    conditions,
    query: conditions.includes('dry_run') ? (spec.query ?? nothing).extend(DryRun.shape) : spec.query,
    reply: reply === nothing ? Write : reply.and(Write),
    problems: conditions.includes('If-Match') ? [...problems, 'revision_mismatch'] : problems,
    async handle(rooms: Rooms, input: Input<z.output<P>, z.output<Q>, z.output<B>>) {
      const made = await handle(rooms, input)
      return { ...(await state?.(made, input, rooms)), ...written(made) }
    },
  } as unknown as Unsaid<RouteSpec<P, Q, B>>)
}

/** What is answered of a change, by what its draft answers. */
type Made<D extends Draft> = D extends Answering<infer A> ? Answered<A> : Changed

interface ChangeSpec<
  P extends z.ZodObject,
  Q extends z.ZodObject,
  B extends z.ZodType,
  D extends Draft,
  M extends Committed,
> extends Omit<WriteSpec<P, Q, B, M>, 'handle' | 'scope'> {
  draft(drafts: Drafts, input: DraftInput<z.output<P>, z.output<Q>, z.output<B>>): Drafting<D>
  /** How it is made alone, where that may take several changes; by its draft when absent. */
  alone?(rooms: Rooms, input: Input<z.output<P>, z.output<Q>, z.output<B>>): Promise<M>
}

/**
 * A change that is one draft. It is made alone by its own route, or with others by `POST /v1/orgs/{org}/changes`: what is asked
 * of Casbin and what is drafted is the same.
 */
export const change = <
  D extends Draft,
  P extends z.ZodObject = typeof nothing,
  B extends z.ZodType = typeof noBody,
  Q extends z.ZodObject = typeof nothing,
  M extends Committed = Made<D>,
>({
  draft,
  alone,
  ...spec
}: ChangeSpec<P, Q, B, D, M>): Route => {
  const byDraft = ({ directory }: Rooms, input: Input<z.output<P>, z.output<Q>, z.output<B>>) =>
    directory.changes.one(input.org, input.by, drafts => draft(drafts, input))
  const made = write<Committed, P, Q, B>({ ...spec, handle: alone ?? byDraft } as unknown as WriteSpec<
    P,
    Q,
    B,
    Committed
  >)
  return { ...made, draft: draft as unknown as NonNullable<Route['draft']> }
}
