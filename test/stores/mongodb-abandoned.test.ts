/** A writer that dies or stands still in the midst of a change locks nobody out. */
import test, { type ExecutionContext } from 'ava'
import { openMongoStore } from '../../adapters/mongodb/store.ts'
import { found } from '../contract/sample.ts'
import { type Gap, killedInTheGap, stoppedInTheGap } from './gap.ts'
import { findMongodb, untested } from './mongodb-server.ts'

const server = await findMongodb()

if (server) {
  test.after.always(() => server.close())

  const open = async (t: ExecutionContext): Promise<Gap> => {
    const url = server.database()
    const store = await openMongoStore({ url })
    t.teardown(() => store.close())
    return { store, url, org: await found(store) }
  }

  test('a writer that is killed before its commit', async t => {
    t.is((await killedInTheGap(t, await open(t), 2)).length, 2)
  })

  test('a writer that is stopped before its commit, and woken after', async t => {
    t.is((await stoppedInTheGap(t, await open(t), 3)).length, 3)
  })
} else untested()
