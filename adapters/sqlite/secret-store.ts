import { Conflict } from '../../src/ports/errors.ts'
import type { SecretStore } from '../../src/ports/secret-store.ts'
import type { Database } from './database.ts'
import { statement } from './writer/statement.ts'
import type { Writer } from './writer/writer.ts'

export const secretStore = (db: Database, writer: Writer): SecretStore => ({
  find: async name => db.get('SELECT value, version FROM secrets WHERE name = ?', name),
  put: async (name, value, version) => {
    const [ran] = await writer.run(
      version === 0
        ? statement('INSERT INTO secrets VALUES (?, ?, 1) ON CONFLICT (name) DO NOTHING', name, value)
        : statement(
            'UPDATE secrets SET value = ?, version = version + 1 WHERE name = ? AND version = ?',
            value,
            name,
            version,
          ),
    )
    if (ran?.changes !== 1) throw new Conflict(`the secret ${name} is not at version ${version}`)
  },
})
