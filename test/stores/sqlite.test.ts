import { join } from 'node:path'
import { openSqliteStore } from '../../adapters/sqlite/store.ts'
import { storeContract } from '../contract/suite.ts'
import { folderOf } from './sqlite-folder.ts'

storeContract(async (t, options = {}) => {
  const path = join(folderOf(t), 'kasbah.db')
  let store = await openSqliteStore({ path, ...options })
  t.teardown(() => store.close())
  return {
    store,
    reopen: async () => {
      await store.close()
      store = await openSqliteStore({ path, ...options })
      return store
    },
  }
})
