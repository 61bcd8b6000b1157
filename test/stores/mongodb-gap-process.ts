/**
 * A process that writes changes of one organisation, and sends itself a signal when a change is written and its commit is not: SIGKILL, or
 * SIGSTOP until somebody wakes it. Says `gap` each time. Arguments: the URL of the store, the organisation, the signal.
 */
import { writeSync } from 'node:fs'
import { openMongoStore } from '../../adapters/mongodb/store.ts'
import type { OrgId } from '../../src/model/id.ts'
import { Conflict, StoreUnavailable } from '../../src/ports/errors.ts'
import { change, grant } from '../contract/sample.ts'

const [url = '', org = '' as OrgId, signal = 'SIGKILL'] = process.argv.slice(2) as [
  string,
  OrgId,
  NodeJS.Signals,
]

let armed = false
const store = await openMongoStore({
  url,
  note: fact => {
    // Told just before the command is sent.
    if (!armed || fact.fact !== 'command' || fact.name !== 'commitTransaction') return
    armed = false
    writeSync(1, 'gap\n')
    process.kill(process.pid, signal)
  },
})

for (;;) {
  const head = await store.policy.head(org)
  armed = true
  const adds = [grant(org, `of ${process.pid} at ${head}`)]
  await store.policy.apply(org, change(head, { adds })).catch(error => {
    if (!(error instanceof Conflict || error instanceof StoreUnavailable)) throw error
  })
  armed = false
}
