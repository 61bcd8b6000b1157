import test from 'ava'
import { openMongoStore } from '../../adapters/mongodb/store.ts'
import { lawsContract } from '../contract/laws.ts'
import { findMongodb, untested } from './mongodb-server.ts'

const server = await findMongodb()

if (server) {
  const url = server.database()
  test.after.always(() => server.close())
  lawsContract(async t => {
    const store = await openMongoStore({ url })
    t.teardown(() => store.close())
    return { store, reopen: () => openMongoStore({ url }) }
  }, 8)
} else untested()
