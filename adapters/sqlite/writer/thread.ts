/** The thread that writes: it gathers what has arrived while the disk was busy, and commits that together. */
import { parentPort, workerData } from 'node:worker_threads'
import { database } from '../database.ts'
import { openWriting } from '../file/connection.ts'
import type { Request } from './request.ts'
import { commitTogether } from './together.ts'

/** Requests per transaction: the first of them waits for the last. */
const MOST = 200

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
