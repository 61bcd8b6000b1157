/** Batches that a receiver refuses for what they are. They wait for somebody who looks at them, the newest of them. */
import { readdir, readFile, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'

/** The receiver answered that this batch is wrong: to send it again may not help. */
export class BatchRefused extends Error {
  override readonly name = 'BatchRefused'
}

export interface SetAside {
  /** Where it is. */
  readonly file: string
  readonly decisions: number
  readonly why: BatchRefused
}

const ASIDE = /^\d{16}-\d+-\d+\.ndjson\.refused$/
const MOST_KEPT = 100

interface Putting {
  readonly folder: string
  readonly name: string
  readonly why: BatchRefused
  readonly kept?: number
}

export const putAside = async ({ folder, name, why, kept = MOST_KEPT }: Putting): Promise<SetAside> => {
  const file = join(folder, `${name}.refused`)
  const decisions = (await readFile(join(folder, name), 'utf8')).split('\n').length - 1
  await rename(join(folder, name), file)
  const aside = (await readdir(folder)).filter(each => ASIDE.test(each)).sort()
  for (const oldest of aside.slice(0, Math.max(0, aside.length - kept)))
    await rm(join(folder, oldest), { force: true })
  return { file, decisions, why }
}
