import type { Turns } from '../../../src/ports/turns.ts'

/** So often it is looked at whether somebody still waits. */
const LOOK_MS = 200

/**
 * Runs a call that may take long for whoever asked. Once nobody waits for it, the driver closes the connection, and the server ends the work.
 * @throws what `turns` throws where nobody waits
 */
export const whileWanted = async <T>(
  turns: Turns | undefined,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> => {
  const stop = new AbortController()
  const look = () => void turns?.nextTurn().catch(unwanted => stop.abort(unwanted))
  const timer = setInterval(look, LOOK_MS).unref()
  try {
    return await work(stop.signal)
  } finally {
    clearInterval(timer)
  }
}
