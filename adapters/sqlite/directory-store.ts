import type { OrgId } from '../../src/model/id.ts'
import type { DirectoryStore } from '../../src/ports/directory-store.ts'
import type { Database } from './database.ts'
import { type Doc, readAccount, readGroup, readInvitation, readOrganisation } from './documents.ts'
import { IN_ORG, pageById } from './paging.ts'

export const directoryStore = (db: Database): DirectoryStore => {
  const one = <T>(sql: string, values: readonly string[], read: (doc: string) => T): T | undefined => {
    const row = db.get<Doc>(sql, ...values)
    return row && read(row.doc)
  }

  return {
    organisation: async id =>
      one('SELECT doc FROM organisations WHERE id = ? AND deleted = 0', [id], readOrganisation),
    organisations: async page =>
      pageById(db, {
        select: 'SELECT doc FROM organisations WHERE deleted = 0',
        values: [],
        page,
        read: ({ doc }: Doc) => readOrganisation(doc),
      }),
    organisationsOf: async id =>
      db
        .all<{ org: OrgId }>(
          `SELECT o.id AS org FROM accounts a JOIN organisations o ON o.n = a.org
            WHERE a.id = ? AND o.deleted = 0 ORDER BY o.id`,
          id,
        )
        .map(({ org }) => org),

    account: async (org, id) =>
      one(`SELECT doc FROM accounts WHERE ${IN_ORG} AND id = ?`, [org, id], readAccount),
    accounts: async (org, type, page) => {
      const first = `${type}:`
      // Never below the type's first id, whatever the cursor says.
      const after = page.after !== undefined && page.after > first ? page.after : first
      return pageById(db, {
        select: `SELECT doc FROM accounts WHERE ${IN_ORG} AND id < ?`,
        values: [org, `${type};`],
        page: { limit: page.limit, after },
        read: ({ doc }: Doc) => readAccount(doc),
      })
    },
    group: async (org, id) => one(`SELECT doc FROM groups WHERE ${IN_ORG} AND id = ?`, [org, id], readGroup),
    groups: async (org, page) =>
      pageById(db, {
        select: `SELECT doc FROM groups WHERE ${IN_ORG}`,
        values: [org],
        page,
        read: ({ doc }: Doc) => readGroup(doc),
      }),

    invitations: async (org, page) =>
      pageById(db, {
        select: `SELECT doc FROM invitations WHERE ${IN_ORG}`,
        values: [org],
        page,
        read: ({ doc }: Doc) => readInvitation(doc),
      }),
    invitation: async (org, id) =>
      one(`SELECT doc FROM invitations WHERE ${IN_ORG} AND id = ?`, [org, id], readInvitation),
    invitationByHash: async hash => {
      const row = db.get<Doc & { org: OrgId }>(
        `SELECT o.id AS org, i.doc AS doc FROM invitations i JOIN organisations o ON o.n = i.org
          WHERE i.hash = ? AND o.deleted = 0`,
        hash,
      )
      return row && { org: row.org, invitation: readInvitation(row.doc) }
    },
  }
}
