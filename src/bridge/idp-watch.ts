/** Looks at every IdP of the installation: reads metadata that is due, and counts what somebody has to look after. */
import { X509Certificate } from 'node:crypto'
import type { OrgId } from '../model/id.ts'
import { type Idp, isDraft } from '../model/idp.ts'
import type { RecordStore } from '../ports/record-store.ts'
import type { Turns } from '../ports/turns.ts'
import { type MetadataReadings, type MetadataState, sourceOf } from './metadata-readings.ts'

const DAY = 24 * 60 * 60 * 1000
const SOON = 30 * DAY
/** Metadata is read at least once a day: this long without is more than one mishap. */
const LONG = 2 * DAY

/** How many IdPs need somebody. */
export interface IdpCounts {
  /** Their last certificate, or ours towards them, ends within thirty days or has ended. */
  readonly certificates_ending: number
  /** Their metadata could not be read for two days, or ends within two. */
  readonly metadata_unread: number
}

export interface IdpWatchParts {
  readonly records: Pick<RecordStore, 'organisations' | 'all'>
  readonly readings: Pick<MetadataReadings, 'readIfDue'>
  readonly turns: Turns
  failed(error: unknown): void
  now(): Date
}

const PAGE = 500

export const createIdpWatch =
  (parts: IdpWatchParts) =>
  async (signal?: AbortSignal): Promise<IdpCounts> => {
    let [certificates_ending, metadata_unread] = [0, 0]
    for await (const { org, idp } of enabledIdps(parts)) {
      const state = await readIfDue(parts, org, idp, signal)
      certificates_ending += areEnding(idp, parts.now()) ? 1 : 0
      metadata_unread += isUnread(idp, state, parts.now()) ? 1 : 0
    }
    return { certificates_ending, metadata_unread }
  }

async function* enabledIdps({ records, turns }: Pick<IdpWatchParts, 'records' | 'turns'>) {
  let after: string | undefined
  do {
    const page = await records.organisations({ limit: PAGE, ...(after === undefined ? {} : { after }) })
    for (const { id } of page.items) {
      // An embedded store answers at once: without this all organisations would be gone through in one go.
      if (turns.isOver()) await turns.nextTurn()
      for (const idp of await records.all('identity_provider', id)) if (idp.enabled) yield { org: id, idp }
    }
    after = page.next
  } while (after !== undefined)
}

/** One that cannot be read now keeps none of the others waiting. */
const readIfDue = ({ readings, failed }: IdpWatchParts, org: OrgId, idp: Idp, signal?: AbortSignal) =>
  readings.readIfDue(org, idp, signal).catch((error: unknown) => {
    if (signal?.aborted) throw error
    failed(error)
    return undefined
  })

export const isUnread = (idp: Idp, state: MetadataState | undefined, now: Date): boolean => {
  if (!sourceOf(idp)) return false
  const read = state?.read_at ?? idp.updated_at
  const until = state?.valid_until
  return (
    now.getTime() - read.getTime() > LONG || (until !== undefined && until.getTime() - now.getTime() < LONG)
  )
}

/** Of several certificates the one that ends last counts: the others are of keys that were replaced. */
const areEnding = ({ connection, sp_certificate }: Idp, now: Date): boolean => {
  if (isDraft(connection)) return false
  const theirs = connection.protocol === 'saml' ? connection.settings.certificates : []
  const ours = connection.protocol === 'saml' ? sp_certificate : connection.settings.client_certificate
  return [theirs, ours === undefined ? [] : [ours]].some(group => {
    const ends = group.map(endOf).filter(end => end !== undefined)
    return ends.length > 0 && Math.max(...ends) - now.getTime() < SOON
  })
}

const endOf = (text: string): number | undefined => {
  const bare = text.replace(/-----(?:BEGIN|END) CERTIFICATE-----/g, '').replace(/\s+/g, '')
  try {
    return new X509Certificate(Buffer.from(bare, 'base64')).validToDate.getTime()
  } catch {
    return undefined
  }
}
