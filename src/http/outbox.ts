import { whenTurnEnds } from '../engine/turns.ts'
import type { Exchange } from './exchange.ts'
import type { DecisionLog } from './rooms.ts'

/** How long an answer waits for those of the same turn of the event loop, in milliseconds. */
const MOST_MS = 1

interface OutboxParts {
  /** Their log is written before the answers are. */
  readonly decisions: Pick<DecisionLog, 'write'> | undefined
  /** Called when an answer was written. */
  written(exchange: Exchange): void
}

/**
 * Writes answers together: those that were made ready in one turn of the event loop go out at its end. A write wakes the one who
 * reads it, and costs several times as much when each answer has to do that alone: under load that was more than half of a check.
 */
export const createOutbox = ({ decisions, written }: OutboxParts) => {
  let waiting: Exchange[] = []
  let since = 0

  const flush = (): void => {
    const all = waiting
    waiting = []
    decisions?.write()
    for (const exchange of all) {
      const { ctx, ready } = exchange
      ctx.res.end(ready?.text, ready?.encoding ?? 'utf8')
      written(exchange)
    }
  }

  return {
    add: (exchange: Exchange): void => {
      waiting.push(exchange)
      if (waiting.length === 1) {
        since = performance.now()
        whenTurnEnds(flush)
      } else if (performance.now() - since > MOST_MS) flush()
    },
  }
}
