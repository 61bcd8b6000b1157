import { Conflict } from '../../src/ports/errors.ts'
import type { SecretStore } from '../../src/ports/secret-store.ts'
import type { Connection } from './connection/connection.ts'
import { isDuplicate } from './connection/faults.ts'

/** Small named values, each written by compare-and-set on its version. */
export const createSecretStore = (c: Connection): SecretStore => ({
  find: name =>
    c.ask(async () => {
      const found = await c.in.secrets.findOne({ _id: name })
      return found ? { value: found.value, version: found.version } : undefined
    }),
  put: (name, value, version) =>
    c.ask(async () => {
      const wrong = () => new Conflict(`the secret is not at version ${version}`)
      if (version === 0) {
        await c.in.secrets.insertOne({ _id: name, value, version: 1 }).catch(error => {
          throw isDuplicate(error) ? wrong() : error
        })
        return
      }
      const { matchedCount } = await c.in.secrets.updateOne(
        { _id: name, version },
        { $set: { value, version: version + 1 } },
      )
      if (matchedCount === 0) throw wrong()
    }),
})
