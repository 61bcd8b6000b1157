/**
 * A process of its own on a store, for what one process cannot show: `node sqlite-process.ts open|hold|write|fill|copy PATH [ORG]`.
 * `open` opens and closes it; `hold` keeps it open until its input ends; `write` writes until it is killed; `fill` writes until
 * the store refuses; `copy` backs it up to PATH.copy. The outcome is a line of JSON; what `write` acknowledges, an organisation and its revision per line.
 */

import { once } from 'node:events'
import { writeSync } from 'node:fs'
import { backupSqlite } from '../../adapters/sqlite/backup.ts'
import { openSqliteStore } from '../../adapters/sqlite/store.ts'
import type { OrgId } from '../../src/model/id.ts'
import type { Store } from '../../src/ports/store.ts'
import { writeOn } from '../contract/kill.ts'
import { change, foundAs, grants, orgId } from '../contract/sample.ts'

const [verb, path = '', org = ''] = process.argv.slice(2)

/** Writes a line before it goes on. The pipe is full while its reader is busy: then it waits. */
const print = (line: string): void => {
  let rest = Buffer.from(`${line}\n`)
  while (rest.length > 0)
    try {
      rest = rest.subarray(writeSync(1, rest))
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'EAGAIN')) throw error
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1)
    }
}

const say = (line: unknown) => print(JSON.stringify(line))

const fill = async (store: Store): Promise<void> => {
  const id = orgId()
  await foundAs(store, id)
  for (let n = 1; ; n += 1) {
    try {
      await store.policy.apply(id, change(n, { adds: grants(id, n * 1000, (n + 1) * 1000) }))
    } catch (error) {
      say({ org: id, head: await store.policy.head(id), ...told(error) })
      return
    }
  }
}

const told = (error: unknown) =>
  error instanceof Error ? { error: error.name, message: error.message } : { error: String(error) }

const serve = async (): Promise<void> => {
  const store = await openSqliteStore({ path })
  if (verb === 'write') await writeOn(store, org as OrgId, line => print(line))
  if (verb === 'fill') await fill(store)
  else say({ opened: store.id })
  if (verb === 'hold') await once(process.stdin.resume(), 'end')
  await store.close()
}

try {
  if (verb === 'copy') backupSqlite(path, `${path}.copy`)
  else await serve()
} catch (error) {
  say(told(error))
}
