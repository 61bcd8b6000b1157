import { appendFile, mkdir, rename, stat } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { DecisionSink } from '../../src/ports/decision-sink.ts'
import { linesOf } from './lines.ts'

export interface FileSinkOptions {
  readonly path: string
  /** Bytes after which the file is put aside. */
  readonly maxBytes?: number
  /** How many that were put aside are kept: `PATH.1` is the newest. */
  readonly kept?: number
}

/** Only the owner of the process reads who was allowed what. */
const MODE = 0o600

/** Decisions as lines of JSON in a file, which is put aside when it is full. */
export const createFileSink = ({
  path,
  maxBytes = 100 * 2 ** 20,
  kept = 5,
}: FileSinkOptions): DecisionSink => ({
  append: async decisions => {
    await mkdir(dirname(path), { recursive: true })
    if ((await sizeOf(path)) >= maxBytes) await putAside(path, kept)
    await appendFile(path, linesOf(decisions), { mode: MODE })
  },
})

const sizeOf = (path: string): Promise<number> =>
  stat(path).then(
    ({ size }) => size,
    () => 0,
  )

/** The oldest is overwritten. */
const putAside = async (path: string, kept: number): Promise<void> => {
  for (let nth = kept - 1; nth >= 1; nth -= 1)
    await rename(`${path}.${nth}`, `${path}.${nth + 1}`).catch(() => undefined)
  await rename(path, `${path}.1`)
}
