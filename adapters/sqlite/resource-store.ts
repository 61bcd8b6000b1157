import type { ResourceStore } from '../../src/ports/resource-store.ts'
import type { Database } from './database.ts'
import { type Doc, readResource, readVersion } from './documents.ts'
import { IN_ORG, pageById } from './paging.ts'

export const resourceStore = (db: Database): ResourceStore => ({
  resource: async (org, id) => {
    const row = db.get<Doc>(`SELECT doc FROM resources WHERE ${IN_ORG} AND id = ?`, org, id)
    return row && readResource(row.doc)
  },
  resources: async (org, ids) =>
    db
      .all<Doc>(
        // CROSS JOIN: each id asked for is looked up; left to itself SQLite would read every resource of the organisation.
        `SELECT r.doc AS doc FROM json_each(?) AS asked
          CROSS JOIN resources r ON r.org = (SELECT n FROM organisations WHERE id = ?) AND r.id = asked.value
          ORDER BY asked.key`,
        JSON.stringify(ids),
        org,
      )
      .map(({ doc }) => readResource(doc)),
  versions: async (org, id, page) =>
    pageById(db, {
      select: `SELECT doc FROM versions WHERE ${IN_ORG} AND resource = ?`,
      values: [org, id],
      page,
      read: ({ doc }: Doc) => readVersion(doc),
    }),
  version: async (org, id, version) => {
    const row = db.get<Doc>(
      `SELECT doc FROM versions WHERE ${IN_ORG} AND resource = ? AND id = ?`,
      org,
      id,
      version,
    )
    return row && readVersion(row.doc)
  },
})
