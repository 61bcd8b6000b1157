/**
 * The process that owns a store which several processes serve. It alone holds the lock and writes, on a thread of its own; what
 * arrives from all of them while the disk is busy is committed together. It also knows who beats, in its memory: a process that
 * has ended is forgotten at that moment, and one that is stopped holds nothing that a writer needs.
 */
import type { Line } from '../../../src/ports/line.ts'
import type { Beat } from '../../../src/ports/replica-store.ts'
import { openFile } from '../file/open.ts'
import { type Channel, channelBeside } from '../writer/channel.ts'
import { type Outcome, type Request, refusalOf } from '../writer/request.ts'
import type { Asked, Replied, ToMember, ToOwner } from './messages.ts'

export interface SqliteOwner {
  /** The true path of the file. */
  readonly file: string
  /** Lets the process at the other end of the line use the store, until it ends. */
  admit(line: Line): void
  /** Resolves when what was asked before is on the disk, and the lock is given back. Idempotent. */
  close(): Promise<void>
}

/** Opens the store at `path`, or makes it, and brings it up to this version. @throws StoreUnusable */
export const ownSqliteStore = (path: string): SqliteOwner => {
  // While this connection is open, the log beside the file stays, and others can read both.
  const { file, release, connection } = openFile(path)
  if (file === undefined) throw new TypeError('a store in memory has one process')
  const channel = channelBeside(file)
  const members = new Map<Line, Map<string, Beat>>()

  const written = async (request: Request): Promise<Outcome> => {
    const outcome = await write(channel, request)
    if ('answer' in outcome && 'at' in outcome.answer)
      for (const line of members.keys()) line.send('committed' satisfies ToMember)
    return outcome
  }

  const reply = async (beats: Map<string, Beat>, asked: Asked): Promise<Replied> => {
    if (asked.do === 'write') return { outcome: await written(asked.request) }
    if (asked.do === 'beat') beats.set(asked.beat.replica, asked.beat)
    if (asked.do === 'leave') for (const all of members.values()) all.delete(asked.replica)
    return { beats: asked.do === 'beats' ? [...members.values()].flatMap(all => [...all.values()]) : [] }
  }

  return {
    file,
    admit: line => {
      const beats = new Map<string, Beat>()
      members.set(line, beats)
      line.listen(async message => {
        const { id, asked } = message as ToOwner
        line.send({ id, ...(await reply(beats, asked)) } satisfies ToMember)
      })
      line.ended(() => members.delete(line))
    },
    close: async () => {
      if (connection.isOpen) connection.close()
      await channel.close()
      release()
    },
  }
}

const write = (channel: Channel, request: Request): Promise<Outcome> =>
  channel.ask(request).catch((error: unknown) => ({ refusal: refusalOf(error) }))
