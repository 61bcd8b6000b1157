import { Conflict } from '../../src/ports/errors.ts'
import type { SecretStore } from '../../src/ports/secret-store.ts'
import type { Database } from './database.ts'

export const secretStore = (db: Database): SecretStore => ({
  find: async name => db.get('SELECT value, version FROM secrets WHERE name = ?', name),
  put: async (name, value, version) => {
    const written =
      version === 0
        ? db.run('INSERT INTO secrets VALUES (?, ?, 1) ON CONFLICT (name) DO NOTHING', name, value)
        : db.run(
            'UPDATE secrets SET value = ?, version = version + 1 WHERE name = ? AND version = ?',
            value,
            name,
            version,
          )
    if (written === 0) throw new Conflict(`the secret ${name} is not at version ${version}`)
  },
})
