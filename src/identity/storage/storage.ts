/**
 * The library's records in our store. Owns: which field of a payload is looked up by what, single use, and that a grant
 * ends as a change of its organisation, so that every replica knows before it is acknowledged. Does not own: what is in them.
 */
import { type Adapter, type AdapterPayload, errors } from 'oidc-provider'
import type { OidcKind, OidcRecord, OidcStore } from '../../ports/oidc-store.ts'
import { OIDC_KINDS } from '../../ports/oidc-store.ts'
import { keptDeviceCode, requireFirstAnswer } from '../device/device-codes.ts'
import { hasEnded, markDeleted } from './ended-sessions.ts'
import { noteFound, saveGrant } from './grant-saving.ts'
import type { RecordIds } from './record-ids.ts'
import { createSingleUse, type SingleUseParts } from './single-use.ts'
import { expiryOf, toPayload, toRecord } from './stored-record.ts'

export interface StorageParts extends SingleUseParts {
  readonly ids: RecordIds
  /** A registered client as the library wants it. */
  clientMetadata(id: string): Promise<AdapterPayload | undefined>
  /** Called before each look-up is answered. Limits guessing and polling. @throws an error of the library */
  guard?(kind: OidcKind, by: 'id' | 'user_code', found: OidcRecord | undefined): Promise<void>
  /** The record of a JWT access token in the request. Those are not stored. */
  presented?(kind: OidcKind, id: string): AdapterPayload | undefined
  /** Called before a session is written that begins, or goes on, with a sign-in. */
  entered?(session: OidcRecord): Promise<void>
  /** Revokes such a token; false when the id is not one. */
  withdraw?(kind: OidcKind, id: string): Promise<boolean>
}

const KINDS: ReadonlySet<string> = new Set(OIDC_KINDS)
export const createStorage =
  (parts: StorageParts) =>
  (name: string): Adapter => {
    if (!KINDS.has(name)) throw new TypeError(`unknown kind of record: ${name}`)
    const kind = name as OidcKind
    return kind === 'Client' ? clientStorage(parts) : recordStorage(parts, kind)
  }

/** Clients are managed by our own API: the library only reads them. */
const clientStorage = ({ clientMetadata }: StorageParts): Adapter => {
  const refuse = () => Promise.reject(new TypeError('clients are changed through the admin API'))
  return {
    find: clientMetadata,
    findByUid: async () => undefined,
    findByUserCode: async () => undefined,
    upsert: refuse,
    destroy: refuse,
    consume: refuse,
    revokeByGrantId: refuse,
  }
}

const recordStorage = (parts: StorageParts, kind: OidcKind): Adapter => {
  const { oidc, ids } = parts
  const { consume, presented: usable } = createSingleUse(parts)
  const stored = (id: string): string => ids.stored(kind, id)
  const loaded = (record: OidcRecord | undefined, id?: string): AdapterPayload | undefined =>
    record && toPayload(ids, record, id)

  return {
    upsert: async (id, payload, expiresIn) => {
      if (kind === 'ReplayDetection') return firstUse(oidc, stored(id), expiresIn)
      const record = toRecord(ids, { kind, id: stored(id) }, payload, expiresIn)
      if (kind === 'Grant') return saveGrant(oidc, record)
      if (kind === 'Session') await parts.entered?.(record)
      if (kind !== 'DeviceCode') return oidc.upsert(record)
      await requireFirstAnswer(oidc, record)
      await oidc.upsert(keptDeviceCode(record))
    },
    find: async id => {
      const presented = parts.presented?.(kind, id)
      if (presented) return presented
      const record = await oidc.find(kind, stored(id))
      await parts.guard?.(kind, 'id', record)
      if (record?.kind === 'Grant') noteFound(record.id)
      return (await hasEnded(oidc, record)) ? undefined : loaded(usable(record), id)
    },
    findByUid: async uid => {
      const record = await oidc.findBy(kind, 'uid', uid)
      return (await hasEnded(oidc, record)) ? undefined : loaded(record)
    },
    findByUserCode: async code => {
      const record = await oidc.findBy(kind, 'user_code', code)
      await parts.guard?.(kind, 'user_code', record)
      return loaded(record)
    },
    consume: id => consume(kind, stored(id)),
    destroy: async id => {
      if (await parts.withdraw?.(kind, id)) return
      if (kind === 'Session') await markDeleted(oidc, id, stored(id))
      if (kind !== 'Grant') return oidc.destroy(kind, stored(id))
      const account = (await oidc.find(kind, id))?.account
      if (account === undefined) return oidc.destroy(kind, id)
      return parts.endGrant(account, id)
    },
    revokeByGrantId: grant => oidc.destroyByGrant(kind, grant),
  }
}

/** Counts the use of a DPoP proof. Of two requests with one proof, the second is refused. */
const firstUse = async (oidc: OidcStore, id: string, expiresIn: number | undefined): Promise<void> => {
  const uses = await oidc.count('ReplayDetection', id, expiryOf(expiresIn))
  if (uses > 1) throw new errors.InvalidDpopProof('DPoP proof JWT Replay detected')
}
