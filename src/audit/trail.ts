/**
 * The audit room owns the trail for auditors. The store writes the line of a change in the change's own transaction. This room
 * writes refusals, which change nothing, and reads the trail.
 */
import type { AuditEvent } from '../model/audit.ts'
import type { Authorship } from '../model/change.ts'
import { ORG, type OrgId, type Subject } from '../model/id.ts'
import type { Page, PageRequest } from '../model/page.ts'
import { freshInOrder } from '../model/unique.ts'
import type { AuditFilter, AuditStore } from '../ports/audit-store.ts'
import type { RecordStore } from '../ports/record-store.ts'
import { createRefusalLimit, type Untold } from './refusal-limit.ts'
import { type Verification, type VerifyParts, type VerifyWish, verifyTrail } from './verifying.ts'

/** The most lines that wait to be written, or are being written: a flood of them, or a slow store, must not fill memory. */
const MAX_WAITING = 10_000
const WRITE_EVERY_MS = 1_000

export type Trail = ReturnType<typeof createTrail>

interface TrailParts extends VerifyParts {
  readonly store: AuditStore
  readonly records: Pick<RecordStore, 'find'>
  failed(error: unknown): void
}

export const createTrail = (parts: TrailParts) => {
  const limit = createRefusalLimit()
  let waiting: Noted[] = []
  let held = 0
  let usesNoted = new Set<string>()
  let written: Promise<void> = Promise.resolve()

  /** Resolves when everything noted so far is written. */
  const flush = (): Promise<void> => {
    if (waiting.length === 0) return written
    const batch = waiting
    waiting = []
    usesNoted = new Set()
    written = written
      .then(() => writeNoted(parts, batch))
      .catch(parts.failed)
      .finally(() => {
        held -= batch.length
      })
    return written
  }

  const note = (noted: Noted): void => {
    if (held >= MAX_WAITING) return
    held += 1
    waiting.push(noted)
  }
  const refused = (ofSupport: boolean, org: OrgId, by: Authorship, code: string): void => {
    const at = parts.store.noted()
    if (limit.takes({ org, actor: by.actor, code }, at.getTime()))
      note({ line: lineOf(org, by, { at, outcome: 'refused', code }), ofSupport })
  }
  /** Notes how many refusals have no line of their own. */
  const tell = (all: boolean): void => {
    const at = parts.store.noted()
    for (const untold of limit.told(at.getTime(), all)) note({ line: moreOf(untold, at), ofSupport: false })
  }
  const timer = setInterval(() => {
    tell(false)
    void flush()
  }, WRITE_EVERY_MS).unref()

  return {
    /** The newest first. */
    query: async (org: OrgId, filter: AuditFilter, page: PageRequest): Promise<Page<AuditEvent>> => {
      tell(false)
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
      if (usesNoted.has(kind)) return
      usesNoted.add(kind)
      const line = lineOf(org, { ...by, operation: USED }, { at: parts.store.noted(), outcome: 'done' })
      note({ line, ofSupport: true })
    },

    /**
     * Notes that something was refused. It is written within a second or two and may be lost in a crash. Of a flood the first have
     * lines of their own, and the others are one line a minute that says how many they were.
     */
    refused: (org: OrgId, by: Authorship, code: string): void => refused(false, org, by, code),

    /** The same of what is on record of support access alone, such as a read. */
    supportRefused: (org: OrgId, by: Authorship, code: string): void => refused(true, org, by, code),

    close: (): Promise<void> => {
      clearInterval(timer)
      tell(true)
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

/** The operation of a line about refusals that have none of their own. */
const MORE = 'moreRefused'

const moreOf = ({ org, actor, code, count }: Untold, at: Date): AuditEvent =>
  lineOf(
    org,
    { actor, operation: MORE, target: ORG, reason: `${count} more were refused` },
    { at, outcome: 'refused', code },
  )

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
