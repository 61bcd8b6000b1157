import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { median, milli, type Row } from '../measure.ts'

const ROUNDS = 5
/** How long a service rests before its memory is read. */
const REST_MS = 2_000

const BARE = "require('node:http').createServer().listen(0, '127.0.0.1', () => console.log('Stop: Ctrl-C'))"

interface Started {
  readonly ms: number
  /** Of all its threads. */
  readonly processorMs: number
  readonly megabytes: number
}

const processorMs = (pid: number): number => {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return (Number(fields[11]) + Number(fields[12])) * 10
}

const megabytes = (pid: number): number =>
  (Number(/^VmRSS:\s*(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) * 1024) / 1e6

const ready = async (child: ChildProcess): Promise<void> => {
  let said = ''
  for await (const part of child.stdout ?? []) {
    said += part
    if (said.includes('Stop: Ctrl-C')) return
  }
  throw new Error(`ended at its start: ${said}`)
}

const start = async (command: string, args: readonly string[]): Promise<Started> => {
  const folder = mkdtempSync(join(tmpdir(), 'kasbah-bench-'))
  const began = performance.now()
  const child = spawn(command, args, {
    env: {
      ...process.env,
      KASBAH_STORE: `sqlite:${join(folder, 'kasbah.db')}`,
      KASBAH_LISTEN: '127.0.0.1:0',
      KASBAH_LOG_LEVEL: 'error',
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const pid = child.pid ?? 0
  try {
    await ready(child)
    const ms = performance.now() - began
    const busy = processorMs(pid)
    await wait(REST_MS)
    return { ms, processorMs: busy, megabytes: megabytes(pid) }
  } finally {
    child.kill('SIGTERM')
    await once(child, 'exit')
    rmSync(folder, { recursive: true, force: true })
  }
}

const several = async (command: string, args: readonly string[]) => {
  const rounds: Started[] = []
  for (let i = 0; i < ROUNDS; i++) rounds.push(await start(command, args))
  const of = (name: keyof Started) => median(rounds.map(round => round[name]))
  return { ms: of('ms'), processorMs: of('processorMs'), megabytes: of('megabytes') }
}

/** What `npm start` runs, as it stands there. */
const command = (): readonly string[] => {
  const { scripts } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'))
  return String(scripts.start).replace('exec node ', '').split(' ')
}

/** A new service over the embedded store: until it is ready, and what it holds at rest. The first start fills the compile cache. */
export const startRow: Row = async () => {
  await start(process.execPath, command())
  const ours = await several(process.execPath, command())
  const bare = await several(process.execPath, ['-e', BARE])
  return [
    {
      what: 'start by `npm start` until ready, compiled before',
      goal: '< 1,000 ms',
      measured: `${milli(ours.ms)}, ${milli(ours.processorMs)} of processor time`,
      beside: `bare \`node:http\` ${milli(bare.ms)}, ${milli(bare.processorMs)}`,
    },
    {
      what: 'resident at rest, embedded store',
      goal: '110 MB',
      measured: `${ours.megabytes.toFixed(0)} MB`,
      beside: `bare \`node:http\` ${bare.megabytes.toFixed(0)} MB`,
    },
  ]
}
