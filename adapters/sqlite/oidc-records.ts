import type { OrgId } from '../../src/model/id.ts'
import { type Ended, printAccountId } from '../../src/model/identity.ts'
import type { OidcKind, OidcRecord } from '../../src/ports/oidc-store.ts'
import { parsed } from './documents.ts'
import { type Statement, statement } from './writer/statement.ts'

type Looked = 'account' | 'client' | 'session' | 'uid' | 'user_code'

/** A record of the provider as a row: null where it says nothing. */
export type Row = Readonly<Record<Looked | 'grant_id', string | null>> & {
  readonly kind: OidcKind
  readonly id: string
  readonly payload: string
  readonly consumed_at: number | null
  readonly expires_at: number
}

export const oidcRecord = (row: Row): OidcRecord => ({
  kind: row.kind,
  id: row.id,
  payload: parsed<OidcRecord['payload']>(row.payload, 'sign-ins'),
  ...given('account', row.account),
  ...given('client', row.client),
  ...given('grant', row.grant_id),
  ...given('session', row.session),
  ...given('uid', row.uid),
  ...given('user_code', row.user_code),
  ...given('consumed_at', row.consumed_at === null ? null : new Date(row.consumed_at)),
  expires_at: new Date(row.expires_at),
})

const given = <K extends string, T>(name: K, value: T | null): Partial<Record<K, T>> =>
  value === null ? {} : ({ [name]: value } as Record<K, T>)

/** Writing the record again keeps a use that was noted. */
export const putOidc = (record: OidcRecord): Statement =>
  statement(
    `INSERT INTO oidc (kind, id, payload, account, client, grant_id, session, uid, user_code, consumed_at, expires_at)
     VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)
     ON CONFLICT (kind, id) DO UPDATE SET payload = ?3, account = ?4, client = ?5, grant_id = ?6, session = ?7, uid = ?8,
       user_code = ?9, consumed_at = coalesce(consumed_at, ?10), expires_at = ?11`,
    ...columns(record),
  )

const columns = (record: OidcRecord): readonly (string | number | null)[] => [
  record.kind,
  record.id,
  JSON.stringify(record.payload),
  record.account ?? null,
  record.client ?? null,
  record.grant ?? null,
  record.session ?? null,
  record.uid ?? null,
  record.user_code ?? null,
  record.consumed_at?.getTime() ?? null,
  record.expires_at.getTime(),
]

/** Like {@link putOidc}, but only over a record that is there. One statement, so that no ending comes in between. */
export const replaceOidc = (record: OidcRecord, now: Date): Statement =>
  statement(
    `UPDATE oidc SET payload = ?3, account = ?4, client = ?5, grant_id = ?6, session = ?7, uid = ?8, user_code = ?9,
       consumed_at = coalesce(consumed_at, ?10), expires_at = ?11
     WHERE kind = ?1 AND id = ?2 AND expires_at > ?12`,
    ...columns(record),
    now.getTime(),
  )

/** Deletes what was issued under these sign-ins, with the change that ends them. */
export const endings = (org: OrgId, of: Ended): Statement[] => {
  switch (of.by) {
    case 'subject':
      return [statement('DELETE FROM oidc WHERE account = ?', printAccountId(org, of.subject))]
    case 'subjects':
      return [
        statement(
          'DELETE FROM oidc WHERE account IN (SELECT value FROM json_each(?))',
          JSON.stringify(of.subjects.map(subject => printAccountId(org, subject))),
        ),
      ]
    case 'client':
      return [statement('DELETE FROM oidc WHERE client = ?', of.client)]
    case 'session':
      return [
        statement("DELETE FROM oidc WHERE kind = 'Session' AND uid = ?", of.session),
        ...(of.alone ? [] : [statement('DELETE FROM oidc WHERE session = ?', of.session)]),
      ]
    case 'grant':
      return [
        statement("DELETE FROM oidc WHERE kind = 'Grant' AND id = ?", of.grant),
        statement('DELETE FROM oidc WHERE grant_id = ?', of.grant),
      ]
    case 'token':
      return [putOidc({ kind: 'Denial', id: of.token, payload: {}, expires_at: of.expires_at })]
  }
}
