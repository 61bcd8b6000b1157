/**
 * The library's records in our store. Owns: which field of a payload is looked up by what, single use, and that a grant
 * ends as a change of its organisation, so that every replica knows before it is acknowledged. Does not own: what is in them.
 */
import { type Adapter, type AdapterPayload, errors, Provider } from 'oidc-provider'
import { markOf, sessionMark } from '../../change/sign-outs.ts'
import type { OidcKind, OidcRecord, OidcStore } from '../../ports/oidc-store.ts'
import { OIDC_KINDS } from '../../ports/oidc-store.ts'
import type { RecordIds } from './record-ids.ts'

export interface StorageParts {
  readonly oidc: OidcStore
  readonly ids: RecordIds
  /** A registered client as the library wants it. */
  clientMetadata(id: string): Promise<AdapterPayload | undefined>
  /** Ends everything under a grant, as a change of the account's organisation. */
  endGrant(account: string, grant: string): Promise<void>
  /** Told of each look-up before it is answered: guards against guessing and polling. @throws an error of the library */
  guard?(kind: OidcKind, by: 'id' | 'user_code', found: OidcRecord | undefined): Promise<void>
  /** A record that is not stored but stands in the request itself: an access token that is a JWT. */
  presented?(kind: OidcKind, id: string): AdapterPayload | undefined
  /** Asked before such a record is destroyed; true when it was one. */
  withdraw?(kind: OidcKind, id: string): Promise<boolean>
}

const KINDS: ReadonlySet<string> = new Set(OIDC_KINDS)
/** How long a record is kept whose kind never expires. */
const LONG = 400 * 24 * 3600

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
  const stored = (id: string): string => ids.stored(kind, id)
  const loaded = (record: OidcRecord | undefined, id?: string): AdapterPayload | undefined =>
    record && {
      ...record.payload,
      jti: id ?? ids.handle(kind, record.id),
      ...(record.consumed_at ? { consumed: Math.floor(record.consumed_at.getTime() / 1000) } : {}),
    }

  return {
    upsert: async (id, payload, expiresIn) => {
      if (kind === 'ReplayDetection') await firstUse(oidc, stored(id), expiresIn)
      else await oidc.upsert(asRecord(kind, stored(id), payload, expiresIn))
    },
    find: async id => {
      const presented = parts.presented?.(kind, id)
      if (presented) return presented
      const record = await oidc.find(kind, stored(id))
      await parts.guard?.(kind, 'id', record)
      return (await isOver(oidc, record)) ? undefined : loaded(record, id)
    },
    findByUid: async uid => {
      const record = await oidc.findBy(kind, 'uid', uid)
      return (await isOver(oidc, record)) ? undefined : loaded(record)
    },
    findByUserCode: async code => {
      const record = await oidc.findBy(kind, 'user_code', code)
      await parts.guard?.(kind, 'user_code', record)
      return loaded(record)
    },
    consume: async id => {
      // The library has read the record before it asks: only a compare-and-set tells the first of two.
      if (!(await oidc.consume(kind, stored(id), new Date()))) throw new errors.InvalidGrant('already used')
    },
    destroy: async id => {
      if (await parts.withdraw?.(kind, id)) return
      if (kind === 'Session') await markSession(oidc, id, stored(id))
      if (kind !== 'Grant') return oidc.destroy(kind, stored(id))
      const account = (await oidc.find(kind, id))?.account
      if (account === undefined) return oidc.destroy(kind, id)
      return parts.endGrant(account, id)
    },
    revokeByGrantId: grant => oidc.destroyByGrant(kind, grant),
  }
}

/** A session that was ended, and saved again by a request that had begun before: it stays ended. */
const isOver = async (oidc: OidcStore, record: OidcRecord | undefined): Promise<boolean> =>
  record?.kind === 'Session' &&
  record.uid !== undefined &&
  (await oidc.find('Denial', sessionMark(record.uid))) !== undefined

/** A session that changes its id is deleted under the old one; any other deletion is its end. */
const markSession = async (oidc: OidcStore, id: string, stored: string): Promise<void> => {
  const renamed = (Provider.ctx?.oidc.session as { oldId?: string } | undefined)?.oldId === id
  const uid = renamed ? undefined : (await oidc.find('Session', stored))?.uid
  if (uid === undefined) return
  const { token, expires_at } = markOf(uid)
  await oidc.upsert({ kind: 'Denial', id: token, payload: {}, expires_at })
}

/** Two requests with one proof at the same moment: one of them is first. */
const firstUse = async (oidc: OidcStore, id: string, expiresIn: number | undefined): Promise<void> => {
  const uses = await oidc.count('ReplayDetection', id, new Date(Date.now() + (expiresIn || LONG) * 1000))
  if (uses > 1) throw new errors.InvalidDpopProof('DPoP proof JWT Replay detected')
}

const asRecord = (
  kind: OidcKind,
  id: string,
  payload: AdapterPayload,
  expiresIn: number | undefined,
): OidcRecord => {
  const { jti: _secret, consumed: _ours, ...rest } = payload
  // An interaction goes on when the grant it found is ended: somebody else is just signing in.
  const grant = kind === 'Interaction' ? undefined : payload.grantId
  const fields = {
    account: payload.accountId,
    client: payload.clientId,
    grant: kind === 'Grant' ? id : grant,
    session: payload.sessionUid,
    uid: kind === 'Session' ? payload.uid : undefined,
    user_code: kind === 'DeviceCode' ? payload.userCode : undefined,
  }
  return {
    kind,
    id,
    payload: rest,
    expires_at: new Date(Date.now() + (expiresIn || LONG) * 1000),
    ...Object.fromEntries(Object.entries(fields).filter(([, value]) => typeof value === 'string')),
  }
}
