import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ExecutionContext } from 'ava'
import { freePort } from '../../scripts/free-port.ts'

const ROOT = join(import.meta.dirname, '../..')

export const COMMAND = join(ROOT, 'src/cli/kasbah.js')
export const POLICIES = join(ROOT, 'policies')

export interface Said {
  readonly code: number | null
  readonly out: string
  readonly err: string
}

interface Surroundings {
  readonly env?: Readonly<Record<string, string>>
  readonly cwd?: string
  readonly input?: string
  /** What is run; the command itself when absent. */
  readonly script?: string
}

/** A folder of the test's own, gone after it. */
export const folder = (t: ExecutionContext): string => {
  const path = mkdtempSync(join(tmpdir(), 'kasbah-cli-'))
  t.teardown(() => rmSync(path, { recursive: true, force: true }))
  return path
}

const start = (words: readonly string[], { env = {}, cwd, script = COMMAND }: Surroundings): ChildProcess =>
  spawn(process.execPath, [script, ...words], {
    cwd,
    env: { PATH: process.env.PATH, NODE_V8_COVERAGE: process.env.NODE_V8_COVERAGE, ...env },
    stdio: 'pipe',
  })

const listen = (child: ChildProcess) => {
  const heard = { out: '', err: '' }
  child.stdout?.setEncoding('utf8').on('data', text => {
    heard.out += text
  })
  child.stderr?.setEncoding('utf8').on('data', text => {
    heard.err += text
  })
  return heard
}

/** Runs the command to its end. */
export const kasbah = async (words: readonly string[], surroundings: Surroundings = {}): Promise<Said> => {
  const child = start(words, surroundings)
  const heard = listen(child)
  child.stdin?.end(surroundings.input ?? '')
  const [code] = await once(child, 'close')
  return { code, ...heard }
}

/** Starts a command that goes on until the test ends, and waits for what it says. */
export const watching = (t: ExecutionContext, words: readonly string[], surroundings: Surroundings = {}) => {
  const child = start(words, surroundings)
  const heard = listen(child)
  t.teardown(() => child.kill('SIGKILL'))
  const until = (said: RegExp): Promise<void> =>
    new Promise((resolve, reject) => {
      const look = () => said.test(heard.out) && resolve()
      child.stdout?.on('data', look)
      child.once('close', code => reject(new Error(`ended with ${code}: ${heard.err}`)))
      look()
    })
  return { until }
}

export interface Serving {
  readonly url: string
  readonly child: ChildProcess
  /** What it has said so far. */
  readonly heard: { readonly out: string; readonly err: string }
  /** Asks it to stop, and waits until it has. */
  stop(signal?: NodeJS.Signals): Promise<number | null>
}

/** Starts the service on a free port and waits until it says that it is ready; stopped with the test at the latest. */
export const serving = async (
  t: ExecutionContext,
  { env = {}, ...rest }: Surroundings = {},
): Promise<Serving> => {
  const port = await freePort()
  const child = start(rest.script === undefined ? ['serve'] : [], {
    ...rest,
    env: { KASBAH_LISTEN: `127.0.0.1:${port}`, KASBAH_POLICIES: POLICIES, ...env },
  })
  const heard = listen(child)
  const closed = once(child, 'close')
  t.teardown(() => child.kill('SIGKILL'))
  await new Promise<void>((resolve, reject) => {
    child.stdout?.on('data', () => heard.out.includes('Stop: Ctrl-C') && resolve())
    child.once('close', code => reject(new Error(`stopped with ${code}: ${heard.err}`)))
  })
  return {
    url: `http://127.0.0.1:${port}`,
    child,
    heard,
    stop: async (signal = 'SIGTERM') => {
      child.kill(signal)
      const [code] = await closed
      return code
    },
  }
}
