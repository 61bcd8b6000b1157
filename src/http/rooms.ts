import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Time } from '../audit/decision-reading.ts'
import type { KeptDecisions } from '../audit/kept-decisions.ts'
import type { Trail } from '../audit/trail.ts'
import type { Usage, UsageBy } from '../audit/usage.ts'
import type { Bridge } from '../bridge/bridge.ts'
import type { Directory } from '../directory/directory.ts'
import type { IdentityRoom } from '../identity/identity.ts'
import type { Presented } from '../identity/tokens/tokens.ts'
import type { Caller } from '../model/caller.ts'
import type { CertificateHeaders } from '../model/client-certificate.ts'
import type { OrgId, Resource } from '../model/id.ts'
import type { TrustedProxies } from '../model/network.ts'
import type { ProcessRole } from '../model/process-role.ts'
import type { Rule } from '../model/rule.ts'
import type { History } from '../policy/history.ts'
import type { Roles } from '../policy/own-roles.ts'
import type { Plans } from '../policy/plans/plans.ts'
import type { SetService } from '../policy/set-service.ts'
import type { ReceiptStore } from '../ports/receipt-store.ts'
import type { Pinned } from '../replica/pinned.ts'
import type { Replica } from '../replica/replica.ts'
import type { Scim } from '../scim/scim.ts'
import type { Cursors } from './search/cursor.ts'
import type { RateLimit } from './steps/rate-limit.ts'
import type { UnderWay } from './steps/under-way.ts'

/** The rooms that HTTP calls; joined in `compose.ts`. */
export interface Rooms {
  readonly replica: Replica
  /** What searches that come in pages are reading. */
  readonly pinned: Pinned
  readonly cursors: Cursors
  readonly directory: Directory
  readonly history: History
  readonly plans: Plans
  readonly roles: Roles
  readonly sets: SetService
  readonly audit: Trail
  /** As usageOf. */
  usage(org: OrgId, wish: Time & { readonly by: UsageBy }): Promise<Usage>
  readonly bridge: Bridge
  readonly scim: Scim
  /** The organisation of AuthZEN requests by callers who belong to none. */
  readonly defaultOrg?: OrgId
  /** As whom callers without a credential ask by AuthZEN; absent: they are refused. */
  readonly anyone?: Caller
  /** Without a slash at the end. */
  readonly publicUrl: string
  readonly identity: Pick<
    IdentityRoom,
    'applications' | 'clients' | 'platformClients' | 'sessions' | 'rotateKeys'
  >
  readonly receipts: ReceiptStore
  /**
   * The caller behind a credential presented from `address`; undefined when it is not valid (any more).
   * `presented` has what it may be bound to: a proof, and the certificate that a trusted proxy passed on.
   */
  authenticate(
    credential: string,
    address: string,
    presented?: Presented,
  ): Caller | undefined | Promise<Caller | undefined>
  /** Where the pages of the browser application are that a token was issued to, good or not. Absent where nothing is issued. */
  pagesOf?(token: string): Promise<readonly string[]>
  /** The person whose session at the application of that host this is. */
  applicationSession(cookie: string, host: string): Promise<Extract<Caller, { kind: 'account' }> | undefined>
  readonly operations: {
    /** Rejects while the store does not answer. */
    ready(): Promise<void>
    /** Whether the process was told to stop. */
    isLeaving(): boolean
    /** Whether this credential may read the metrics. */
    readsMetrics(credential: string): boolean
    metrics(): Promise<{ type: string; text: string }>
    readonly version: string
  }
  readonly limits: {
    /** Bytes of a request body. */
    readonly body: number
  }
  readonly rateLimit: RateLimit
  readonly underWay: UnderWay
  readonly trustedProxies: TrustedProxies
  readonly clientCertificate?: CertificateHeaders
  readonly role: ProcessRole
  /** In a process that is there for decisions: hands a request on to the one that does the rest, and its answer back. */
  readonly handOn?: HandOn
  /** Logs every decision, if the operator wants that. */
  readonly decisions?: DecisionLog
  /** The decisions that were kept, and how people are called in them where an organisation masks them. */
  readonly kept: {
    readonly decisions: KeptDecisions
    pseudonym(org: OrgId, subject: string): string
  }
  /** Facts for logs and metrics. */
  readonly observe: Observe
}

/** Resolves when the answer was passed on, or nobody waits for it any more. @throws Problem restarting, outcome_unknown */
export type HandOn = (req: IncomingMessage, res: ServerResponse, known: Known) => Promise<void>

/** What is known of a request that is handed on. */
export interface Known {
  readonly requestId: string
  /** Its body, where it was read already. Then its caller is known, too. */
  readonly text: string | undefined
}

export interface Observe {
  answered(fact: {
    operation: string
    status: number
    /** The route's path, with `:name` for its parameters. */
    route: string
    method: string
    seconds: number
    requestId: string
    code?: string
  }): void
  decided(allowed: boolean): void
  /** A defect of ours. */
  failed(error: unknown, requestId: string): void
  /** The store, or another server that we need, did not answer. */
  unavailable(error: unknown, requestId: string): void
}

export interface DecisionLog {
  note(decision: DecisionFact): void
  /** Writes what was noted. */
  write(): void
}

/** One decision as it was asked and answered. */
export type DecisionFact = {
  readonly org: OrgId
  /** A pseudonym where the organisation masks people. */
  readonly subject: string
  readonly action: string
  readonly resource: Resource
  readonly allowed: boolean
  readonly revision: number
  readonly asked_by: string
  readonly request_id: string
  readonly reason?: string
  readonly rule?: Rule
  /** The part of allowed decisions that is recorded, where that is not all. */
  readonly sample?: number
}
