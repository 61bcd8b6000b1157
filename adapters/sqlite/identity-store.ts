import type { OrgId } from '../../src/model/id.ts'
import type { IdentityStore } from '../../src/ports/identity-store.ts'
import type { Database } from './database.ts'
import {
  type Doc,
  readDomain,
  readIdentity,
  readIdentityProvider,
  readScimGroup,
  readScimToken,
} from './documents.ts'
import { cut, IN_ORG, pageById } from './paging.ts'

/** The most organisations that may all have shown that one mail domain is theirs. */
const MAX_VERIFIED = 20

export const identityStore = (db: Database): IdentityStore => ({
  ...idps(db),
  ...people(db),
  ...scim(db),
})

const idps = (db: Database): Pick<IdentityStore, 'idps' | 'idp' | 'domains' | 'verifiedDomains'> => {
  const { find, list } = documents(db)
  return {
    idps: async org =>
      list(readIdentityProvider, `SELECT doc FROM identity_providers WHERE ${IN_ORG} ORDER BY id`, org),
    idp: async (org, id) =>
      find(readIdentityProvider, `SELECT doc FROM identity_providers WHERE ${IN_ORG} AND id = ?`, org, id),

    domains: async org => list(readDomain, `SELECT doc FROM email_domains WHERE ${IN_ORG} ORDER BY id`, org),
    verifiedDomains: async domain =>
      db
        .all<Doc & { org: OrgId }>(
          `SELECT o.id AS org, d.doc AS doc FROM email_domains d JOIN organisations o ON o.n = d.org
            WHERE d.id = ? AND d.verified = 1 AND o.deleted = 0 ORDER BY o.id LIMIT ${MAX_VERIFIED}`,
          domain,
        )
        .map(({ org, doc }) => ({ org, domain: readDomain(doc) })),
  }
}

const people = (
  db: Database,
): Pick<IdentityStore, 'identity' | 'identitiesOf' | 'identities' | 'identityByUserName'> => {
  const { find, list } = documents(db)
  return {
    identity: async (org, idp, subject) =>
      find(
        readIdentity,
        `SELECT doc FROM identities WHERE ${IN_ORG} AND idp = ? AND subject = ?`,
        org,
        idp,
        subject,
      ),
    identitiesOf: async (org, account) =>
      list(
        readIdentity,
        `SELECT doc FROM identities WHERE ${IN_ORG} AND account = ? ORDER BY idp, subject`,
        org,
        account,
      ),
    identities: async (org, idp, { limit, after }) => {
      const from = after === undefined ? [] : [after]
      const items = list(
        readIdentity,
        `SELECT doc FROM identities WHERE ${IN_ORG} AND idp = ? ${from.length ? 'AND subject > ?' : ''}
          ORDER BY subject LIMIT ?`,
        org,
        idp,
        ...from,
        limit + 1,
      )
      return cut(items, limit, ({ subject }) => subject)
    },
    identityByUserName: async (org, idp, userName) =>
      find(
        readIdentity,
        `SELECT doc FROM identities WHERE ${IN_ORG} AND idp = ? AND user_name = ?`,
        org,
        idp,
        userName,
      ),
  }
}

const scim = (
  db: Database,
): Pick<IdentityStore, 'scimTokenByHash' | 'scimTokens' | 'scimGroups' | 'scimGroup'> => {
  const { find, list } = documents(db)
  return {
    scimTokenByHash: async hash => {
      const row = db.get<Doc & { org: OrgId }>(
        `SELECT o.id AS org, s.doc AS doc FROM scim_tokens s JOIN organisations o ON o.n = s.org WHERE s.hash = ?`,
        hash,
      )
      return row && { org: row.org, token: readScimToken(row.doc) }
    },
    scimTokens: async org =>
      list(readScimToken, `SELECT doc FROM scim_tokens WHERE ${IN_ORG} ORDER BY id`, org),
    scimGroups: async (org, idp, page) =>
      pageById(db, {
        select: `SELECT doc FROM scim_groups WHERE ${IN_ORG} AND idp = ?`,
        values: [org, idp],
        page,
        read: ({ doc }: Doc) => readScimGroup(doc),
      }),
    scimGroup: async (org, id) =>
      find(readScimGroup, `SELECT doc FROM scim_groups WHERE ${IN_ORG} AND id = ?`, org, id),
  }
}

/** Documents by a statement of ours: one, or every one. */
const documents = (db: Database) => ({
  find: <T>(read: (doc: string) => T, sql: string, ...values: string[]): T | undefined => {
    const row = db.get<Doc>(sql, ...values)
    return row && read(row.doc)
  },
  list: <T>(read: (doc: string) => T, sql: string, ...values: (string | number)[]): T[] =>
    db.all<Doc>(sql, ...values).map(({ doc }) => read(doc)),
})
