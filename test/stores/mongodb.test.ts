import test from 'ava'
import { openMongoStore } from '../../adapters/mongodb/store.ts'
import { secondHandleContract } from '../contract/second-handle.ts'
import type { OpenStore } from '../contract/store-under-test.ts'
import { storeContract } from '../contract/suite.ts'
import { findMongodb, untested } from './mongodb-server.ts'

const server = await findMongodb()

if (server) {
  const url = server.database()
  test.after.always(() => server.close())

  const open: OpenStore = async (t, { now } = {}) => {
    const handle = async () => {
      const store = await openMongoStore({ url, ...(now ? { now } : {}) })
      t.teardown(() => store.close())
      return store
    }
    const store = await handle()
    const reopen = async () => {
      await store.close()
      return handle()
    }
    return { store, reopen, second: handle }
  }

  storeContract(open)
  secondHandleContract(open)
} else untested(test)
