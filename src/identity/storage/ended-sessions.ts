import { Provider } from 'oidc-provider'
import { markOf, sessionMark } from '../../change/sign-ins.ts'
import type { OidcRecord, OidcStore } from '../../ports/oidc-store.ts'

/** A request that began earlier may save an ended session again. It stays ended. */
export const hasEnded = async (oidc: OidcStore, record: OidcRecord | undefined): Promise<boolean> =>
  record?.kind === 'Session' &&
  record.uid !== undefined &&
  (await oidc.find('Denial', sessionMark(record.uid))) !== undefined

/** The library deletes a session under its old id when it takes a new one. Any other deletion ends the session, and marks it. */
export const markDeleted = async (oidc: OidcStore, id: string, stored: string): Promise<void> => {
  const renamed = (Provider.ctx?.oidc.session as { oldId?: string } | undefined)?.oldId === id
  const uid = renamed ? undefined : (await oidc.find('Session', stored))?.uid
  if (uid === undefined) return
  const { token, expires_at } = markOf(uid)
  await oidc.upsert({ kind: 'Denial', id: token, payload: {}, expires_at })
}
