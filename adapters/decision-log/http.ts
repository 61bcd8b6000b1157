import type { DecisionSink } from '../../src/ports/decision-sink.ts'
import { linesOf } from './lines.ts'
import { BatchRefused, type SetAside } from './set-aside.ts'
import { createSpool, LEFT_MS } from './spool.ts'

export interface HttpSinkOptions {
  /** Receives batches as `application/x-ndjson`; any 2xx status takes one. */
  readonly url: string
  /** Sent as a bearer token. */
  readonly token: string | undefined
  /** The folder of what could not be sent yet. */
  readonly spool: string
  readonly maxSpoolBytes?: number
  /** The first pause after a failure; each further one is twice as long, up to a bound. */
  readonly pauseMs?: number
  /** A receiver that takes longer for a batch gets what follows by way of the disk. */
  readonly slowMs?: number
  /** Said once when the receiver stops taking them, and once when it takes them again. */
  away(error: unknown): void
  back(): void
  /** A batch is refused again and again while others are taken. */
  setAside(batch: SetAside): void
}

const PATIENCE_MS = 5_000
const SLOW_MS = 1_000
const LONGEST_PAUSE_MS = 60_000

/** Processes that met the same failure do not come back together. */
const jittered = (ms: number): number => ms * (0.5 + Math.random())

/**
 * Sends decisions to another server. While that is away, or slow, they wait on the disk; a timer asks whether it is back, and then they
 * go first. Nobody waits for that, not the end of the process either: what comes meanwhile goes to the disk, too.
 */
export const createHttpSink = (options: HttpSinkOptions): DecisionSink => {
  const { spool: folder, maxSpoolBytes = 256 * 2 ** 20, pauseMs = 500, slowMs = SLOW_MS } = options
  const spool = createSpool({ folder, maxBytes: maxSpoolBytes, setAside: options.setAside })
  const receiver = createReceiver(options)
  const emptying = createEmptying({ spool, receiver, pauseMs })

  const put = async (text: string): Promise<void> => {
    const done = emptying.more()
    try {
      await spool.put(text)
    } finally {
      done()
    }
  }

  return {
    append: async decisions => {
      const text = linesOf(decisions)
      if (!emptying.isOver()) return put(text)
      try {
        const begun = performance.now()
        await receiver.send(text)
        if (performance.now() - begun > slowMs) emptying.more()()
      } catch (error) {
        emptying.failed(error)
        await put(text)
      }
    },
    close: emptying.close,
  }
}

type Receiver = ReturnType<typeof createReceiver>

const createReceiver = (options: HttpSinkOptions) => {
  const { away, back } = options
  let isAway = false
  return {
    isAway: () => isAway,
    send: async (text: string): Promise<void> => {
      await post(options, text)
      if (isAway) back()
      isAway = false
    },
    failed: (error: unknown): void => {
      if (!isAway) away(error)
      isAway = true
    },
  }
}

interface EmptyingParts {
  readonly spool: ReturnType<typeof createSpool>
  readonly receiver: Receiver
  readonly pauseMs: number
}

/** Sends what waits on the disk, now and when the receiver is back. */
const createEmptying = ({ spool, receiver, pauseMs }: EmptyingParts) => {
  /** Nothing waits on the disk, as far as this process knows. */
  let direct = false
  let [puts, putting, failures] = [0, 0, 0]
  let closed = false
  let timer: NodeJS.Timeout | undefined
  let working: Promise<void> | undefined

  const send = async (text: string): Promise<void> => {
    if (closed) throw new Error('the sink is closed')
    await receiver.send(text)
    failures = 0
  }

  const failed = (error: unknown): void => {
    if (closed) return
    receiver.failed(error)
    failures += 1
    later(jittered(Math.min(LONGEST_PAUSE_MS, pauseMs * 2 ** (failures - 1))))
  }

  const empty = async (): Promise<void> => {
    const before = puts
    try {
      await spool.drain(send)
      if (puts === before && putting === 0) direct = true
      else later(0)
    } catch (error) {
      failed(error)
    }
  }

  const later = (ms: number): void => {
    if (closed) return
    timer ??= setTimeout(() => {
      timer = undefined
      working ??= empty().finally(() => {
        working = undefined
      })
    }, ms).unref()
  }

  // What a process before this one could not send; and what it was sending when it was killed.
  later(pauseMs)
  const killed = setTimeout(() => later(0), LEFT_MS + pauseMs).unref()
  return {
    isOver: () => direct && working === undefined,
    failed,
    /** Something goes to the disk, and is there when what this answers is called. */
    more: () => {
      direct = false
      putting += 1
      return () => {
        putting -= 1
        puts += 1
        if (working === undefined) later(pauseMs)
      }
    },
    close: async (): Promise<void> => {
      // What waits on the disk is sent by the next process, unless it is sent at once.
      closed = receiver.isAway() || working !== undefined
      await working
      if (!direct && !closed) await empty()
      closed = true
      clearTimeout(timer)
      clearTimeout(killed)
    },
  }
}

/** Statuses of 4xx that say nothing of what was sent: it came too slowly, or too soon. */
const NOT_OF_THE_BATCH: ReadonlySet<number> = new Set([408, 429])

/** @throws Error when the receiver does not take it, BatchRefused when it says that the batch is wrong */
const post = async ({ url, token }: HttpSinkOptions, text: string): Promise<void> => {
  const reply = await fetch(url, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-ndjson',
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    },
    body: text,
    redirect: 'error',
    signal: AbortSignal.timeout(PATIENCE_MS),
  })
  await reply.body?.cancel()
  const { ok, status } = reply
  if (ok) return
  const refused = status >= 400 && status < 500 && !NOT_OF_THE_BATCH.has(status)
  throw new (refused ? BatchRefused : Error)(`the receiver of decisions answered ${status}`)
}
