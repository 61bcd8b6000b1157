import { randomInt } from 'node:crypto'
import { mkdir, readdir, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createDrain, type Take } from './drain.ts'
import { putAside, type SetAside } from './set-aside.ts'

export interface SpoolOptions {
  readonly folder: string
  readonly maxBytes: number
  /** A batch is refused again and again, while others are taken. */
  setAside?(batch: SetAside): void
  /** How many batches that were set aside are kept: the newest. */
  readonly kept?: number
}

const MODE = 0o600
const BATCH = /^\d{16}-\d+-\d+\.ndjson$/
/** A batch that a process is sending. */
const SENDING = /^(\d{16}-\d+-\d+\.ndjson)\.\d+\.sending$/
/** A batch that a process is writing. */
const WRITING = /^\d{16}-\d+-\d+\.ndjson\.part$/
/** What is older was left by a process that ended. */
export const LEFT_MS = 60_000
/** Process ids are not enough: each container has a first process. */
const MOST_SPOOLS = 2 ** 47
/** How long the size of the folder is not looked up again. */
const KNOWN_MS = 1_000

/** Batches that wait on the disk, the oldest first, up to a size, for every process that has the folder. A batch is whole or not there. */
export const createSpool = ({ folder, maxBytes, setAside, kept }: SpoolOptions) => {
  const own = randomInt(MOST_SPOOLS)
  let nth = 0

  const names = async (): Promise<readonly string[]> => {
    const all = await readdir(folder).catch(() => [] as string[])
    return all.filter(name => BATCH.test(name)).sort()
  }

  const counted = async (): Promise<number> => {
    const sizes = (await names()).map(name =>
      stat(join(folder, name)).then(
        ({ size }) => size,
        () => 0,
      ),
    )
    return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0)
  }

  let known = { bytes: 0, until: 0 }
  /** Other processes write here too, so what is known of the folder is good for a moment only. */
  const bytes = async (): Promise<number> => {
    if (Date.now() >= known.until) known = { bytes: await counted(), until: Date.now() + KNOWN_MS }
    return known.bytes
  }

  /** Hands one over; it is gone once it was taken. Another process may have it already. @throws what `take` throws */
  const handOver = async (name: string, take: Take): Promise<boolean> => {
    const mine = join(folder, `${name}.${own}.sending`)
    if (!(await claim(join(folder, name), mine))) return false
    try {
      await take(await readFile(mine, 'utf8'))
    } catch (error) {
      await rename(mine, join(folder, name))
      throw error
    }
    await rm(mine)
    known.until = 0
    return true
  }

  const drain = createDrain({
    names,
    handOver,
    aside: async (name, why) => {
      const batch = await putAside({ folder, name, why, ...(kept === undefined ? {} : { kept }) })
      known.until = 0
      setAside?.(batch)
    },
  })

  return {
    /** @throws Error when it is full */
    put: async (text: string): Promise<void> => {
      await mkdir(folder, { recursive: true, mode: 0o700 })
      const size = Buffer.byteLength(text)
      if ((await bytes()) + size > maxBytes) throw new Error(`the spool of decisions is full: ${folder}`)
      const name = `${String(Date.now()).padStart(16, '0')}-${own}-${nth++}.ndjson`
      const part = join(folder, `${name}.part`)
      try {
        await writeFile(part, text, { mode: MODE })
        await rename(part, join(folder, name))
      } catch (error) {
        // A full disk would fill further with each try.
        await rm(part, { force: true }).catch(() => undefined)
        throw error
      }
      known.bytes += size
    },

    drain: async (take: Take): Promise<void> => {
      await reclaim(folder)
      await drain(take)
    },
  }
}

/** Takes a batch for this process; another one may have been first. Its time says since when. */
const claim = async (batch: string, mine: string): Promise<boolean> => {
  try {
    await utimes(batch, new Date(), new Date())
    await rename(batch, mine)
    return true
  } catch {
    return false
  }
}

/** What a process was sending when it ended waits again; what it was writing is no batch, and goes. */
const reclaim = async (folder: string): Promise<void> => {
  for (const name of await readdir(folder).catch(() => [] as string[])) {
    const [, batch] = SENDING.exec(name) ?? []
    if (batch === undefined && !WRITING.test(name)) continue
    const left = join(folder, name)
    const { mtimeMs } = await stat(left).catch(() => ({ mtimeMs: Date.now() }))
    if (Date.now() - mtimeMs <= LEFT_MS) continue
    await (batch === undefined ? rm(left) : rename(left, join(folder, batch))).catch(() => undefined)
  }
}
