import type { Context } from 'koa'
import type { ChangeRequest } from '../change/commit.ts'
import type { Snapshot } from '../engine/snapshot.ts'
import type { Caller } from '../model/caller.ts'
import type { OrgId, Subject } from '../model/id.ts'
import type { Rooms } from './rooms.ts'
import { type AnyInput, NONE, type Route, targetOf } from './route.ts'
import { answeredElsewhere } from './steps/handed-on.ts'
import type { Answer } from './steps/idempotency.ts'
import type { Account } from './steps/rate-limit.ts'

/** The caller of routes that anyone may call: no organisation, no scope, and no subject with a rule. */
const nobody: Caller = {
  kind: 'account',
  org: '' as OrgId,
  subject: '' as Subject,
  scopes: new Set(),
  via: 'token',
  credential: '',
}

/** The parsed conditions of a change. */
export type Conditions = Pick<ChangeRequest, 'dryRun' | 'expected' | 'reason'>

/**
 * One request and its answer, on the way through the pipeline. Each step fills in what it is named for and may rely on the
 * steps before it. To a handler it is its `Input`.
 */
export class Exchange implements AnyInput {
  readonly ctx: Context
  readonly begun = performance.now()
  requestId = ''
  /** Whether a proxy passed it on that is believed. */
  viaProxy = false
  /** The path, in its one spelling. */
  path = ''
  /** The decoded path parameters. */
  captured: Readonly<Record<string, string>> = NONE
  params: unknown
  query: unknown
  body: unknown
  text = ''
  caller: Caller = nobody
  conditions: Conditions = {}
  /** Asked again on the rules that a change is computed from. */
  guard: ChangeRequest['guard']
  receipt: ChangeRequest['receipt']
  /** Whether the caller was admitted. From then on `not_found` hides nothing. */
  admitted = false
  answer: Answer | undefined
  /** The text of an answer whose head is made: both go out in one write. */
  ready: { readonly text: string; readonly encoding: BufferEncoding } | undefined
  /** What the request is paid from; absent where nothing is counted. */
  account: Account | undefined
  /** Names and values. */
  limitHeaders: readonly string[] = []
  /** See {@link Input.goOn}. */
  goOn: (units: number) => void | Promise<void> = () => undefined
  /** Called when nothing of the request is under way any more. */
  leave: (() => void) | undefined
  /** True when the answer was sent: the remaining steps are left out. */
  done = false
  #route: Route | undefined
  #view: Snapshot | undefined

  constructor(ctx: Context) {
    this.ctx = ctx
  }

  /** Found by the router; there is none under the paths of a mount. */
  get route(): Route {
    if (!this.#route) throw new Error('no route was found yet')
    return this.#route
  }

  set route(route: Route) {
    this.#route = route
  }

  get routed(): boolean {
    return this.#route !== undefined
  }

  get received(): AsyncIterable<Uint8Array> {
    // Who stops reading still answers: the connection stays.
    return this.ctx.req.iterator({ destroyOnReturn: false })
  }

  get org(): OrgId {
    return (this.params as { org?: OrgId } | undefined)?.org ?? ('' as OrgId)
  }

  /** The organisation that the work counts as. */
  get whose(): string {
    return this.caller.kind === 'operator' ? this.org : this.caller.org
  }

  get view(): Snapshot {
    if (!this.#view) throw new Error(`${this.route.operation} has no organisation in its path`)
    return this.#view
  }

  set view(view: Snapshot) {
    this.#view = view
  }

  /** Whether the work is one change of one organisation: all of it holds, or none. */
  get changesOrganisation(): boolean {
    return this.route.conditions.includes('dry_run')
  }

  header(name: string): string | undefined {
    return this.ctx.get(name) || undefined
  }

  elsewhere(rooms: Pick<Rooms, 'handOn' | 'role'>): Promise<void> {
    return answeredElsewhere(rooms, this)
  }

  /** Computed on demand: only changes need it. */
  get by(): ChangeRequest {
    const { caller, guard, receipt } = this
    return {
      actor: actorOf(caller),
      operation: this.route.operation,
      target: targetOf(this.params),
      request_id: this.requestId,
      address: this.ctx.ip,
      ...(caller.kind === 'account' && caller.credential !== '' ? { credential: caller.credential } : {}),
      ...this.conditions,
      ...(receipt !== undefined && this.changesOrganisation ? { receipt } : {}),
      ...(guard === undefined ? {} : { guard }),
    }
  }
}

const actorOf = (caller: Caller): ChangeRequest['actor'] => {
  if (caller === nobody) return 'anonymous'
  return caller.kind === 'operator' ? 'operator' : caller.subject
}
