/** Nothing of a sign-in may be known to one process alone: every flow over a restart before each request, and over two in turn. */
import test, { type ExecutionContext } from 'ava'
import { lent } from '../service/databases.ts'
import { skipped } from '../skipped.ts'
import { findMongodb } from '../stores/mongodb-server.ts'
import { flows, run } from './flows.ts'
import { startRestarting, startSignIn } from './service.ts'

const server = await findMongodb()
test.after.always(() => server?.close())
const inTurn = server ? test.serial : skipped('no MongoDB was found on this machine')

const SETTINGS = { KASBAH_ENCRYPTION_KEY: '11'.repeat(32), KASBAH_OUTBOUND_NETWORKS: '127.0.0.0/8' }

for (const [title, flow] of Object.entries(flows)) {
  test.serial(`a restart before every request: ${title}`, async t =>
    run(t, flow, await startRestarting(t, SETTINGS)),
  )
  inTurn(`two replicas in turn: ${title}`, async (t: ExecutionContext) =>
    run(t, flow, await startSignIn(t, { ...SETTINGS, KASBAH_STORE: await lent(t, server) }, 2)),
  )
}
