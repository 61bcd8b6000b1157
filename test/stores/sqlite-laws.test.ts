import { openSqliteStore } from '../../adapters/sqlite/store.ts'
import { lawsContract } from '../contract/laws.ts'

lawsContract(async t => {
  const store = await openSqliteStore({ path: ':memory:' })
  t.teardown(() => store.close())
  return { store, reopen: () => Promise.reject(new Error('memory is gone when it is closed')) }
}, 100)
