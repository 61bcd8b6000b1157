/**
 * Telemetry owns what happens, for operators: the log, the metrics and the traces. Rooms hand it facts, through `compose.ts`; it knows no
 * room, and no fact of it reaches a caller. What happened for auditors is the audit room's.
 */
import { SpanKind, trace } from '@opentelemetry/api'
import type { DestinationStream } from 'pino'
import { createLog, type Log } from './log.ts'
import { createMetrics } from './metrics.ts'

export interface Telemetry {
  readonly log: Log
  readonly facts: Facts
  /** The metrics in Prometheus' text form. */
  metrics(): Promise<{ readonly type: string; readonly text: string }>
}

/** What rooms and adapters tell. Every function is cheap and never throws. */
export interface Facts {
  answered(fact: Answered): void
  decided(allowed: boolean): void
  /** A failure inside: with the request it was met in, if any. */
  failed(error: unknown, requestId?: string): void
  shadowed(agreed: boolean): void
  loaded(fact: { readonly seconds: number; readonly rules?: number }): void
  distrusted(reason: string): void
  holding(bytes: number): void
  storeUp(up: boolean): void
  storeRetried(): void
  changed(fact: { readonly propagated: boolean }): void
  lagged(seconds: number): void
  leased(held: boolean): void
}

export interface Answered {
  readonly operation: string
  readonly status: number
  readonly seconds: number
  readonly requestId: string
  /** The problem's stable code. */
  readonly code?: string
}

export interface TelemetryParts {
  readonly level: string
  readonly version: string
  readonly destination?: DestinationStream
}

/** Makes the log and the metrics of one process. */
export function createTelemetry({ level, version, destination }: TelemetryParts): Telemetry {
  const log = createLog(level, destination)
  const of = createMetrics(version)
  // Without an OpenTelemetry SDK in the process (`node --import`), spans go nowhere and cost next to nothing.
  const tracer = trace.getTracer('kasbah', version)
  const requests = new Map<string, { observe(seconds: number): void }>()
  const requestsOf = ({ operation, status }: Answered) => {
    const name = `${operation} ${status}`
    const known = requests.get(name) ?? of.requests.labels(operation, String(status))
    requests.set(name, known)
    return known
  }
  const facts: Facts = {
    answered: fact => {
      requestsOf(fact).observe(fact.seconds)
      if (fact.code !== undefined) of.problems.inc({ code: fact.code })
      const { operation, status, seconds } = fact
      const startTime = Date.now() - seconds * 1000
      const attributes = { 'http.response.status_code': status }
      tracer.startSpan(operation, { kind: SpanKind.SERVER, startTime, attributes }).end()
      log.debug(fact, 'answered')
    },
    decided: allowed => of.checks(allowed ? 'allow' : 'deny'),
    failed: (error, requestId) => {
      of.failures.inc()
      log.error({ err: error, ...(requestId ? { requestId } : {}) }, 'failed')
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
  }
  return {
    log,
    facts,
    metrics: async () => ({ type: of.registry.contentType, text: await of.registry.metrics() }),
  }
}
