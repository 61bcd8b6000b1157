/** The thread that writes: it gathers what has arrived while the disk was busy, and commits that together. */
import { setPriority } from 'node:os'
import { parentPort, workerData } from 'node:worker_threads'
import { database } from '../database.ts'
import { openWriting } from '../file/connection.ts'
import type { Request } from './request.ts'
import { commitTogether } from './together.ts'

/** Requests per transaction: the first of them waits for the last. */
const MOST = 200

/** Where both want one core, checks go first: this leaves a tenth of it to writes. */
const BEHIND = 10

const yieldCore = (): void => {
  // Elsewhere it would be the whole process.
  if (process.platform !== 'linux') return
  try {
    setPriority(BEHIND)
  } catch {
    // A machine that does not allow it serves as well.
  }
}

yieldCore()
const db = database(openWriting(String(workerData.path)))
const arrived: Request[] = []
let closing = false
let drains = false

const drain = (): void => {
  drains = false
  const outcomes = commitTogether(db, arrived.splice(0, MOST))
  parentPort?.postMessage(outcomes)
  if (arrived.length > 0) again()
  else if (closing) end()
}

/** After the messages that are there already were taken in. */
const again = (): void => {
  if (drains) return
  drains = true
  setImmediate(drain)
}

const end = (): void => {
  db.close()
  parentPort?.close()
}

parentPort?.on('message', (message: Request | 'close') => {
  if (message === 'close') closing = true
  else arrived.push(message)
  if (arrived.length > 0) again()
  else if (closing && !drains) end()
})
