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
  /** The receiver does not take them; said once until it does again. */
  failed(error: unknown): void
}

const PATIENCE_MS = 5_000
/** After a failure the server is left alone for so long; what comes meanwhile goes to the spool at once. */
const REST_MS = 2_000

/** Sends decisions to another server. While that is away they wait on the disk, and go first when it is back. */
export const createHttpSink = ({
  url,
  token,
  spool: folder,
  maxSpoolBytes = 256 * 2 ** 20,
  failed,
}: HttpSinkOptions): DecisionSink => {
  const spool = createSpool({ folder, maxBytes: maxSpoolBytes })
  let restsUntil = 0
  let away = false

  const send = async (text: string): Promise<void> => {
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

  return {
    append: async decisions => {
      const text = linesOf(decisions)
      if (Date.now() < restsUntil) return spool.put(text)
      try {
        await spool.drain(send)
        await send(text)
        away = false
      } catch (error) {
        if (!away) failed(error)
        away = true
        restsUntil = Date.now() + REST_MS
        await spool.put(text)
      }
    },
  }
}
