import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'

/** `apart`: the service has all cores but the last, and whoever asks it the last. `shared`: the kernel divides them. */
const PLACEMENTS = ['apart', 'shared']

interface Cores {
  /** Of the service, as `taskset` names them; undefined where the kernel chooses. */
  readonly service: string | undefined
  /** In words. */
  readonly said: string
}

const LAST = availableParallelism() - 1

/** Moves this process, and what it begins from now on, away from the cores of the service. */
export const moveApart = (placement: string): Cores => {
  if (placement === 'shared' || LAST === 0)
    return { service: undefined, said: 'the service, the flood and who measures share all cores' }
  if (placement !== 'apart') throw new Error(`no placement ${placement}: there are ${PLACEMENTS.join(', ')}`)
  execFileSync('taskset', ['-a', '-c', '-p', String(LAST), String(process.pid)], { stdio: 'ignore' })
  const service = LAST === 1 ? '0' : `0-${LAST - 1}`
  return { service, said: `the service on core ${service}, the flood and who measures on core ${LAST}` }
}

/** How the kernel schedules this process, by the number that Linux has for it: field 41 of its stat line. */
const policy = (): number => {
  const stat = readFileSync('/proc/self/stat', 'utf8')
  return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[38])
}
const USUAL = 0
const FIRST_IN_FIRST_OUT = 1

/**
 * Under `chrt -f` nobody gives up a core: a flood and a service, one on each, would wait for ever for the threads that help them. So the
 * flood is scheduled as usual.
 */
export const asUsual = (pid: number): void => {
  if (process.platform === 'linux' && policy() === FIRST_IN_FIRST_OUT)
    execFileSync('chrt', ['-a', '-o', '-p', '0', String(pid)], { stdio: 'ignore' })
}

/**
 * Runs only when nothing else wants its core: who measures must not wait for it. Under `chrt -r 2`, by which a busy machine is kept from
 * the bench, it runs before that machine's other work, and still behind who measures.
 */
export const giveWay = (pid: number): void => {
  const how = policy() === USUAL ? ['-i', '-p', '0'] : ['-r', '-p', '1']
  execFileSync('chrt', ['-a', ...how, String(pid)], { stdio: 'ignore' })
}
