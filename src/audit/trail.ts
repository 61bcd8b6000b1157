/**
 * The audit room owns the trail for auditors. The store writes the line of a change in the change's own transaction. This room
 * writes refusals, which change nothing, and reads the trail.
 */
import type { AuditEvent } from '../model/audit.ts'
import type { Authorship } from '../model/change.ts'
import type { OrgId, Subject } from '../model/id.ts'
import type { Page, PageRequest } from '../model/page.ts'
import { freshInOrder } from '../model/unique.ts'
import type { AuditFilter, AuditStore } from '../ports/audit-store.ts'
import type { RecordStore } from '../ports/record-store.ts'
import { type Verification, type VerifyParts, type VerifyWish, verifyTrail } from './verifying.ts'

/** The most refusals that wait to be written: a flood of them must fill neither memory nor, from one caller, the trail. */
const MAX_WAITING = 10_000
const MAX_OF_ONE = 100
const WRITE_EVERY_MS = 1_000

export type Trail = ReturnType<typeof createTrail>

interface TrailParts extends VerifyParts {
  readonly store: AuditStore
  readonly records: Pick<RecordStore, 'find'>
  failed(error: unknown): void
}

export const createTrail = (parts: TrailParts) => {
  let waiting: Noted[] = []
  let waitingOf = new Map<string, number>()
  let usesNoted = new Set<string>()
  let written: Promise<void> = Promise.resolve()

  /** Resolves when everything noted so far is written. */
  const flush = (): Promise<void> => {
    if (waiting.length === 0) return written
    const batch = waiting
    waiting = []
    waitingOf = new Map()
    usesNoted = new Set()
    written = written.then(() => writeNoted(parts, batch)).catch(parts.failed)
    return written
  }

  /** Whether one more of this caller is taken before the next writing. */
  const hasRoom = (caller: string): boolean => {
    const noted = waitingOf.get(caller) ?? 0
    waitingOf.set(caller, noted + 1)
    return noted < MAX_OF_ONE && waiting.length < MAX_WAITING
  }
  const refused = (ofSupport: boolean, org: OrgId, by: Authorship, code: string): void => {
    if (!hasRoom(`${org} ${by.actor}`)) return
    waiting.push({ line: lineOf(org, by, { at: parts.store.noted(), outcome: 'refused', code }), ofSupport })
  }
  const timer = setInterval(() => void flush(), WRITE_EVERY_MS).unref()

  return {
    /** The newest first. */
    query: async (org: OrgId, filter: AuditFilter, page: PageRequest): Promise<Page<AuditEvent>> => {
      await flush()
      return parts.store.query(org, filter, page)
    },

    /** As verifyTrail. */
    verify: async (org: OrgId, wish: VerifyWish): Promise<Verification | undefined> => {
      await flush()
      return verifyTrail(parts, org, wish)
    },

    /** Notes a use of support access. Of uses of one kind in one writing, a second or two, there is one line. */
    used: (org: OrgId, by: Authorship): void => {
      const kind = [org, by.actor, by.target, by.reason].join(' ')
      if (usesNoted.has(kind) || waiting.length >= MAX_WAITING) return
      usesNoted.add(kind)
      const line = lineOf(org, { ...by, operation: USED }, { at: parts.store.noted(), outcome: 'done' })
      waiting.push({ line, ofSupport: true })
    },

    /**
     * Notes that a change was refused. It is written within a second or two and may be lost in a crash. More than a hundred
     * refusals of one caller in a second are not noted.
     */
    refused: (org: OrgId, by: Authorship, code: string): void => refused(false, org, by, code),

    /** The same of what is on record of support access alone, such as a read. */
    supportRefused: (org: OrgId, by: Authorship, code: string): void => refused(true, org, by, code),

    close: (): Promise<void> => {
      clearInterval(timer)
      return flush()
    },
  }
}

/** A line on its way; one of support access is written only if its account is of support access, which its name alone does not say. */
interface Noted {
  readonly line: AuditEvent
  readonly ofSupport: boolean
}

const writeNoted = async (
  { store, records }: Pick<TrailParts, 'store' | 'records'>,
  noted: readonly Noted[],
): Promise<void> => {
  const ordinary = new Map<string, boolean>()
  const lines: AuditEvent[] = []
  for (const { line, ofSupport } of noted) {
    const key = `${line.org} ${line.actor}`
    if (ofSupport && !ordinary.has(key)) ordinary.set(key, await isOrdinary(records, line))
    if (!(ofSupport && ordinary.get(key))) lines.push(line)
  }
  if (lines.length > 0) await store.append(lines)
}

/** Support access that has ended meanwhile left no account: its uses are on record all the same. */
const isOrdinary = async (records: TrailParts['records'], { org, actor }: AuditEvent): Promise<boolean> =>
  (await records.find('support_access', org, actor as Subject)) === undefined &&
  (await records.find('account', org, actor as Subject)) !== undefined

/** The operation of a line about a use of support access. */
const USED = 'useSupportAccess'

const lineOf = (
  org: OrgId,
  { actor, operation, target, reason, request_id, credential, address }: Authorship,
  what: Pick<AuditEvent, 'at' | 'outcome' | 'code'>,
): AuditEvent => ({
  ...what,
  id: freshInOrder(),
  org,
  actor,
  operation,
  target,
  ...(reason === undefined ? {} : { reason }),
  ...(request_id === undefined ? {} : { request_id }),
  ...(credential === undefined ? {} : { credential }),
  ...(address === undefined ? {} : { address }),
  subjects: [...new Set([actor, target])],
})
