import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

const script = fileURLToPath(new URL('sqlite-process.ts', import.meta.url))

/** What sqlite-process.ts says of how it went. */
export interface Outcome {
  readonly opened?: string
  readonly error?: string
  readonly message?: string
  readonly org?: string
  readonly head?: number
}

export interface Limits {
  /** Runs as a user who owns nothing; has an effect for root only. */
  readonly unprivileged?: boolean
  /** The most KiB that any file may have: as a full disk has it. */
  readonly fileKib?: number
}

/** Starts a process on the store; `first` is its first line. */
export const child = (verb: 'open' | 'hold' | 'fill' | 'copy', path: string, limits: Limits = {}) => {
  const command = [process.execPath, script, verb, path]
  const [file, ...args] =
    limits.fileKib === undefined
      ? command
      : ['/bin/sh', '-c', `ulimit -f ${limits.fileKib * 2}; exec "$@"`, 'sh', ...command]
  const nobody = limits.unprivileged && process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {}
  const running = spawn(file ?? '', args, { stdio: ['pipe', 'pipe', 'inherit'], ...nobody })
  const first = once(createInterface({ input: running.stdout }), 'line').then(
    ([line]): Outcome => JSON.parse(line),
  )
  return { running, first, gone: once(running, 'close') }
}

/** Runs it to its end. */
export const outcome = async (
  verb: 'open' | 'fill' | 'copy',
  path: string,
  limits?: Limits,
): Promise<Outcome> => {
  const { first, gone } = child(verb, path, limits)
  const [said] = await Promise.all([first, gone])
  return said
}
