/**
 * Telemetry owns what operators see: the log, the metrics and the traces. Rooms hand it facts, through `compose.ts`. It knows no
 * room, and callers see nothing of it. The trail for auditors is the audit room's.
 */
import { SpanKind, type Tracer, trace } from '@opentelemetry/api'
import type { DestinationStream } from 'pino'
import { createDecisionLog, type DecisionLog } from './decision-log.ts'
import { createLog, type Log, standardError } from './log.ts'
import { createLogLimit } from './log-limit.ts'
import type { CollectedMetrics } from './merged-metrics.ts'
import { createMetrics } from './metrics.ts'

export interface Telemetry {
  readonly log: Log
  readonly decisions: DecisionLog
  readonly facts: TelemetryFacts
  /** The metrics in Prometheus' text form. */
  metrics(): Promise<{ readonly type: string; readonly text: string }>
  /** The same as values, to be merged with those of other processes. */
  collected(): Promise<CollectedMetrics>
}

/** Facts from rooms and adapters. Every function is cheap and never throws. */
export interface TelemetryFacts {
  answered(fact: Answered): void
  decided(allowed: boolean): void
  /** A defect of ours, with the request that met it, if any. */
  failed(error: unknown, requestId?: string): void
  /** Something that we need did not answer: our store, mostly. */
  unavailable(error: unknown, requestId?: string): void
  /**
   * A sign-in, sign-out or token that was rightly refused, by stable code, without the person. `reason` is the code of what was
   * wrong.
   */
  refused(code: string, reason?: string): void
  shadowed(agreed: boolean): void
  loaded(fact: { readonly org: string; readonly seconds: number }): void
  distrusted(reason: string): void
  holding(bytes: number): void
  storeUp(up: boolean): void
  storeRetried(): void
  changed(fact: { readonly propagated: boolean }): void
  lagged(seconds: number): void
  leased(held: boolean): void
  /** How many rules end within seven days. */
  rulesEnding(count: number): void
  /** How many identity providers need somebody. */
  idpsCounted(counts: IdpCounts): void
  /** How many of them fail here again and again. */
  idpsFailing(count: number): void
  /** A sign-out by SAML's single logout, by where it began and what came of it. */
  idpSignedOut(fact: {
    readonly begun: 'here' | 'idp'
    readonly outcome: 'whole' | 'partial' | 'failed'
  }): void
  /** Decisions that a sink could not take, and that are recorded nowhere else. */
  decisionsLost(sink: string, count: number): void
  /** Decisions that a sink refused again and again, and that are put aside on the disk. */
  decisionsSetAside(sink: string, count: number): void
}

export interface IdpCounts {
  readonly certificates_ending: number
  readonly metadata_unread: number
}

export interface Answered {
  readonly operation: string
  readonly method: string
  readonly route: string
  readonly status: number
  readonly seconds: number
  readonly requestId: string
  /** The problem's stable code. */
  readonly code?: string
}

export interface TelemetryParts {
  readonly level: string
  readonly version: string
  /** Labels lines and metrics, where several processes serve together. */
  readonly worker?: string
  readonly destination?: DestinationStream
}

const ofRequest = (request_id: string | undefined) => (request_id === undefined ? {} : { request_id })

const lineOf = ({ requestId, ...fact }: Answered) => ({ ...fact, request_id: requestId })

/** Makes the log and the metrics of one process. */
export function createTelemetry({
  level,
  version,
  worker,
  destination = standardError(),
}: TelemetryParts): Telemetry {
  const log = createLog(level, destination, worker)
  const of = createMetrics(version)
  if (worker !== undefined) of.registry.setDefaultLabels({ worker })
  // Without an OpenTelemetry SDK in the process (`node --import`) there is nobody to hand spans to.
  const tracer = trace.getTracer('kasbah', version)
  const told = level === 'debug' || level === 'trace'
  const traced = tracer.startSpan('start').isRecording()
  const mayLog = createLogLimit(20)
  const facts: TelemetryFacts = {
    answered: fact => {
      const { operation, status, seconds, code } = fact
      of.requests.observe(operation, status, seconds)
      if (code !== undefined) of.problems.inc({ code })
      if (traced) span(tracer, fact)
      if (told) log.debug(lineOf(fact), 'answered')
    },
    decided: allowed => of.checks(allowed ? 'allow' : 'deny'),
    failed: (error, requestId) => {
      of.failures.inc()
      log.error({ err: error, ...ofRequest(requestId) }, 'failed')
    },
    unavailable: (error, requestId) => log.warn({ err: error, ...ofRequest(requestId) }, 'unavailable'),
    refused: (code, reason) => {
      of.refusals.inc({ code })
      if (mayLog()) log.info({ code, ...(reason === undefined ? {} : { reason }) }, 'refused a sign-in')
    },
    shadowed: agreed => {
      of.shadow(agreed ? 'agree' : 'disagree')
      if (!agreed) log.error('a memoised verdict disagrees with Casbin')
    },
    loaded: fact => {
      of.loads.observe(fact.seconds)
      log.debug(fact, 'loaded an organisation')
    },
    distrusted: reason => {
      of.reloads.inc({ reason })
      log.warn({ reason }, 'what is held in memory must be read again')
    },
    holding: bytes => of.snapshotBytes.set(bytes),
    storeUp: up => of.storeUp.set(up ? 1 : 0),
    storeRetried: () => of.storeRetries.inc(),
    changed: ({ propagated }) => of.changes.inc({ propagated: String(propagated) }),
    lagged: seconds => of.lag.set(seconds),
    leased: held => of.lease.set(held ? 1 : 0),
    rulesEnding: count => of.rulesEnding.set(count),
    idpsCounted: counts => {
      of.idpCertificates.set(counts.certificates_ending)
      of.idpMetadata.set(counts.metadata_unread)
    },
    idpsFailing: count => of.idpsFailing.set(count),
    idpSignedOut: fact => of.idpSignOuts.inc(fact),
    ...ofDecisions(of),
  }
  return {
    log,
    decisions: createDecisionLog(level, destination, worker),
    facts,
    metrics: async () => ({ type: of.registry.contentType, text: await of.registry.metrics() }),
    collected: () => of.registry.getMetricsAsJSON(),
  }
}

const ofDecisions = (of: ReturnType<typeof createMetrics>) => ({
  decisionsLost: (sink: string, count: number) => of.decisionsLost.inc({ sink }, count),
  decisionsSetAside: (sink: string, count: number) => of.decisionsSetAside.inc({ sink }, count),
})

const span = (tracer: Tracer, { operation, method, route, status, seconds }: Answered): void => {
  const startTime = Date.now() - seconds * 1000
  const attributes = {
    'http.request.method': method,
    'http.route': route,
    'http.response.status_code': status,
  }
  tracer.startSpan(operation, { kind: SpanKind.SERVER, startTime, attributes }).end()
}
