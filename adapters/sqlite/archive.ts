import { setImmediate as turn } from 'node:timers/promises'
import type { OrgId } from '../../src/model/id.ts'
import type { Archive, ArchiveRecord, KeptOrganisation, KeptRecord } from '../../src/ports/archive.ts'
import { fill, isEmpty, restore } from './archive-fill.ts'
import type { Database } from './database.ts'
import {
  readAccount,
  readClient,
  readDomain,
  readEvent,
  readGroup,
  readIdentity,
  readIdentityProvider,
  readInvitation,
  readKey,
  readOrganisation,
  readResource,
  readScimGroup,
  readScimToken,
  readVersion,
} from './documents.ts'
import { type Row as OidcRow, oidcRecord } from './oidc-records.ts'

/** Everything in the file, read in steps of a bounded size and written as one transaction. */
export const createArchive = (db: Database): Archive => ({
  organisations: () => organisations(db),
  records: org => records(db, org),
  installation: () => installation(db),
  empty: async () => isEmpty(db),
  fill: (all, verify) => fill(db, all, verify),
  restore: async (org, revision) => restore(db, org, revision),
})

/** Rows a step. */
const STEP = 500

type Row = Readonly<Record<string, unknown>>

interface Table {
  readonly table: string
  /** The columns that name a row, within its organisation where the table has one. */
  readonly key: readonly string[]
  readonly org?: number
}

/** Every row of a table in the order of its key, without a statement that stays open between two steps. */
async function* rows<T extends Row>(db: Database, { table, key, org }: Table): AsyncGenerator<T> {
  const columns = key.join(', ')
  const marks = key.map(() => '?').join(', ')
  let after: string[] = []
  for (;;) {
    const conditions = [
      ...(org === undefined ? [] : ['org = ?']),
      ...(after.length > 0 ? [`(${columns}) > (${marks})`] : []),
    ]
    const where = conditions.length > 0 ? `WHERE ${conditions.join(' AND ')}` : ''
    const found = db.all<T>(
      `SELECT * FROM ${table} ${where} ORDER BY ${columns} LIMIT ${STEP}`,
      ...(org === undefined ? [] : [org]),
      ...after,
    )
    yield* found
    const last = found.at(-1)
    if (!last || found.length < STEP) return
    after = key.map(name => last[name] as string)
    await turn()
  }
}

interface OrganisationRow extends Row {
  readonly head: number
  readonly changed_at: number
  readonly doc: string
}

async function* organisations(db: Database): AsyncGenerator<KeptOrganisation> {
  for await (const row of rows<OrganisationRow>(db, { table: 'organisations', key: ['id'] }))
    yield {
      organisation: readOrganisation(row.doc),
      revision: row.head,
      at: new Date(row.changed_at),
    }
}

interface RecordRow extends Row {
  readonly doc: string
  readonly last_used: number | null
}

/** Each table of an organisation's records, and what its rows are; versions after what they are of. */
const KINDS: readonly (readonly [
  table: string,
  key: readonly string[],
  read: (row: RecordRow) => KeptRecord,
])[] = [
  ['accounts', ['id'], ({ doc }) => ({ put: 'account', value: readAccount(doc) })],
  ['groups', ['id'], ({ doc }) => ({ put: 'group', value: readGroup(doc) })],
  ['resources', ['id'], ({ doc }) => ({ put: 'resource', value: readResource(doc) })],
  ['versions', ['resource', 'id'], ({ doc }) => ({ put: 'version', value: readVersion(doc) })],
  ['invitations', ['id'], ({ doc }) => ({ put: 'invitation', value: readInvitation(doc) })],
  ['api_keys', ['id'], row => ({ put: 'api_key', value: readKey(row) })],
  ['clients', ['id'], ({ doc }) => ({ put: 'client', value: readClient(doc) })],
  [
    'identity_providers',
    ['id'],
    ({ doc }) => ({ put: 'identity_provider', value: readIdentityProvider(doc) }),
  ],
  ['email_domains', ['id'], ({ doc }) => ({ put: 'email_domain', value: readDomain(doc) })],
  ['identities', ['idp', 'subject'], ({ doc }) => ({ put: 'identity', value: readIdentity(doc) })],
  ['scim_tokens', ['id'], ({ doc }) => ({ put: 'scim_token', value: readScimToken(doc) })],
  ['scim_groups', ['id'], ({ doc }) => ({ put: 'scim_group', value: readScimGroup(doc) })],
]

async function* records(db: Database, id: OrgId): AsyncGenerator<KeptRecord> {
  const org = db.get<{ n: number }>('SELECT n FROM organisations WHERE id = ?', id)?.n
  if (org === undefined) return
  for (const [table, key, read] of KINDS)
    for await (const row of rows<RecordRow>(db, { table, key, org })) yield read(row)
}

interface SetRow extends Row, Readonly<Record<'name' | 'digest' | 'texts', string>> {
  readonly installed_at: number
  readonly in_use: number
}

interface ReceiptRow extends Row {
  readonly id: string
  readonly body_hash: string
  readonly revision: number
  readonly at: number
  readonly sealed: Uint8Array | null
}

interface SecretRow extends Row {
  readonly name: string
  readonly value: string
  readonly version: number
}

async function* installation(db: Database): AsyncGenerator<ArchiveRecord> {
  for await (const { name, value, version } of rows<SecretRow>(db, { table: 'secrets', key: ['name'] }))
    yield { of: 'secret', value: { name, value, version } }
  for await (const row of rows<SetRow>(db, { table: 'policy_sets', key: ['name', 'digest'] }))
    yield { of: 'set', value: setOf(row), in_use: row.in_use === 1 }
  for await (const { id, body_hash, revision, at, sealed } of rows<ReceiptRow>(db, {
    table: 'receipts',
    key: ['id'],
  })) {
    const answer = sealed === null ? {} : { sealed }
    yield { of: 'receipt', value: { id, body_hash, revision, at: new Date(at), ...answer } }
  }
  for await (const { doc } of rows<RecordRow>(db, { table: 'audit', key: ['n'] }))
    yield { of: 'event', value: readEvent(doc) }
  for await (const row of rows<Row & OidcRow & { count: number | null }>(db, { table: 'oidc', key: ['n'] }))
    yield { of: 'sign_in', value: oidcRecord(row), ...(row.count === null ? {} : { count: row.count }) }
}

const setOf = ({ name, digest, installed_at, texts }: SetRow) => ({
  name,
  digest,
  installed_at: new Date(installed_at),
  texts: JSON.parse(texts),
})
