import type { InstalledSet, PolicySetStore } from '../../src/ports/policy-set-store.ts'
import type { Database } from './database.ts'
import { statement } from './writer/statement.ts'
import type { Writer } from './writer/writer.ts'

type Row = Record<'name' | 'digest' | 'texts', string> & { readonly installed_at: number }

const HEAD = 'SELECT name, digest, installed_at FROM policy_sets'
const WHOLE = 'SELECT name, digest, installed_at, texts FROM policy_sets'

const headOf = ({ name, digest, installed_at }: Row) => ({
  name,
  digest,
  installed_at: new Date(installed_at),
})

const wholeSet = (row: Row | undefined): InstalledSet | undefined =>
  row && { ...headOf(row), texts: JSON.parse(row.texts) }

export const policySetStore = (db: Database, writer: Writer): PolicySetStore => ({
  find: async name => wholeSet(db.get<Row>(`${WHOLE} WHERE name = ? AND in_use = 1`, name)),
  version: async (name, digest) =>
    wholeSet(db.get<Row>(`${WHOLE} WHERE name = ? AND digest = ?`, name, digest)),
  versions: async name =>
    db.all<Row>(`${HEAD} WHERE name = ? ORDER BY installed_at DESC, digest`, name).map(headOf),
  list: async () => db.all<Row>(`${HEAD} WHERE in_use = 1 ORDER BY name`).map(headOf),
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
