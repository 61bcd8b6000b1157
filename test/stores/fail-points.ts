import type { Document, MongoClient } from 'mongodb'

/** The commands that a change travels by, on any server. */
export const WRITES: readonly string[] = ['bulkWrite', 'insert', 'update', 'delete']

/**
 * Makes a server fail on purpose, for the clients of one `appName` only. The server must have been started with its test
 * commands, as the one of these tests is. Resolves to what switches it off again.
 */
export const failCommands = async (
  client: MongoClient,
  data: Document & { readonly appName: string },
  times: number | 'always' = 'always',
): Promise<() => Promise<void>> => {
  const database = client.db('admin')
  const mode = times === 'always' ? 'alwaysOn' : { times }
  await database.command({ configureFailPoint: 'failCommand', mode, data })
  return async () => {
    await database.command({ configureFailPoint: 'failCommand', mode: 'off' })
  }
}
