/** One service of several processes on an embedded store, and signals to single ones of them. */
import { execFileSync } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { readSqlite } from '../../adapters/sqlite/reader.ts'
import type { Judged } from './judge.ts'
import { type Node, startNode } from './node.ts'

export interface WorkingService extends Judged {
  readonly node: Node
  /** How many processes answer when all live: those that decide, and the one that does everything else. */
  readonly whole: number
  /** The processes that answer. */
  workers(): number[]
  /** Sends a signal to one of the workers at random, or to one that does this, and says to which. Waits until there is one. */
  signalOne(signal: NodeJS.Signals, task?: 'decide' | 'admin'): Promise<number>
  close(): Promise<void>
}

export const startWorkers = async (count: number): Promise<WorkingService> => {
  const folder = await mkdtemp(join(tmpdir(), 'kasbah-workers-'))
  const path = join(folder, 'kasbah.db')
  const env = { KASBAH_WORKERS: String(count) }
  const node = await startNode({ name: 'the service', store: `sqlite:${path}`, env })
  const children = () => childrenOf(node.pid())
  const workers = () => children().map(({ pid }) => pid)
  return {
    node,
    // Whoever asks has many connections, and so asks all of them.
    nodes: Array.from({ length: count }, () => node),
    open: async () => readSqlite(path),
    workers,
    whole: count + 1,
    signalOne: async (signal, task) => {
      for (;;) {
        const all = children().filter(({ name }) => !task || (name === 'kasbah admin') === (task === 'admin'))
        const pid = all[Math.floor(Math.random() * all.length)]?.pid
        if (pid !== undefined && isSent(signal, pid)) return pid
        await wait(50)
      }
    },
    close: async () => {
      await node.close()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

/** False when it has just ended. */
const isSent = (signal: NodeJS.Signals, pid: number): boolean => {
  try {
    return process.kill(pid, signal)
  } catch {
    return false
  }
}

interface Child {
  readonly pid: number
  readonly name: string
}

const childrenOf = (pid: number | undefined): Child[] => {
  try {
    return execFileSync('ps', ['-o', 'pid=,args=', '--ppid', String(pid)], { encoding: 'utf8' })
      .trim()
      .split('\n')
      .map(line => {
        const [, of, name = ''] = /^\s*(\d+) (.*?)\s*$/.exec(line) ?? []
        return { pid: Number(of), name }
      })
      .filter(({ name }) => !name.includes('<defunct>'))
  } catch {
    return []
  }
}
