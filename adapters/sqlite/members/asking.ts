import { OutcomeUnknown, StoreUnavailable } from '../../../src/ports/errors.ts'
import type { Line } from '../../../src/ports/line.ts'
import { MAX_WAITING } from '../writer/channel.ts'
import type { Asked, Replied, ToMember, ToOwner } from './messages.ts'

/** How long the owner may take. What it was asked to write may hold or not when it took longer. */
const WRITE_MS = 30_000
const OTHER_MS = 2_000

interface Waiting {
  readonly writes: boolean
  readonly timer: NodeJS.Timeout
  resolve(replied: Replied): void
  reject(error: Error): void
}

export interface Asking {
  /** @throws OutcomeUnknown for a write whose answer does not come; StoreUnavailable */
  ask(asked: Asked): Promise<Replied>
  /** Calls the listener when something was committed. */
  committed(listener: () => void): void
  /** @throws StoreUnavailable when the owner has ended, or the line was closed */
  ready(): void
  /** Resolves when everything that was asked was answered. Nothing can be asked from now on. */
  close(): Promise<void>
}

/** Questions to the owner of the store, and its replies, on one line. */
export const askingOwner = (line: Line): Asking => {
  const waiting = new Map<number, Waiting>()
  const quiet = Promise.withResolvers<void>()
  let heard = () => {}
  let last = 0
  let over: StoreUnavailable | undefined

  const take = (id: number): Waiting | undefined => {
    const found = waiting.get(id)
    clearTimeout(found?.timer)
    waiting.delete(id)
    if (over && waiting.size === 0) quiet.resolve()
    return found
  }
  const fail = (id: number, why: string): void => {
    const found = take(id)
    found?.reject(found.writes ? new OutcomeUnknown(why) : new StoreUnavailable(why))
  }

  line.listen(message => {
    const said = message as ToMember
    if (said === 'committed') heard()
    else take(said.id)?.resolve(said)
  })
  line.ended(() => {
    over = new StoreUnavailable('the process that owns the store has ended')
    for (const id of [...waiting.keys()]) fail(id, over.message)
  })

  return {
    ask: asked =>
      new Promise((resolve, reject) => {
        if (over) return reject(over)
        if (waiting.size >= MAX_WAITING) return reject(new StoreUnavailable('too many writes are waiting'))
        const writes = asked.do === 'write'
        last += 1
        const id = last
        const late = () => fail(id, 'the process that owns the store does not answer')
        const timer = setTimeout(late, writes ? WRITE_MS : OTHER_MS).unref()
        waiting.set(id, { writes, timer, resolve, reject })
        line.send({ id, asked } satisfies ToOwner)
      }),
    committed: listener => {
      heard = listener
    },
    ready: () => {
      if (over) throw over
    },
    close: async () => {
      over ??= new StoreUnavailable('the store is closed')
      if (waiting.size > 0) await quiet.promise
    },
  }
}
