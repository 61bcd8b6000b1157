/** Every operation of the API by its name, typed from the API's own description. */
import { type DryRun, OPERATIONS, type Operations, type Sent, type Written } from './api.generated.ts'
import type { Revisions } from './revisions.ts'
import type { CallOptions, Send } from './sender.ts'

type Name = keyof Operations

/** How a change is made; each is a header of the request. */
export interface ChangeOptions {
  /** Only if the organisation is still at this revision: `ProblemError` `revision_mismatch` otherwise. */
  readonly ifMatch?: number
  /** Why: kept in the audit trail. */
  readonly reason?: string
  /** A POST without one gets a fresh one, so that it can be sent again after a 503. */
  readonly idempotencyKey?: string
}

type Body<N extends Name> = Operations[N]['body'] extends undefined
  ? unknown
  : undefined extends Operations[N]['body']
    ? { readonly body?: Exclude<Operations[N]['body'], undefined> }
    : { readonly body: Operations[N]['body'] }

export type Input<N extends Name> = Readonly<Operations[N]['params']> &
  Readonly<Operations[N]['query']> &
  Body<N> &
  (Operations[N]['org'] extends true ? { readonly org?: string } : unknown) &
  (Operations[N]['dryRun'] extends true ? ChangeOptions : unknown) &
  CallOptions

/** Operations that need no input may be called without. */
type Arguments<I> = object extends I ? [input?: I] : [input: I]

export type Admin = {
  readonly [N in Name]: (...input: Arguments<Input<N>>) => Promise<Operations[N]['reply']>
}
/** The changes that can be tried: each answers what it would change, and changes nothing. */
export type Trial = {
  readonly [N in Name as Operations[N]['dryRun'] extends true ? N : never]: (
    ...input: Arguments<Input<N>>
  ) => Promise<DryRun>
}

interface AnyInput extends ChangeOptions, CallOptions {
  readonly org?: string
  readonly body?: unknown
}

export interface AdminParts {
  readonly send: Send
  readonly org: string
  readonly revisions: Revisions
}

export const createAdmin = (parts: AdminParts): Admin => operations(parts, []) as unknown as Admin
export const createTrial = (parts: AdminParts): Trial =>
  operations(parts, ['dry_run=true']) as unknown as Trial

const operations = (parts: AdminParts, query: readonly string[]) =>
  Object.fromEntries(
    Object.entries(OPERATIONS).map(([name, sent]) => [
      name,
      (input: AnyInput = {}) => called(parts, sent, input, query),
    ]),
  )

const called = async (
  { send, org: usual, revisions }: AdminParts,
  { method, path, query, read, once }: Sent,
  input: AnyInput,
  more: readonly string[],
): Promise<unknown> => {
  const { org = usual, body, ifMatch, reason, signal, timeoutMs } = input
  const idempotencyKey = once
    ? (input.idempotencyKey ?? (method === 'POST' ? crypto.randomUUID() : undefined))
    : undefined
  const values = { ...input, org } as unknown as Readonly<Record<string, unknown>>
  const answer = await send(
    {
      method,
      path: filled(path, values) + queryOf(query, values, more),
      ...(body === undefined ? {} : { body }),
      headers: {
        ...(ifMatch === undefined ? {} : { 'If-Match': `"${ifMatch}"` }),
        ...(reason === undefined ? {} : { 'Kasbah-Reason': inBytes(reason) }),
        ...(idempotencyKey === undefined ? {} : { 'Idempotency-Key': idempotencyKey }),
      },
      repeatable: read === true || method !== 'POST' || idempotencyKey !== undefined,
    },
    { ...(signal ? { signal } : {}), ...(timeoutMs === undefined ? {} : { timeoutMs }) },
  )
  if (read !== true && more.length === 0)
    noteWritten(revisions, path.includes('{org}') ? org : undefined, answer)
  return answer
}

const noteWritten = (revisions: Revisions, org: string | undefined, answer: unknown): void => {
  const { id, revision, token } = (answer ?? {}) as Partial<Written> & { readonly id?: string }
  // A new organisation is named by its answer.
  const of = org ?? id
  if (of !== undefined && typeof revision === 'number' && typeof token === 'string')
    revisions.wrote(of, { revision, token })
}

/** @throws TypeError for a name that a URL cannot carry: `.` and `..` would be read as another path. */
export const filled = (path: string, values: Readonly<Record<string, unknown>>): string =>
  path.replace(/\{(\w+)\}/g, (_, name: string) => {
    const value = values[name]
    if (typeof value !== 'string' || value === '' || value === '.' || value === '..')
      throw new TypeError(`${name} is missing, or no id`)
    return encodeURIComponent(value).replaceAll('%40', '@').replaceAll('%3A', ':')
  })

const queryOf = (
  names: readonly string[],
  values: Readonly<Record<string, unknown>>,
  more: readonly string[],
): string => {
  const pairs = names
    .filter(name => values[name] !== undefined)
    .map(name => `${name}=${encodeURIComponent(String(values[name]))}`)
  const all = [...pairs, ...more]
  return all.length === 0 ? '' : `?${all.join('&')}`
}

/** A header holds bytes: a reason may be in any language. */
export const inBytes = (text: string): string => String.fromCharCode(...new TextEncoder().encode(text))
