import type { Kasbah } from '../../compose.ts'
import type { Config } from '../../config/config.ts'
import type { ADMIN, DECIDE } from '../../model/process-role.ts'
import type { CollectedMetrics } from '../../telemetry/merged-metrics.ts'
import type { Explained } from '../explain-failure.ts'

/** What a worker is there for: decisions, on the public port; or all the rest, which is handed on to it. */
export type Task = typeof DECIDE | typeof ADMIN

/** What the primary process says to a worker. */
export type ToWorker =
  | {
      readonly say: 'start'
      readonly config: Config
      /** Its name in the log and the metrics. */
      readonly worker: string
      readonly task: Task
      /** The socket file on which requests are handed on. */
      readonly socket: string
      /** What one that decides need not work out. */
      readonly forDeciding?: ForDeciding
      /** The file of an embedded store, which the primary owns. */
      readonly file?: string
    }
  | { readonly say: 'stop' }
  /** A message on the line of the store. */
  | { readonly say: 'store'; readonly message: unknown }
  /** Answer your metrics. */
  | { readonly say: 'collect'; readonly id: number }
  | ({ readonly say: 'metrics'; readonly id: number } & MetricsText)
  | UsedMessage

/** What the start of a worker has made, for people and for other workers. */
export type Made = Pick<Kasbah, 'firstKey' | 'forDeciding'>
type ForDeciding = NonNullable<Made['forDeciding']>

/** What a worker says to the primary process. */
export type ToPrimary =
  /** It listens for messages. */
  | { readonly say: 'hello' }
  /** It answers requests. */
  | ({ readonly say: 'ready' } & Made)
  | { readonly say: 'failed'; readonly explained: Explained }
  /** Its thread runs. */
  | { readonly say: 'alive' }
  | { readonly say: 'store'; readonly message: unknown }
  | { readonly say: 'collected'; readonly id: number; readonly metrics: CollectedMetrics }
  /** Answer the metrics of all workers. */
  | { readonly say: 'metrics'; readonly id: number }
  | UsedMessage

/** What callers used in one worker: told to all others. */
interface UsedMessage {
  readonly say: 'used'
  readonly used: readonly (readonly [key: string, units: number])[]
}

export interface MetricsText {
  readonly type: string
  readonly text: string
}

/** How often a worker says that it is alive. */
export const ALIVE_EVERY_MS = 1_000
