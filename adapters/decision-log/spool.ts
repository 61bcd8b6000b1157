import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

export interface SpoolOptions {
  readonly folder: string
  readonly maxBytes: number
}

const MODE = 0o600
const BATCH = /^\d{16}-\d+\.ndjson$/

/** Batches that wait on the disk, the oldest first, up to a size. A batch is whole or not there. */
export const createSpool = ({ folder, maxBytes }: SpoolOptions) => {
  let nth = 0

  const names = async (): Promise<readonly string[]> => {
    const all = await readdir(folder).catch(() => [] as string[])
    return all.filter(name => BATCH.test(name)).sort()
  }

  const bytes = async (): Promise<number> => {
    const sizes = (await names()).map(name =>
      stat(join(folder, name)).then(
        ({ size }) => size,
        () => 0,
      ),
    )
    return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0)
  }

  return {
    /** @throws Error when it is full */
    put: async (text: string): Promise<void> => {
      await mkdir(folder, { recursive: true, mode: 0o700 })
      if ((await bytes()) + text.length > maxBytes)
        throw new Error(`the spool of decisions is full: ${folder}`)
      const name = `${String(Date.now()).padStart(16, '0')}-${nth++}.ndjson`
      await writeFile(join(folder, `${name}.part`), text, { mode: MODE })
      await rename(join(folder, `${name}.part`), join(folder, name))
    },

    /** Hands over each batch in order; one that was taken is gone. Stops at the first that is not. */
    drain: async (take: (text: string) => Promise<void>): Promise<void> => {
      for (const name of await names()) {
        await take(await readFile(join(folder, name), 'utf8'))
        await rm(join(folder, name))
      }
    },
  }
}
