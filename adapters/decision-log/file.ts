import { appendFile, mkdir, open, rename, rm, stat } from 'node:fs/promises'
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
}: FileSinkOptions): DecisionSink => {
  /** A process that was killed, or a full disk, may have left a line without its end. */
  let torn = true
  return {
    append: async decisions => {
      await mkdir(dirname(path), { recursive: true })
      if ((await sizeOf(path)) >= maxBytes) await alone(path, () => putAsideIfFull(path, { kept, maxBytes }))
      const before = torn && (await endsWithinLine(path)) ? '\n' : ''
      torn = true
      await appendFile(path, before + linesOf(decisions), { mode: MODE })
      torn = false
    },
  }
}

/** Whether its last line has no end. */
const endsWithinLine = async (path: string): Promise<boolean> => {
  const file = await open(path).catch(() => undefined)
  if (!file) return false
  try {
    const { size } = await file.stat()
    if (size === 0) return false
    const { buffer } = await file.read({ buffer: Buffer.alloc(1), position: size - 1 })
    return buffer.toString() !== '\n'
  } finally {
    await file.close()
  }
}

const sizeOf = (path: string): Promise<number> =>
  stat(path).then(
    ({ size }) => size,
    () => 0,
  )

/** A process that ended while it put the file aside leaves its mark. */
const MARK_MS = 10_000

/** Several processes write the file, and one of them puts it aside; the others go on meanwhile. */
const alone = async (path: string, work: () => Promise<void>): Promise<void> => {
  const mark = `${path}.turning`
  const left = await stat(mark).catch(() => undefined)
  if (left && Date.now() - left.mtimeMs > MARK_MS) await rm(mark, { force: true })
  const held = await open(mark, 'wx', MODE).catch(() => undefined)
  if (!held) return
  try {
    await work()
  } finally {
    await held.close()
    await rm(mark, { force: true })
  }
}

/** Another process may have been first. */
const putAsideIfFull = async (
  path: string,
  { kept, maxBytes }: Required<Omit<FileSinkOptions, 'path'>>,
): Promise<void> => {
  if ((await sizeOf(path)) >= maxBytes) await putAside(path, kept)
}

/** The oldest is overwritten. */
const putAside = async (path: string, kept: number): Promise<void> => {
  for (let nth = kept - 1; nth >= 1; nth -= 1)
    await rename(`${path}.${nth}`, `${path}.${nth + 1}`).catch(() => undefined)
  await rename(path, `${path}.1`)
}
