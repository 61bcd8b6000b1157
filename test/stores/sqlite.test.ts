import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openSqliteStore } from '../../adapters/sqlite/store.ts'
import { storeContract } from '../contract/suite.ts'

storeContract(async (t, options = {}) => {
  const folder = mkdtempSync(join(tmpdir(), 'kasbah-'))
  const open = () => openSqliteStore({ path: join(folder, 'kasbah.db'), ...options })
  let store = await open()
  t.teardown(async () => {
    await store.close()
    rmSync(folder, { recursive: true })
  })
  return {
    store,
    reopen: async () => {
      await store.close()
      store = await open()
      return store
    },
  }
})
