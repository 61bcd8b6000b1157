import test from 'ava'
import { openMongoStore } from '../../adapters/mongodb/store.ts'
import { secondHandleContract } from '../contract/second-handle.ts'
import type { OpenStore } from '../contract/store-under-test.ts'
import { storeContract } from '../contract/suite.ts'
import { findMongodb, untested } from './mongodb-server.ts'

/** Lets so many go at once: a small server answers seventy tests better one after the other. */
const turns = (places: number) => {
  const waiting: (() => void)[] = []
  let free = places
  const leave = () => {
    const next = waiting.shift()
    if (next) next()
    else free += 1
  }
  return async () => {
    if (free > 0) free -= 1
    else await new Promise<void>(resolve => waiting.push(resolve))
    return leave
  }
}

const server = await findMongodb()

if (server) {
  const url = server.database()
  test.after.always(() => server.close())

  const inTurn = turns(8)

  const open: OpenStore = async (t, { now } = {}) => {
    t.teardown(await inTurn())
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
} else untested()
