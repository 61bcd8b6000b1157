import cluster, { type Worker } from 'node:cluster'
import { fileURLToPath } from 'node:url'
import type { Config } from '../../config/config.ts'
import { DECIDE } from '../../model/process-role.ts'
import type { Line } from '../../ports/line.ts'
import type { Log } from '../../telemetry/log.ts'
import { type Explained, FailedElsewhere } from '../explain-failure.ts'
import { leanFlags } from '../lean.ts'
import type { createCollecting } from './collecting.ts'
import { decidingConfig, WITHOUT_SECRETS } from './for-deciding.ts'
import { lineToWorker, tellWorker } from './lines.ts'
import type { Made, Task, ToPrimary, ToWorker } from './messages.ts'

export interface HandParts {
  readonly config: Config
  readonly log: Log
  /** The embedded store, which this process owns; absent where each worker opens the store itself. */
  readonly owner?: { readonly file: string; admit(line: Line): void }
  readonly collecting: ReturnType<typeof createCollecting>
  /** The socket file on which requests are handed on. */
  readonly socket: string
  /** What the start of another worker has made for this one. */
  readonly forDeciding?: Made['forDeciding']
  /** Tells all workers but one. */
  tellOthers(than: Worker, message: ToWorker): void
}

/** One worker process. */
export interface Hand {
  /** Its own among those that live. */
  readonly name: string
  readonly task: Task
  readonly worker: Worker
  readonly begunAt: number
  /** When it last said something, by the monotonic clock. */
  heardAt: number
  /** Whether it has said that it answers requests. */
  isReady: boolean
  /** Resolves when it answers requests, with what its start has made. @throws FailedElsewhere */
  readonly ready: Promise<Made>
  /** Resolves when the process has ended, with the signal or the exit code. */
  readonly ended: Promise<string | number>
  /** Ends it without asking. */
  end(): void
}

/** A process; or why the system gives none: it has no descriptors, processes or memory left. */
const forked = (log: Log, name: string): Worker | Error => {
  // Each worker accepts for itself. A connection that this process had accepted for a worker that ends would stay open with nobody
  // behind it.
  cluster.schedulingPolicy = cluster.SCHED_NONE
  cluster.setupPrimary({
    exec: fileURLToPath(new URL('process.ts', import.meta.url)),
    args: [],
    execArgv: leanFlags(),
    serialization: 'advanced',
  })
  try {
    const worker = cluster.fork(WITHOUT_SECRETS)
    // With nobody to hear it, this would end the process that all others depend on.
    worker.on('error', error => log.error({ of: name, err: error }, 'a worker could not be begun, or told'))
    return worker.process.pid === undefined ? new Error('the system gives no process') : worker
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error))
  }
}

/** Begins a worker. @returns an error where the system gives no process */
export const startHand = (parts: HandParts, { name, task }: Pick<Hand, 'name' | 'task'>): Hand | Error => {
  const worker = forked(parts.log, name)
  if (worker instanceof Error) return worker
  const ready = Promise.withResolvers<Made>()
  const ended = Promise.withResolvers<string | number>()
  // A worker that ends before it is ready fails its start; after that this changes nothing.
  ready.promise.catch(() => undefined)
  const failed = (explained: Explained) => ready.reject(new FailedElsewhere(explained))
  worker.process.once('exit', (code, signal) => {
    const why = signal ?? code ?? 'unknown'
    ended.resolve(why)
    failed({ lines: [`a worker ended before it was ready (${why})`], exitCode: 1 })
  })
  const begunAt = performance.now()
  const hand: Hand = {
    name,
    task,
    worker,
    begunAt,
    heardAt: begunAt,
    isReady: false,
    ready: ready.promise,
    ended: ended.promise,
    end: () => void worker.process.kill('SIGKILL'),
  }
  parts.owner?.admit(lineToWorker(worker))
  worker.on('message', (said: ToPrimary) => {
    hand.heardAt = performance.now()
    if (said.say === 'ready') {
      hand.isReady = true
      ready.resolve(said)
    } else if (said.say === 'failed') failed(said.explained)
    else answer(parts, hand, said)
  })
  return hand
}

/** What a worker asks of the primary process. What is for the store goes over its line. */
const answer = (
  { config, owner, collecting, socket, forDeciding, tellOthers }: HandParts,
  { worker, name, task }: Hand,
  said: ToPrimary,
): void => {
  if (said.say === 'hello')
    tellWorker(worker, {
      say: 'start',
      config: task === DECIDE ? decidingConfig(config) : config,
      worker: name,
      task,
      socket,
      ...(task === DECIDE && forDeciding ? { forDeciding } : {}),
      ...(owner && { file: owner.file }),
    })
  if (said.say === 'used') tellOthers(worker, said)
  if (said.say === 'collected') collecting.answered(said.id, said.metrics)
  if (said.say === 'metrics')
    void collecting.all().then(text => tellWorker(worker, { say: 'metrics', id: said.id, ...text }))
}
