import test from 'ava'
import { openMongoStore } from '../../adapters/mongodb/store.ts'
import { secondHandleContract } from '../contract/second-handle.ts'
import type { OpenStore } from '../contract/store-under-test.ts'
import { storeContract } from '../contract/suite.ts'
import { findMongodb, untested } from './mongodb-server.ts'
import { watchPlans } from './plans.ts'

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
  const plans = await watchPlans(url)

  test.after('every query of the suite used an index, in its order', async t => {
    if (!plans) return
    t.true((await plans.seen()) > 1_000)
    t.deepEqual(await plans.findings(), [])
  })
  test.after.always(async () => {
    await plans?.close()
    await server.close()
  })

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
