/** The client: what an application asks of Kasbah, in the application's own words. */
import { type Admin, createAdmin, createTrial, type Trial } from './admin.ts'
import { type CacheOptions, createCache } from './cache.ts'
import { createDeciding, freshness } from './deciding.ts'
import { createLines, type Lines } from './lines.ts'
import type { Consistency, Decided, Question } from './questions.ts'
import { createRevisions } from './revisions.ts'
import {
  createSearching,
  type Filtered,
  type Page,
  type PageWish,
  type Resources,
  type Subjects,
} from './searching.ts'
import { type CallOptions, createSender, type SenderOptions } from './sender.ts'
import type { Outcome } from './together.ts'

export interface KasbahOptions extends SenderOptions {
  /** The organisation that is asked about when a call names none. */
  readonly org: string
  /** Remembers decisions about subjects that are named. Off when absent: a right that somebody else revokes can outlive its end by `maxAgeMs`. */
  readonly cache?: CacheOptions
}

export interface AskOptions extends CallOptions {
  readonly org?: string
  /** Absent: at least as fresh as what this client wrote. */
  readonly consistency?: Consistency
}

/** Every call fails with a `KasbahError`, or with the reason of its own `signal`. */
export interface Kasbah extends Lines {
  readonly org: string
  /** Whether it is allowed. Checks that are made in one tick are sent as one batch. */
  check(question: Question, options?: AskOptions): Promise<boolean>
  /** The same with the revision, and the reason for callers who may ask about anyone. */
  decide(question: Question, options?: AskOptions): Promise<Decided>
  /** The same with the rule that decided, and the way that leads to it. */
  explain(question: Question, options?: AskOptions): Promise<Decided>
  /** Answers in the order of the questions. One that is not understood is an `error` in its place. */
  batch(questions: readonly Question[], options?: AskOptions): Promise<Outcome<Decided>[]>
  /** Every resource of a type on which a subject may do an action. */
  list(asked: Resources, options?: AskOptions): Promise<string[]>
  listPage(asked: Resources & PageWish, options?: AskOptions): Promise<Page>
  /** Every subject that may do an action on a resource, through whatever group or role. */
  who(asked: Subjects, options?: AskOptions): Promise<string[]>
  whoPage(asked: Subjects & PageWish, options?: AskOptions): Promise<Page>
  /** Every action that a subject may do on a resource. */
  actions(
    asked: { readonly subject?: string; readonly resource: string },
    options?: AskOptions,
  ): Promise<readonly string[]>
  /** Of these resources, those on which a subject may do an action, in their order. */
  filter(asked: Filtered, options?: AskOptions): Promise<string[]>
  /** Every operation of the API by its name. Its writes are read by this client's later checks. */
  readonly admin: Admin
  /** What a change would change. */
  readonly trial: Trial
  /** For another process that must read what this client wrote: hand it over, and give it to `{ at_least_as_fresh }`. */
  token(org?: string): string | undefined
}

/** @throws TypeError, RangeError for options that cannot be */
export const createKasbah = (options: KasbahOptions): Kasbah => {
  const { org } = options
  const revisions = createRevisions()
  const sender = createSender(options)
  const parts = { send: sender.send, org, revisions }
  const admin = createAdmin(parts)
  const deciding = createDeciding({ admin, revisions, cache: options.cache && createCache(options.cache) })
  const searching = createSearching({ admin, revisions })
  const decide = (question: Question, asked?: AskOptions): Promise<Decided> => {
    const { of, call } = split(org, asked)
    return deciding.decide({ ...question, ...of }, call)
  }
  /** The same call with the options taken apart. */
  const within =
    <A, R>(ask: (of: ReturnType<typeof split>['of'], asked: A, call: CallOptions) => R) =>
    (asked: A, options?: AskOptions): R => {
      const { of, call } = split(org, options)
      return ask(of, asked, call)
    }
  return {
    org,
    decide,
    check: async (question, asked) => (await decide(question, asked)).allowed === true,
    explain: within((of, question, call) =>
      admin.check({
        body: { ...question, org: of.org, ...freshness({ revisions }, of), explain: true },
        ...call,
      }),
    ),
    batch: within(deciding.batch),
    list: within(searching.resources),
    listPage: within(searching.resourcesPage),
    who: within(searching.subjects),
    whoPage: within(searching.subjectsPage),
    actions: within(searching.actions),
    filter: within(searching.filter),
    admin,
    ...createLines({ sender, org, revisions }),
    trial: createTrial(parts),
    token: (of = org) => revisions.written(of)?.token,
  }
}

const split = (usual: string, { org = usual, consistency, signal, timeoutMs }: AskOptions = {}) => ({
  of: { org, ...(consistency === undefined ? {} : { consistency }) },
  call: { ...(signal ? { signal } : {}), ...(timeoutMs === undefined ? {} : { timeoutMs }) },
})
