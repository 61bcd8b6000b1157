/**
 * Sends what waits, the oldest first, and stops at the first batch that is not taken. One that is refused for what it is, again and again, is
 * passed over; where another is taken then, it is tried once more and set aside. So a receiver that refuses everything, for a token that ended,
 * has nothing set aside.
 */
import { BatchRefused } from './set-aside.ts'

/** @throws BatchRefused for a batch that is wrong, any other error where the receiver is not there */
export type Take = (text: string) => Promise<void>

interface DrainParts {
  names(): Promise<readonly string[]>
  handOver(name: string, take: Take): Promise<boolean>
  aside(name: string, why: BatchRefused): Promise<void>
}

/** So often a batch is refused before those behind it are tried. */
const MOST_REFUSALS = 5

export const createDrain = ({ names, handOver, aside }: DrainParts) => {
  /** How often each batch was refused here. */
  const refusals = new Map<string, number>()

  const attempt = async (name: string, take: Take): Promise<boolean> => {
    try {
      const taken = await handOver(name, take)
      refusals.delete(name)
      return taken
    } catch (error) {
      if (error instanceof BatchRefused) refusals.set(name, (refusals.get(name) ?? 0) + 1)
      throw error
    }
  }

  const lastTry = async (name: string, take: Take): Promise<void> => {
    try {
      await attempt(name, take)
    } catch (error) {
      if (!(error instanceof BatchRefused)) throw error
      refusals.delete(name)
      await aside(name, error)
    }
  }

  return async (take: Take): Promise<void> => {
    const passed: string[] = []
    let taken = false
    for (const name of await names()) {
      if ((refusals.get(name) ?? 0) >= MOST_REFUSALS) passed.push(name)
      else if (await attempt(name, take)) taken = true
    }
    if (passed.length === 0) return
    if (!taken) {
      refusals.clear()
      throw new BatchRefused('the receiver of decisions takes nothing that waits')
    }
    for (const name of passed) await lastTry(name, take)
  }
}
