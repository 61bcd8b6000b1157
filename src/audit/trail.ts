/**
 * The audit room owns what happened, for auditors. What changed something is written by the store in the change's own
 * transaction; here are the refusals, which changed nothing, and the reading.
 */
import type { AuditEvent } from '../model/audit.ts'
import type { Authorship } from '../model/change.ts'
import type { OrgId } from '../model/id.ts'
import type { Page, PageRequest } from '../model/page.ts'
import { freshInOrder } from '../model/unique.ts'
import type { AuditFilter, AuditStore } from '../ports/audit-store.ts'

/** The most refusals that wait to be written: a flood of them must not fill memory. */
const MAX_WAITING = 10_000
const WRITE_EVERY_MS = 1_000

export type Trail = ReturnType<typeof createTrail>

export const createTrail = (parts: { store: AuditStore; now(): Date; failed(error: unknown): void }) => {
  let waiting: AuditEvent[] = []

  const flush = async (): Promise<void> => {
    const batch = waiting
    waiting = []
    if (batch.length > 0) await parts.store.append(batch).catch(parts.failed)
  }
  const timer = setInterval(() => void flush(), WRITE_EVERY_MS).unref()

  return {
    /** The newest first. */
    query: async (org: OrgId, filter: AuditFilter, page: PageRequest): Promise<Page<AuditEvent>> => {
      await flush()
      return parts.store.query(org, filter, page)
    },

    /** Notes that a change was refused. Written within a second or two; may be lost in a crash. */
    refused: (
      org: OrgId,
      { actor, operation, target, reason, request_id }: Authorship,
      code: string,
    ): void => {
      if (waiting.length >= MAX_WAITING) return
      waiting.push({
        id: freshInOrder(),
        org,
        at: parts.now(),
        outcome: 'refused',
        actor,
        operation,
        target,
        code,
        ...(reason === undefined ? {} : { reason }),
        ...(request_id === undefined ? {} : { request_id }),
      })
    },

    close: (): Promise<void> => {
      clearInterval(timer)
      return flush()
    },
  }
}
