import type { PolicySetStore } from '../../src/ports/policy-set-store.ts'
import type { Database } from './database.ts'
import { statement } from './writer/statement.ts'
import type { Writer } from './writer/writer.ts'

type Row = Record<'name' | 'digest' | 'texts', string> & { readonly installed_at: number }

export const policySetStore = (db: Database, writer: Writer): PolicySetStore => ({
  find: async name => {
    const row = db.get<Row>(
      'SELECT name, digest, installed_at, texts FROM policy_sets WHERE name = ? AND in_use = 1',
      name,
    )
    return row && { ...row, installed_at: new Date(row.installed_at), texts: JSON.parse(row.texts) }
  },
  list: async () =>
    db
      .all<Row>('SELECT name, digest, installed_at FROM policy_sets WHERE in_use = 1 ORDER BY name')
      .map(row => ({ name: row.name, digest: row.digest, installed_at: new Date(row.installed_at) })),
  install: async ({ name, digest, installed_at, texts }) => {
    await writer.run(
      statement(
        'UPDATE policy_sets SET in_use = 0 WHERE name = ? AND in_use = 1 AND digest <> ?',
        name,
        digest,
      ),
      statement(
        `INSERT INTO policy_sets (name, digest, installed_at, in_use, texts) VALUES (?1, ?2, ?3, 1, ?4)
         ON CONFLICT (name, digest) DO UPDATE SET in_use = 1, installed_at = iif(in_use = 1, installed_at, ?3)`,
        name,
        digest,
        installed_at.getTime(),
        JSON.stringify(texts),
      ),
    )
  },
})
