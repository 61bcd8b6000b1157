/**
 * The folder with the sockets between the processes of one service. Nobody else may enter it: whoever reaches a socket in it may say which
 * address a request came from. A service that was killed could not take it away, so the next one does: a folder is left behind when nobody listens
 * in it for the primary process that made it. That holds whatever became of process ids.
 */
import { lstat, mkdtemp, readdir, rm, rmdir } from 'node:fs/promises'
import { connect, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ADMIN } from '../../model/process-role.ts'
import { listeningInside } from '../http-server.ts'

export interface Inside {
  /** The socket file on which requests are handed on. */
  readonly socket: string
  remove(): Promise<void>
}

const PREFIX = 'kasbah-inside-'
/** By this socket a primary process shows that it lives. */
const PRIMARY = 'primary'
/** A folder younger than this may be one that somebody is about to listen in. */
const NEW_MS = 60_000

/** Makes the folder of a service that starts, and takes away those of services that were killed. */
export const makeInside = async (parent: string = tmpdir()): Promise<Inside> => {
  await removeLeft(parent)
  const folder = await mkdtemp(join(parent, PREFIX))
  const alive = createServer(socket => socket.destroy()).unref()
  await listeningInside(alive, join(folder, PRIMARY))
  return {
    socket: join(folder, ADMIN),
    remove: async () => {
      await new Promise(resolve => alive.close(resolve))
      await removeFolder(folder)
    },
  }
}

/** Nothing of it is worth a start that fails: what cannot be looked at or taken away stays. */
const removeLeft = async (parent: string): Promise<void> => {
  const names = await readdir(parent).catch(() => [])
  for (const name of names) {
    const folder = join(parent, name)
    if (name.startsWith(PREFIX) && (await isLeft(folder).catch(() => false)))
      await removeFolder(folder).catch(() => undefined)
  }
}

const isLeft = async (folder: string): Promise<boolean> => {
  const found = await lstat(folder)
  const isOurs = found.isDirectory() && found.uid === process.getuid?.()
  return isOurs && Date.now() - found.mtimeMs > NEW_MS && !(await isListening(join(folder, PRIMARY)))
}

const isListening = (path: string): Promise<boolean> =>
  new Promise((resolve, reject) => {
    const socket = connect(path)
    socket.once('connect', () => {
      socket.destroy()
      resolve(true)
    })
    socket.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'ECONNREFUSED' || error.code === 'ENOENT') resolve(false)
      else reject(error)
    })
  })

/** Takes away what we put there and then the folder, if that was all. */
const removeFolder = async (folder: string): Promise<void> => {
  for (const name of [ADMIN, PRIMARY]) await rm(join(folder, name), { force: true })
  await rmdir(folder)
}
