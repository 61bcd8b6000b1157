import { execFileSync } from 'node:child_process'
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

/** Runs only when nothing else wants its core: who measures must not wait for it. */
export const giveWay = (pid: number): void => {
  execFileSync('chrt', ['-a', '-i', '-p', '0', String(pid)], { stdio: 'ignore' })
}
