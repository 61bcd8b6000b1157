import { type ChildProcess, spawn } from 'node:child_process'
import { openSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

/** A server in a process of its own. */
export interface Server {
  readonly url: URL
  /** Milliseconds of processor time that it has used. */
  busy(): number
  /** The same of each process that it has begun. */
  busyOfOthers(): ReadonlyMap<number, number>
  /** Megabytes of memory that it has now. */
  resident(): number
  signal(name: NodeJS.Signals): void
  stop(): Promise<void>
}

// Linux counts a process's time in hundredths of a second: fields 14 and 15 of its stat line.
const busyOf = (pid: number): number => {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return (Number(fields[11]) + Number(fields[12])) * 10
}

/** What a process has begun, on Linux. */
export const childrenOf = (pid: number): number[] => {
  try {
    const text = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim()
    return text === '' ? [] : text.split(' ').map(Number)
  } catch {
    return []
  }
}

const residentOf = (pid: number): number =>
  Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1_024

/** A process that listens there. */
export const serverOf = (child: ChildProcess, url: URL): Server => {
  const { pid } = child
  if (pid === undefined) throw new Error('the process could not be started')
  const ended = new Promise<void>(done => child.once('exit', () => done()))
  return {
    url,
    busy: () => busyOf(pid),
    busyOfOthers: () => new Map(childrenOf(pid).map(child => [child, busyOf(child)])),
    resident: () => residentOf(pid),
    signal: name => void child.kill(name),
    stop: async () => {
      child.kill('SIGTERM')
      await ended
    },
  }
}

interface ServerParts {
  /** Beside this file, or a whole path. */
  readonly file: string
  readonly args?: readonly string[]
  readonly env?: Readonly<Record<string, string>>
  /** Words for Node itself. */
  readonly node?: readonly string[]
  /** Where its log goes; this process's own standard error when absent. */
  readonly log?: string
  /** Where it may run, as `taskset` names them; on any core when absent. */
  readonly cores?: string | undefined
}

/** Starts a program that prints the address it listens on. */
export const startServer = ({
  file,
  args = [],
  env = {},
  node = [],
  log,
  cores,
}: ServerParts): Promise<Server> =>
  new Promise((resolve, reject) => {
    const path = fileURLToPath(new URL(file, import.meta.url))
    const placed = cores === undefined ? [] : ['taskset', '-c', cores]
    const [program = process.execPath, ...words] = [...placed, process.execPath, ...node, path, ...args]
    const child = spawn(program, words, {
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', log === undefined ? 'inherit' : openSync(log, 'a')],
    })
    let printed = ''
    const listen = (part: Buffer) => {
      printed += part
      const url = /http:\/\/127\.0\.0\.1:\d+/.exec(printed)?.[0]
      if (url === undefined) return
      child.stdout?.off('data', listen).resume()
      resolve(serverOf(child, new URL(url)))
    }
    child.stdout?.on('data', listen)
    child.once('exit', code => reject(new Error(`${file} ended with ${code}: ${printed}`)))
  })
