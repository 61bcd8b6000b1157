import type { DecisionSink } from '../../src/ports/decision-sink.ts'
import { linesOf } from './lines.ts'
import { createSpool } from './spool.ts'

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
  /** Said once when the receiver stops taking them, and once when it takes them again. */
  away(error: unknown): void
  back(): void
}

const PATIENCE_MS = 5_000
const LONGEST_PAUSE_MS = 60_000

/** Processes that met the same failure do not come back together. */
const jittered = (ms: number): number => ms * (0.5 + Math.random())

/**
 * Sends decisions to another server. While that is away they wait on the disk; a timer asks whether it is back, and then they go first.
 * Nobody waits for that: what comes meanwhile goes to the disk, too.
 */
export const createHttpSink = (options: HttpSinkOptions): DecisionSink => {
  const { spool: folder, maxSpoolBytes = 256 * 2 ** 20, pauseMs = 500, away, back } = options
  const spool = createSpool({ folder, maxBytes: maxSpoolBytes })
  const state = { isAway: false, failures: 0, puts: 0, closed: false }
  /** Nothing waits on the disk, as far as this process knows. */
  let direct = false
  let timer: NodeJS.Timeout | undefined
  let emptying: Promise<void> | undefined

  const send = async (text: string): Promise<void> => {
    if (state.closed) throw new Error('the sink is closed')
    await post(options, text)
    if (state.isAway) back()
    Object.assign(state, { isAway: false, failures: 0 })
  }

  const failed = (error: unknown): void => {
    if (state.closed) return
    if (!state.isAway) away(error)
    state.isAway = true
    state.failures += 1
    later(jittered(Math.min(LONGEST_PAUSE_MS, pauseMs * 2 ** (state.failures - 1))))
  }

  const empty = async (): Promise<void> => {
    const before = state.puts
    try {
      await spool.drain(send)
      if (state.puts === before) direct = true
      else later(0)
    } catch (error) {
      failed(error)
    }
  }

  const later = (ms: number): void => {
    if (state.closed) return
    timer ??= setTimeout(() => {
      timer = undefined
      emptying ??= empty().finally(() => {
        emptying = undefined
      })
    }, ms).unref()
  }

  const put = async (text: string): Promise<void> => {
    direct = false
    state.puts += 1
    await spool.put(text)
    if (emptying === undefined) later(pauseMs)
  }

  // What a process before this one could not send.
  later(pauseMs)
  return {
    append: async decisions => {
      const text = linesOf(decisions)
      if (!direct || emptying !== undefined) return put(text)
      try {
        await send(text)
      } catch (error) {
        failed(error)
        await put(text)
      }
    },
    close: async () => {
      // What waits on the disk is sent by the next process, unless it is sent at once.
      state.closed = state.isAway || emptying !== undefined
      await emptying
      if (!direct && !state.closed) await empty()
      state.closed = true
      clearTimeout(timer)
    },
  }
}

/** @throws Error when the receiver does not take it */
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
  if (!reply.ok) throw new Error(`the receiver of decisions answered ${reply.status}`)
}
