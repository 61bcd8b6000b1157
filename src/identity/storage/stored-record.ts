import type { AdapterPayload } from 'oidc-provider'
import type { OidcKind, OidcRecord } from '../../ports/oidc-store.ts'
import type { RecordIds } from './record-ids.ts'

/** Lifetime of records that never expire, in seconds. */
const LONG = 400 * 24 * 3600

export const expiryOf = (seconds: number | undefined): Date => new Date(Date.now() + (seconds || LONG) * 1000)

/**
 * Fields of an interaction that name another record. The library writes that record's id there: a secret, or a handle of
 * this process. We store the record's stored id instead, and every process makes its own handle from it.
 */
const REFERENCES: Readonly<Record<string, OidcKind>> = {
  deviceCode: 'DeviceCode',
  parJti: 'PushedAuthorizationRequest',
}

/** A payload of the library as a record of the store. */
export const toRecord = (
  ids: RecordIds,
  { kind, id }: Pick<OidcRecord, 'kind' | 'id'>,
  payload: AdapterPayload,
  expiresIn: number | undefined,
): OidcRecord => {
  const { jti: _secret, consumed: _ours, ...rest } = payload
  // An interaction continues when its grant ends: somebody else may be signing in.
  const grant = kind === 'Interaction' ? undefined : payload.grantId
  const fields = {
    account: payload.accountId ?? signedInAs(payload),
    client: payload.clientId,
    grant: kind === 'Grant' ? id : grant,
    session: payload.sessionUid,
    uid: kind === 'Session' ? payload.uid : undefined,
    user_code: kind === 'DeviceCode' ? payload.userCode : undefined,
  }
  return {
    kind,
    id,
    payload: kind === 'Interaction' ? withoutSecrets(ids, rest) : rest,
    expires_at: expiryOf(expiresIn),
    ...Object.fromEntries(Object.entries(fields).filter(([, value]) => typeof value === 'string')),
  }
}

/** Who has just signed in, in an interaction that is still to go on: ending their sign-ins ends it too. */
const signedInAs = ({ result }: AdapterPayload): unknown =>
  (result as { login?: { accountId?: unknown } } | undefined)?.login?.accountId

/** A record of the store as the library's payload, under the id that the library may call it by. */
export const toPayload = (ids: RecordIds, record: OidcRecord, id?: string): AdapterPayload => ({
  ...record.payload,
  ...(record.kind === 'Interaction' ? referencesOf(record, (kind, stored) => ids.handle(kind, stored)) : {}),
  jti: id ?? ids.handle(record.kind, record.id),
  ...(record.consumed_at ? { consumed: Math.floor(record.consumed_at.getTime() / 1000) } : {}),
})

/** The library also copies the session cookie into the interaction, and never reads it back. */
const withoutSecrets = (ids: RecordIds, payload: AdapterPayload): AdapterPayload => {
  const { cookie: _secret, ...session } = (payload.session ?? {}) as unknown as Record<string, unknown>
  return {
    ...payload,
    ...(payload.session === undefined ? {} : { session: session as AdapterPayload['session'] }),
    ...referencesOf({ payload }, (kind, id) => ids.stored(kind, id)),
  }
}

const referencesOf = (
  { payload }: { readonly payload: Readonly<Record<string, unknown>> },
  translate: (kind: OidcKind, id: string) => string,
): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(REFERENCES).flatMap(([field, kind]) => {
      const id = payload[field]
      return typeof id === 'string' ? [[field, translate(kind, id)]] : []
    }),
  )
