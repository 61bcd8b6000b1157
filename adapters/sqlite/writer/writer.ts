/**
 * The one connection that writes. In a file it lives on a thread of its own, so that the thread that answers requests never
 * waits for the disk; in memory there is no disk, and it is the connection of the reads. Where several processes share the
 * file, it lives in the one that owns it.
 */
import type { AuditEvent } from '../../../src/model/audit.ts'
import type { Writing } from '../apply.ts'
import type { Pruning } from '../audit-lines.ts'
import type { Channel } from './channel.ts'
import { type Answer, errorOf, type Outcome, type Request } from './request.ts'
import type { Ran, Statement } from './statement.ts'

export interface Writer {
  /** Resolves when all of them are on the disk, in the order asked. @throws what they throw, StoreUnavailable */
  run(...statements: Statement[]): Promise<readonly Ran[]>
  /** Resolves with the time that the change is dated by. @throws as PolicyStore.apply */
  change(writing: Writing): Promise<Date>
  /** As AuditStore.append and AuditStore.prune. */
  append(events: readonly AuditEvent[]): Promise<void>
  prune(pruning: Pruning): Promise<number>
  /** @throws StoreUnavailable when nothing can be written any more */
  ready(): void
  /** Resolves when what was asked before is done. */
  close(): Promise<void>
}

export const writerOver = (channel: Channel): Writer => {
  const ask = async (request: Request): Promise<Answer> => answerOf(await channel.ask(request))
  return {
    run: async (...statements) => {
      const answer = await ask({ do: 'statements', statements })
      return 'ran' in answer ? answer.ran : []
    },
    change: async writing => {
      const answer = await ask({ do: 'change', writing })
      return 'at' in answer ? answer.at : writing.record.at
    },
    append: async events => {
      await ask({ do: 'lines', events })
    },
    prune: async pruning => {
      const answer = await ask({ do: 'prune', pruning })
      return 'lines' in answer ? answer.lines : 0
    },
    ready: channel.ready,
    close: channel.close,
  }
}

const answerOf = (outcome: Outcome): Answer => {
  if ('refusal' in outcome) throw errorOf(outcome.refusal)
  return outcome.answer
}
