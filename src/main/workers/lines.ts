import type { Worker } from 'node:cluster'
import type { Surroundings } from '../../compose.ts'
import type { Line } from '../../ports/line.ts'
import type { ToPrimary, ToWorker } from './messages.ts'

/** A process that is ending cannot be told anything any more; its end is noticed on its own. */
const unheard = (): void => {}

export const tellWorker = (worker: Worker, message: ToWorker): void => {
  if (worker.isConnected()) worker.send(message, undefined, undefined, unheard)
}

export const tellPrimary = (message: ToPrimary): void => {
  if (process.connected) process.send?.(message, undefined, undefined, unheard)
}

/** The line of the store to a worker, as the primary process holds it. */
export const lineToWorker = (worker: Worker): Line => ({
  send: message => tellWorker(worker, { say: 'store', message }),
  listen: listener =>
    void worker.on('message', (said: ToPrimary) => {
      if (said.say === 'store') listener(said.message)
    }),
  ended: listener => void worker.process.once('exit', listener),
})

/** The same as a worker holds it. */
export const lineToPrimary: Line = {
  send: message => tellPrimary({ say: 'store', message }),
  listen: listener =>
    void process.on('message', (said: ToWorker) => {
      if (said.say === 'store') listener(said.message)
    }),
  ended: listener => void process.once('disconnect', listener),
}

/** What callers use in the other workers, and how they are told what is used here. */
export const usedElsewhere: NonNullable<Surroundings['usedElsewhere']> = {
  tell: used => tellPrimary({ say: 'used', used }),
  listen: listener =>
    void process.on('message', (said: ToWorker) => {
      if (said.say === 'used') listener(said.used)
    }),
}
