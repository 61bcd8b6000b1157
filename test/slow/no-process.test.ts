/** A machine that has no room for another process when one of the service's has ended. */
import { execFileSync, spawnSync } from 'node:child_process'
import { setTimeout as wait } from 'node:timers/promises'
import test from 'ava'
import { folder, serving } from '../cli/command.ts'
import { type Register, skipped } from '../skipped.ts'

const canLimit = spawnSync('prlimit', ['--version']).status === 0
const limited: Register = canLimit ? test : skipped('no prlimit on this machine')

const workersOf = (pid: number | undefined): number[] =>
  (spawnSync('pgrep', ['-P', String(pid)], { encoding: 'utf8' }).stdout.match(/\d+/g) ?? []).map(Number)

/** From now on the process opens nothing beyond so many descriptors; what it has open stays. */
const limit = (pid: number | undefined, descriptors: number): void => {
  execFileSync('prlimit', ['--pid', String(pid), `--nofile=${descriptors}:`])
}

limited(
  'a worker that nothing can be put in the place of leaves the others at work, and is replaced later',
  async t => {
    const { url, child, heard, stop } = await serving(t, { cwd: folder(t), env: { KASBAH_WORKERS: '2' } })
    const [first] = workersOf(child.pid)
    limit(child.pid, 3)
    process.kill(first ?? 0, 'SIGKILL')
    while (!heard.err.includes('the system gives no process') && child.exitCode === null) await wait(50)
    t.is(child.exitCode, null, heard.err)
    t.is(workersOf(child.pid).length, 2)
    limit(child.pid, 1_000)
    while (workersOf(child.pid).length < 3) await wait(50)
    while ((await fetch(`${url}/readyz`).catch(() => undefined))?.status !== 200) await wait(50)
    t.is(await stop(), 0)
  },
)
