/** One service of several processes on an embedded store, and signals to single ones of them. */
import { execFileSync } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readSqlite } from '../../adapters/sqlite/reader.ts'
import type { Judged } from './judge.ts'
import { type Node, startNode } from './node.ts'

export interface WorkingService extends Judged {
  readonly node: Node
  /** The processes that answer. */
  workers(): number[]
  /** Sends a signal to one of the workers at random, and says to which. */
  signalOne(signal: NodeJS.Signals): number
  close(): Promise<void>
}

export const startWorkers = async (count: number): Promise<WorkingService> => {
  const folder = await mkdtemp(join(tmpdir(), 'kasbah-workers-'))
  const path = join(folder, 'kasbah.db')
  const env = { KASBAH_WORKERS: String(count) }
  const node = await startNode({ name: 'the service', store: `sqlite:${path}`, env })
  const workers = () => childrenOf(node.pid())
  return {
    node,
    // Whoever asks has many connections, and so asks all of them.
    nodes: Array.from({ length: count }, () => node),
    open: async () => readSqlite(path),
    workers,
    signalOne: signal => {
      const all = workers()
      const pid = all[Math.floor(Math.random() * all.length)]
      if (pid === undefined) throw new Error('no worker lives')
      process.kill(pid, signal)
      return pid
    },
    close: async () => {
      await node.close()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

const childrenOf = (pid: number | undefined): number[] => {
  try {
    return execFileSync('ps', ['-o', 'pid=', '--ppid', String(pid)], { encoding: 'utf8' })
      .trim()
      .split(/\s+/)
      .map(Number)
  } catch {
    return []
  }
}
